import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Technical failures that a lead declared, and the time that they gave back. */
export class Failures20261128230000 implements MigrationInterface {
  name = 'Failures20261128230000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table provider
        -- An outage that ended less than this before a closing has touched it.
        add column failure_counts_minutes integer not null default 60 check (failure_counts_minutes between 0 and 1440),
        -- For so long after a closing that an outage touched nobody becomes a no-show: a lead looks at it first.
        add column failure_hold_hours integer not null default 24 check (failure_hold_hours between 0 and 240);

      -- A later closing after a failure of ours: on top of the window's, the last day's and a personal one.
      alter table booking add column extended_closes_at timestamptz;

      create table technical_failure (
        id uuid primary key default gen_random_uuid(),
        window_id uuid not null references assessment_window (id),
        from_at timestamptz not null,
        until_at timestamptz not null,
        minutes integer not null check (minutes between 1 and 20160),
        reason text not null check (btrim(reason) <> ''),
        declared_by uuid not null references sign_in (id),
        declared_at timestamptz not null,
        check (from_at < until_at),
        constraint technical_failure_once unique (window_id, from_at, until_at)
      );

      create table failure_extension (
        failure_id uuid not null references technical_failure (id),
        booking_id uuid not null references booking (id),
        closes_before timestamptz not null,
        closes_at timestamptz not null check (closes_at > closes_before),
        primary key (failure_id, booking_id)
      );
      create index failure_extension_of_booking on failure_extension (booking_id);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop table failure_extension, technical_failure;
      alter table booking drop column extended_closes_at;
      alter table provider drop column failure_counts_minutes, drop column failure_hold_hours;
    `);
  }
}
