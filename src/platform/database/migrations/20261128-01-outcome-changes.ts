import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Released outcomes are changed by two leads and never edited; a fee is paid back with the attempt it was for. */
export class OutcomeChanges20261128010000 implements MigrationInterface {
  name = 'OutcomeChanges20261128010000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table charge
        -- The attempt that a resubmission's fee is for.
        add column attempt_no integer,
        add column refunded_at timestamptz,
        add column refund_reason text,
        add constraint charge_attempt_of_resubmission check (attempt_no is null or (kind = 'resubmission' and attempt_no >= 2)),
        add constraint charge_refund_of_what_was_paid check (refunded_at is null or (settled_at is not null and waived_at is null)),
        add constraint charge_refund_with_reason check ((refunded_at is null) = (refund_reason is null));
      update charge c set attempt_no = (
        select (j.facts ->> 'attemptNo')::int from journal_entry j
        where j.aggregate = 'enrolment' and j.aggregate_id = c.enrolment_id::text and j.act = 'resubmission.opened'
          and (j.facts ->> 'feePence')::int = c.pence
        order by abs(extract(epoch from j.at - c.at)) limit 1) where c.kind = 'resubmission';
      create unique index charge_one_standing_an_attempt on charge (enrolment_id, attempt_no)
        where attempt_no is not null and waived_at is null and refunded_at is null;

      create table outcome_change (
        id uuid primary key default gen_random_uuid(),
        outcome_id uuid not null references outcome (id),
        kind text not null check (kind in ('supersede', 'void')),
        state text not null check (state in ('proposed', 'confirmed', 'cancelled')),
        -- What the participant and the Department are told.
        reason text not null check (length(trim(reason)) > 0),
        -- Which error moves marks, by the framework's list: a judgement that is merely another one stands.
        error text,
        marks jsonb,
        result text check (result in ('passed', 'failed')),
        proposed_by uuid not null references sign_in (id),
        proposed_at timestamptz not null,
        confirmed_by uuid references sign_in (id),
        confirmed_at timestamptz,
        cancelled_by uuid references sign_in (id),
        cancelled_at timestamptz,
        cancel_reason text,
        version integer not null default 1,
        constraint outcome_change_new_marks check
          (case when kind = 'supersede' then num_nulls(marks, error, result) = 0 else num_nonnulls(marks, error, result) = 0 end),
        constraint outcome_change_by_two check (confirmed_by <> proposed_by),
        check ((state = 'confirmed') = (confirmed_at is not null) and (confirmed_at is null) = (confirmed_by is null)),
        check ((state = 'cancelled') = (cancelled_at is not null) and num_nulls(cancelled_at, cancelled_by, cancel_reason) in (0, 3))
      );
      create unique index outcome_change_one_open on outcome_change (outcome_id) where state = 'proposed';
      create unique index outcome_change_once on outcome_change (outcome_id) where state = 'confirmed';
      create unique index outcome_one_successor on outcome (supersedes) where supersedes is not null;

      -- What was released is kept as it was, and leaves its state by two people only: looked at when the transaction ends.
      create function refuse_edited_outcome() returns trigger language plpgsql as $$
        begin
          if old.released_at is not null and (tg_op = 'DELETE' or
             (old.attempt_id, old.script_number, old.release_id, old.result, old.marks, old.totals, old.feedback, old.inputs_hash,
              old.released_at, old.completion_date, old.supersedes) is distinct from
             (new.attempt_id, new.script_number, new.release_id, new.result, new.marks, new.totals, new.feedback, new.inputs_hash,
              new.released_at, new.completion_date, new.supersedes)) then
            raise exception 'a released outcome is never edited' using errcode = 'check_violation', constraint = 'outcome_is_never_edited';
          end if;
          return case when tg_op = 'DELETE' then old else new end;
        end
      $$;
      create trigger outcome_is_never_edited before update or delete on outcome
        for each row execute function refuse_edited_outcome();
      create function refuse_change_by_one() returns trigger language plpgsql as $$
        begin
          if not exists (select from outcome_change c where c.outcome_id = new.id and c.state = 'confirmed'
                         and c.kind = case when new.state = 'voided' then 'void' else 'supersede' end) then
            raise exception 'a released outcome is changed by two people' using errcode = 'check_violation', constraint = 'outcome_is_changed_by_two';
          end if;
          return null;
        end
      $$;
      create constraint trigger outcome_is_changed_by_two after update of state on outcome deferrable initially deferred
        for each row when (old.state = 'released' and new.state <> 'released') execute function refuse_change_by_one();
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop trigger outcome_is_changed_by_two on outcome;
      drop trigger outcome_is_never_edited on outcome;
      drop function refuse_change_by_one, refuse_edited_outcome;
      drop index outcome_one_successor;
      drop table outcome_change;
      drop index charge_one_standing_an_attempt;
      alter table charge drop column refund_reason, drop column refunded_at, drop column attempt_no;
    `);
  }
}
