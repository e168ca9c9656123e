import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A declared failure gives a place back that had become a no-show meanwhile, and nothing else does. */
export class Reinstatements20261128950000 implements MigrationInterface {
  name = 'Reinstatements20261128950000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- The place had become a no-show before the failure was declared, and was given back by it.
      alter table failure_extension add column reinstated boolean not null default false;

      -- Who has a place again and misses it again is charged again: the charge before it was lifted or paid back.
      drop index charge_once_a_booking;
      create unique index charge_once_a_booking on charge (booking_id, kind)
        where booking_id is not null and waived_at is null and refunded_at is null;

      create function only_a_failure_reinstates() returns trigger language plpgsql as $$
        begin
          if old.state <> 'no-show' or new.state <> 'confirmed' or not exists (
            select from failure_extension x where x.booking_id = new.id and x.reinstated and x.closes_at <= new.extended_closes_at)
          then
            raise exception 'booking % is over, and no declared failure gives it back', new.id
              using errcode = 'check_violation', constraint = 'only_a_failure_reinstates';
          end if;
          return new;
        end
      $$;
      create trigger booking_only_a_failure_reinstates before update of state on booking
        for each row when (old.state in ('no-show', 'cancelled', 'moved') and new.state <> old.state)
        execute function only_a_failure_reinstates();

      create function only_a_failure_opens_a_draft_again() returns trigger language plpgsql as $$
        begin
          if new.state <> 'draft' or not exists (
            select from failure_extension x join booking b on b.id = x.booking_id
            join attempt a on a.enrolment_id = b.enrolment_id and a.no = b.attempt_no
            where a.id = new.attempt_id and x.reinstated and b.state = 'confirmed')
          then
            raise exception 'submission % was closed, and no declared failure opens it again', new.id
              using errcode = 'check_violation', constraint = 'only_a_failure_opens_a_draft_again';
          end if;
          return new;
        end
      $$;
      create trigger submission_only_a_failure_opens_a_draft_again before update of state on submission
        for each row when (old.state = 'no-show' and new.state <> old.state)
        execute function only_a_failure_opens_a_draft_again();
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop trigger submission_only_a_failure_opens_a_draft_again on submission;
      drop trigger booking_only_a_failure_reinstates on booking;
      drop function only_a_failure_opens_a_draft_again, only_a_failure_reinstates;
      drop index charge_once_a_booking;
      create unique index charge_once_a_booking on charge (booking_id, kind) where booking_id is not null;
      alter table failure_extension drop column reinstated;
    `);
  }
}
