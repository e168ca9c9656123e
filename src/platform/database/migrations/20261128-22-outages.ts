import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What failed, and when: the log that a declared failure rests on. */
export class Outages20261128220000 implements MigrationInterface {
  name = 'Outages20261128220000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- Stretches in which a part failed. One part never fails twice at once: what processes saw is merged into one row.
      create table outage (
        id uuid primary key default gen_random_uuid(),
        part text not null check (part in ('database', 'store', 'service')),
        part_no integer generated always as (case part when 'database' then 1 when 'store' then 2 else 3 end) stored,
        began_at timestamptz not null,
        ended_at timestamptz not null,
        seen_by text[] not null,
        check (began_at <= ended_at),
        constraint outage_one_at_a_time exclude using gist
          (int4range(part_no, part_no, '[]') with &&, tstzrange(began_at, ended_at, '[]') with &&)
      );
      create index outage_latest on outage (ended_at);

      -- Requests whose failing matters (to submit) that were answered with a fault of ours.
      create table failed_request (
        id uuid primary key default gen_random_uuid(),
        at timestamptz not null,
        path text not null,
        status integer not null,
        sign_in_id uuid references sign_in (id),
        seen_by text not null
      );
      create index failed_request_at on failed_request (at);
      create index failed_request_of on failed_request (sign_in_id);

      -- When each process that serves was last there, by the real clock.
      create table sign_of_life (process text primary key, at timestamptz not null);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop table sign_of_life, failed_request, outage`);
  }
}
