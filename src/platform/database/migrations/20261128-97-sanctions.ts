import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Sanctions of a proven misconduct case, by two leads; attempts that end without an outcome; enrolments that end by one. */
export class Sanctions20261128970000 implements MigrationInterface {
  name = 'Sanctions20261128970000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table enrolment drop constraint enrolment_state_check;
      alter table enrolment add constraint enrolment_state_check check (state in
        ('active', 'deferred', 'presented', 'resubmitting', 'passed', 'failed', 'lapsed', 'withdrawn', 'disqualified'));

      -- An attempt that ended without an outcome, and whether it is one of those that the participant has.
      create table voided_attempt (
        enrolment_id uuid not null references enrolment (id),
        attempt_no integer not null check (attempt_no >= 1),
        because text not null check (because in ('sanctioned', 'taken-back')),
        counts boolean not null,
        reason text not null check (length(trim(reason)) > 0),
        voided_at timestamptz not null,
        primary key (enrolment_id, attempt_no)
      );
      create function refuse_outcome_of_voided() returns trigger language plpgsql as $$
        begin
          if new.state = 'released' and exists (
            select from attempt a join voided_attempt v on (v.enrolment_id, v.attempt_no) = (a.enrolment_id, a.no) where a.id = new.attempt_id) then
            raise exception 'The attempt % ended without an outcome', new.attempt_id
              using errcode = 'check_violation', constraint = 'outcome_not_of_a_voided_attempt';
          end if;
          return new;
        end
      $$;
      create trigger outcome_not_of_a_voided_attempt before insert or update of state on outcome
        for each row execute function refuse_outcome_of_voided();

      alter table outcome_hold add constraint outcome_hold_placed_by unique (id, placed_by);
      create table sanction (
        id uuid primary key default gen_random_uuid(),
        hold_id uuid not null,
        -- Of the hold: the database compares it with who confirms.
        hold_placed_by uuid not null,
        kind text not null check (kind in ('warning', 'criterion-zero', 'attempt-void', 'disqualification')),
        state text not null check (state in ('proposed', 'confirmed', 'cancelled')),
        reason text not null check (length(trim(reason)) > 0),
        -- What the participant is told.
        told text not null check (length(trim(told)) > 0),
        -- Codes of the criteria that are drawn as 0.
        criteria jsonb,
        proposed_by uuid not null references sign_in (id),
        proposed_at timestamptz not null,
        confirmed_by uuid references sign_in (id),
        confirmed_at timestamptz,
        cancelled_by uuid references sign_in (id),
        cancelled_at timestamptz,
        cancel_reason text,
        version integer not null default 1,
        foreign key (hold_id, hold_placed_by) references outcome_hold (id, placed_by),
        constraint sanction_names_criteria check (case when kind = 'criterion-zero'
          then coalesce(jsonb_typeof(criteria) = 'array' and criteria <> '[]', false) else criteria is null end),
        constraint sanction_by_two check (confirmed_by <> proposed_by),
        constraint disqualification_not_by_placer check (kind <> 'disqualification' or confirmed_by <> hold_placed_by),
        check ((state = 'confirmed') = (confirmed_at is not null) and (confirmed_at is null) = (confirmed_by is null)),
        check ((state = 'cancelled') = (cancelled_at is not null) and num_nulls(cancelled_at, cancelled_by, cancel_reason) in (0, 3))
      );
      create unique index sanction_one_a_hold on sanction (hold_id) where state <> 'cancelled';

      -- Only what is proven is sanctioned, and the sanction is there before the hold is lifted by it.
      create function refuse_sanction_of_unproven() returns trigger language plpgsql as $$
        begin
          if new.state <> 'cancelled' then
            perform from outcome_hold where id = new.hold_id for share;
            if not exists (select from outcome_hold h where h.id = new.hold_id and h.state = 'upheld') then
              raise exception 'only what is proven is sanctioned' using errcode = 'check_violation', constraint = 'sanction_of_what_is_proven';
            end if;
          end if;
          return new;
        end
      $$;
      create trigger sanction_of_what_is_proven before insert or update of state, hold_id on sanction
        for each row execute function refuse_sanction_of_unproven();
      create function refuse_lifting_beside_sanction() returns trigger language plpgsql as $$
        begin
          if new.state = 'lifted' and exists (select from sanction s where s.hold_id = new.id
             and (s.state = 'proposed' or (s.state = 'confirmed' and s.kind in ('attempt-void', 'disqualification')))) then
            raise exception 'a sanction stands on this hold' using errcode = 'check_violation', constraint = 'outcome_hold_of_a_sanction';
          end if;
          return new;
        end
      $$;
      create trigger outcome_hold_of_a_sanction before update of state on outcome_hold
        for each row execute function refuse_lifting_beside_sanction();
    `);
  }

  /** Refused by the database where somebody was disqualified. */
  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop trigger outcome_hold_of_a_sanction on outcome_hold;
      drop function refuse_lifting_beside_sanction;
      drop table sanction;
      drop function refuse_sanction_of_unproven;
      alter table outcome_hold drop constraint outcome_hold_placed_by;
      drop trigger outcome_not_of_a_voided_attempt on outcome;
      drop function refuse_outcome_of_voided;
      drop table voided_attempt;
      alter table enrolment drop constraint enrolment_state_check;
      alter table enrolment add constraint enrolment_state_check check (state in
        ('active', 'deferred', 'presented', 'resubmitting', 'passed', 'failed', 'lapsed', 'withdrawn'));
    `);
  }
}
