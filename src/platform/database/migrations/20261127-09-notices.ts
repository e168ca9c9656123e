import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Reminders that were sent, or that a later one stood for. */
export class Notices20261127090000 implements MigrationInterface {
  name = 'Notices20261127090000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table notice (
        id uuid primary key default gen_random_uuid(),
        enrolment_id uuid not null references enrolment (id),
        series text not null check (series in ('present-by', 'confirm-by', 'window-closes')),
        -- What the deadline is of: an attempt's number, or a booking's id.
        about text not null,
        -- Civil date in London. A deadline that moved is another one, with reminders of its own.
        deadline date not null,
        days_before integer not null check (days_before >= 0),
        -- The nearer reminder that was sent in its place after an outage; null: this one was sent.
        overtaken_by integer check (overtaken_by >= 0 and overtaken_by < days_before),
        why text not null,
        at timestamptz not null,
        -- Once each, however many workers look.
        constraint notice_once unique (enrolment_id, series, about, deadline, days_before)
      );
      create index notice_at on notice (enrolment_id, at desc, days_before);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop table notice`);
  }
}
