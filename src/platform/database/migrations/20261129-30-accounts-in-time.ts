import type { MigrationInterface, QueryRunner } from 'typeorm';

/** No account of a task arrives at or after the task's own closing, as it is for that person: past the code neither. */
export class AccountsInTime20261129300000 implements MigrationInterface {
  name = 'AccountsInTime20261129300000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- When a booking is over for good: by the window, by its own closing, or by the time a failure of ours gave it.
      create function booking_over_at(window_closes timestamptz, personal_closes timestamptz, extended_closes timestamptz)
        returns timestamptz language sql immutable as $$
        select greatest(coalesce(personal_closes, window_closes), extended_closes)
      $$;
      -- As much later as the booking is over after its window. In seconds: a day of an interval is not always 24 hours, and
      -- which day is not depends on the time zone of the session.
      create function task_closes_at(task_closes timestamptz, window_closes timestamptz, over_at timestamptz)
        returns timestamptz language sql stable as $$
        select task_closes + make_interval(secs => greatest(extract(epoch from over_at - window_closes), 0)::double precision)
      $$;

      create function account_in_time() returns trigger language plpgsql as $$
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
      create trigger document_account_in_time
        before insert or update of enrolment_id, attempt_no, component, uploaded_at on document
        for each row when (new.component <> 'evidence') execute function account_in_time();
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop trigger document_account_in_time on document;
      drop function account_in_time, task_closes_at, booking_over_at;
    `);
  }
}
