import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Appeals against released outcomes, and who may decide them. */
export class Appeals20261128020000 implements MigrationInterface {
  name = 'Appeals20261128020000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table appeal (
        id uuid primary key default gen_random_uuid(),
        outcome_id uuid not null references outcome (id),
        state text not null check (state in ('lodged', 'acknowledged', 'proposed', 'upheld', 'rejected', 'withdrawn')),
        grounds text not null,
        statement text not null check (length(trim(statement)) > 0),
        lodged_by uuid not null references sign_in (id),
        lodged_at timestamptz not null,
        -- The last day to appeal, London, as the framework and the bank holidays gave it when it was lodged.
        lodge_by date not null,
        -- Why it came after that day, in the participant's words, and why a lead let it be heard all the same.
        late_reason text,
        late_allowed text,
        acknowledged_by uuid references sign_in (id),
        acknowledged_at timestamptz,
        decide_by date,
        decided_by uuid references sign_in (id),
        decided_at timestamptz,
        decision_reason text,
        -- The change of the outcome that an upheld appeal asks for; a second lead confirms it.
        change_id uuid unique references outcome_change (id),
        withdrawn_at timestamptz,
        version integer not null default 1,
        constraint appeal_late_with_reason check (london_date(lodged_at) <= lodge_by or coalesce(length(trim(late_reason)), 0) > 0),
        constraint appeal_late_by_discretion check
          (state not in ('acknowledged', 'proposed', 'upheld') or london_date(lodged_at) <= lodge_by or coalesce(length(trim(late_allowed)), 0) > 0),
        check ((acknowledged_at is null) = (acknowledged_by is null) and (acknowledged_at is null) = (decide_by is null)),
        check (num_nulls(decided_by, decided_at, decision_reason) in (0, 3)),
        check ((state in ('proposed', 'upheld', 'rejected')) = (decided_at is not null)),
        check ((state in ('proposed', 'upheld')) = (change_id is not null)),
        check ((state = 'withdrawn') = (withdrawn_at is not null))
      );
      create unique index appeal_one_open on appeal (outcome_id) where state in ('lodged', 'acknowledged', 'proposed');
      create unique index appeal_decided_once on appeal (outcome_id) where state in ('upheld', 'rejected');
      create index appeal_outcome on appeal (outcome_id);

      -- Who had a hand in an outcome does not decide an appeal against it.
      create function refuse_involved_decider() returns trigger language plpgsql as $$
        begin
          if exists (
            select from outcome o join release r on r.id = o.release_id join moderation_batch b on b.id = r.batch_id
            where o.id = new.outcome_id and (
              new.decided_by in (r.planned_by, r.approved_by, b.confirmed_by, b.cleared_by)
              or exists (select from assignment a join staff s on s.id = a.assessor_id
                         where a.script_number = o.script_number and a.state = 'locked' and s.sign_in_id = new.decided_by)
              or exists (select from moderation_decision d join staff s on s.id in (d.moderator_id, d.second_moderator_id)
                         where d.script_number = o.script_number and s.sign_in_id = new.decided_by)
              or exists (select from outcome_change c where c.outcome_id = o.supersedes and c.state = 'confirmed'
                         and new.decided_by in (c.proposed_by, c.confirmed_by)))) then
            raise exception 'an appeal is decided by somebody who took no part' using errcode = 'check_violation', constraint = 'appeal_decided_by_stranger';
          end if;
          return new;
        end
      $$;
      create trigger appeal_decided_by_stranger before insert or update of decided_by on appeal
        for each row when (new.decided_by is not null) execute function refuse_involved_decider();
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop table appeal;
      drop function refuse_involved_decider;
    `);
  }
}
