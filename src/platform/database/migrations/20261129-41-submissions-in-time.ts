import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Nothing is submitted before its window opens, nor at or after the booking closes for that person: past the code neither. */
export class SubmissionsInTime20261129410000 implements MigrationInterface {
  name = 'SubmissionsInTime20261129410000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- The first instant that is too late to submit: a closing of one's own; otherwise the window's, though never after the end
      -- of the last day that counts, in London; and later where a failure of ours gave time.
      create function booking_closes_at(window_closes timestamptz, personal_closes timestamptz, extended_closes timestamptz,
                                        last_day date)
        returns timestamptz language sql immutable as $$
        select greatest(coalesce(personal_closes, least(window_closes, (last_day + 1)::timestamp at time zone 'Europe/London')),
                        extended_closes)
      $$;

      create function submission_in_time() returns trigger language plpgsql as $$
        begin
          -- What was taken back and is put back keeps the instant at which it came.
          if tg_op = 'UPDATE' and new.submitted_at is not distinct from old.submitted_at then
            return new;
          end if;
          if not exists (
            select from booking b join assessment_window w on w.id = b.window_id join enrolment e on e.id = b.enrolment_id
            where b.id = new.booking_id and new.submitted_at >= w.opens_at
              and new.submitted_at < booking_closes_at(w.closes_at, b.personal_closes_at, b.extended_closes_at,
                    case when b.attempt_no > 1 and e.resubmit_by is not null then e.resubmit_by else e.present_by end))
          then
            raise exception 'nothing is submitted outside the time of its booking'
              using errcode = 'check_violation', constraint = 'submission_in_time';
          end if;
          return new;
        end
      $$;
      create trigger submission_in_time before insert or update of state, submitted_at on submission
        for each row when (new.state = 'submitted' or new.state = 'draft' and new.submitted_at is not null)
        execute function submission_in_time();
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop trigger submission_in_time on submission;
      drop function submission_in_time, booking_closes_at;
    `);
  }
}
