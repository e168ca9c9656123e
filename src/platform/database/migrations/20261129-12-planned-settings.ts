import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Numbers of a provider that hold from a day to come on: written down today, put into force by a job on that day. */
export class PlannedSettings20261129120000 implements MigrationInterface {
  name = 'PlannedSettings20261129120000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table planned_settings (
        id uuid primary key default gen_random_uuid(),
        provider_id uuid not null references provider (id),
        holds_from date not null,
        -- By the setting's name: only those that change.
        numbers jsonb not null check (jsonb_typeof(numbers) = 'object' and numbers <> '{}'),
        planned_by uuid not null references sign_in (id),
        planned_at timestamptz not null,
        state text not null default 'planned' check (state in ('planned', 'in-force', 'withdrawn')),
        ended_at timestamptz,
        check ((state = 'planned') = (ended_at is null))
      );
      create unique index planned_settings_one_a_day on planned_settings (provider_id, holds_from) where state = 'planned';
      create index planned_settings_due on planned_settings (holds_from) where state = 'planned';
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop table planned_settings`);
  }
}
