import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The secret addresses of participants' calendars. */
export class CalendarLinks20261127090001 implements MigrationInterface {
  name = 'CalendarLinks20261127090001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- Only the hash of a token is kept: who reads the table cannot read a calendar by it.
      create table calendar_link (
        sign_in_id uuid primary key references sign_in (id),
        token_hash text not null unique check (token_hash ~ '^[0-9a-f]{64}$'),
        made_at timestamptz not null
      )
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop table calendar_link`);
  }
}
