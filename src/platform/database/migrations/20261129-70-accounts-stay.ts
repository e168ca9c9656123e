import type { MigrationInterface, QueryRunner } from 'typeorm';

/** An account whose task has closed for that person is not taken away: past the code neither. */
export class AccountsStay20261129700000 implements MigrationInterface {
  name = 'AccountsStay20261129700000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create function task_has_closed(enrolment uuid, attempt integer, component text, at timestamptz)
        returns boolean language sql stable as $$
        select exists (
          select from booking b join assessment_window w on w.id = b.window_id
          join window_task_closing t on t.window_id = w.id and component = 'account-' || t.task
          where b.enrolment_id = enrolment and b.attempt_no = attempt and b.state in ('booked', 'confirmed', 'used')
            and at >= task_closes_at(t.closes_at, w.closes_at,
                  booking_over_at(w.closes_at, b.personal_closes_at, b.extended_closes_at)))
      $$;

      create or replace function account_in_time() returns trigger language plpgsql as $$
        begin
          if task_has_closed(new.enrolment_id, new.attempt_no, new.component, new.uploaded_at) then
            raise exception 'the account of this task is not taken any more'
              using errcode = 'check_violation', constraint = 'account_in_time';
          end if;
          return new;
        end
      $$;

      create function account_stays() returns trigger language plpgsql as $$
        begin
          if task_has_closed(new.enrolment_id, new.attempt_no, new.component, app_now()) then
            raise exception 'the account of this task stays'
              using errcode = 'check_violation', constraint = 'account_stays';
          end if;
          return new;
        end
      $$;
      create trigger document_account_stays before update of state on document
        for each row when (new.component <> 'evidence' and new.state = 'removed' and old.state <> 'removed')
        execute function account_stays();
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop trigger document_account_stays on document;
      create or replace function account_in_time() returns trigger language plpgsql as $$
        begin
          if exists (
            select from booking b join assessment_window w on w.id = b.window_id
            join window_task_closing t on t.window_id = w.id and new.component = 'account-' || t.task
            where b.enrolment_id = new.enrolment_id and b.attempt_no = new.attempt_no
              and b.state in ('booked', 'confirmed', 'used')
              and new.uploaded_at >= task_closes_at(t.closes_at, w.closes_at,
                    booking_over_at(w.closes_at, b.personal_closes_at, b.extended_closes_at)))
          then
            raise exception 'the account of this task is not taken any more'
              using errcode = 'check_violation', constraint = 'account_in_time';
          end if;
          return new;
        end
      $$;
      drop function account_stays, task_has_closed;
    `);
  }
}
