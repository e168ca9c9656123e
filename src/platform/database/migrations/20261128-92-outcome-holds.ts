import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Outcomes that are not released while a case of misconduct is open, and a batch that is released in more than one go. */
export class OutcomeHolds20261128920000 implements MigrationInterface {
  name = 'OutcomeHolds20261128920000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table outcome_hold (
        id uuid primary key default gen_random_uuid(),
        attempt_id uuid not null references attempt (id),
        state text not null check (state in ('held', 'upheld', 'lifted')),
        source text not null check (source in ('similarity', 'same-file', 'metadata', 'sponsor', 'assessor', 'other')),
        reason text not null check (length(trim(reason)) > 0),
        -- What the participant is told of it.
        told text not null check (length(trim(told)) > 0),
        placed_by uuid not null references sign_in (id),
        placed_at timestamptz not null,
        finding text check (finding in ('no-case', 'poor-practice', 'proven')),
        decided_why text,
        decided_by uuid references sign_in (id),
        decided_at timestamptz,
        version integer not null default 1,
        check ((state = 'held') = (finding is null) and num_nonnulls(finding, decided_why, decided_by, decided_at) in (0, 4)),
        check (state <> 'upheld' or finding = 'proven'),
        constraint outcome_hold_decided_by_another check (decided_by <> placed_by)
      );
      create unique index outcome_hold_one_live_an_attempt on outcome_hold (attempt_id) where state <> 'lifted';

      -- Whoever releases waits for whoever is placing a hold on the same attempt, and then finds it.
      create function refuse_held_outcome() returns trigger language plpgsql as $$
        begin
          if new.state = 'released' then
            perform from attempt where id = new.attempt_id for share;
            if exists (select from outcome_hold h where h.attempt_id = new.attempt_id and h.state <> 'lifted') then
              raise exception 'The outcome of the attempt % is held', new.attempt_id using errcode = 'insufficient_privilege';
            end if;
          end if;
          return new;
        end
      $$;
      create trigger outcome_not_held before insert or update of state on outcome for each row execute function refuse_held_outcome();

      -- What was held is released later, with its batch: one release at a time is under way.
      drop index release_one_live_a_batch;
      create unique index release_one_under_way_a_batch on release (batch_id) where state in ('planned', 'approved');
    `);
  }

  /** Refused by the database where a batch was released in more than one go. */
  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop index release_one_under_way_a_batch;
      create unique index release_one_live_a_batch on release (batch_id) where state <> 'cancelled';
      drop trigger outcome_not_held on outcome;
      drop function refuse_held_outcome();
      drop table outcome_hold;
    `);
  }
}
