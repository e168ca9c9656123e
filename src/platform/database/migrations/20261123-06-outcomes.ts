import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Outcomes, their release by two people, and the returns made of them. */
export class Outcomes20261123060000 implements MigrationInterface {
  name = 'Outcomes20261123060000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table release (
        id uuid primary key default gen_random_uuid(),
        batch_id uuid not null references moderation_batch (id),
        state text not null check (state in ('planned', 'approved', 'released', 'cancelled')),
        release_at timestamptz not null,
        planned_by uuid not null references sign_in (id),
        planned_at timestamptz not null,
        approved_by uuid references sign_in (id),
        approved_at timestamptz,
        released_at timestamptz,
        seal text not null,
        version integer not null default 1,
        check (approved_by is null or approved_by <> planned_by),
        check ((state = 'released') = (released_at is not null)),
        check (state not in ('approved', 'released') or approved_by is not null)
      );
      create unique index release_one_live_a_batch on release (batch_id) where state <> 'cancelled';

      create table outcome (
        id uuid primary key default gen_random_uuid(),
        attempt_id uuid not null references attempt (id),
        script_number text not null references script (number),
        release_id uuid not null references release (id),
        state text not null check (state in ('scheduled', 'released', 'voided', 'superseded')),
        result text not null check (result in ('passed', 'failed')),
        marks jsonb not null,
        totals jsonb not null,
        feedback jsonb not null,
        framework_version text not null references framework_version (id),
        inputs_hash text not null,
        released_at timestamptz,
        completion_date date,
        supersedes uuid references outcome (id),
        version integer not null default 1,
        check ((state in ('released', 'superseded')) <= (released_at is not null and completion_date is not null))
      );
      create unique index outcome_one_current_an_attempt on outcome (attempt_id) where state in ('scheduled', 'released');
      create index outcome_release on outcome (release_id);

      create table outcome_return (
        number integer generated always as identity primary key,
        made_at timestamptz not null,
        made_by uuid not null references sign_in (id),
        since timestamptz,
        rows integer not null,
        sha256 text not null,
        content bytea not null
      );
      create trigger outcome_return_is_written_once before update or delete on outcome_return
        for each row execute function refuse_change();
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop table outcome_return, outcome, release`);
  }
}
