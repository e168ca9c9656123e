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
        -- SHA-256 over every outcome of the release: what the second person approves, and what is released or nothing is.
        seal text not null,
        -- Counts, what was unusual, and what the planner found when looking into it.
        checks jsonb not null default '{}',
        cancelled_at timestamptz,
        -- Empty where the release stopped itself.
        cancelled_by uuid references sign_in (id),
        reason text,
        version integer not null default 1,
        check ((state = 'cancelled') = (cancelled_at is not null)),
        check (cancelled_at is null or reason is not null),
        check (approved_by is null or approved_by <> planned_by),
        check ((state = 'released') = (released_at is not null)),
        check (state not in ('approved', 'released') or approved_by is not null)
      );
      create unique index release_one_live_a_batch on release (batch_id) where state <> 'cancelled';
      create index release_due on release (release_at) where state = 'approved';

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
        -- Why it was voided, or put in the place of another.
        reason text,
        version integer not null default 1,
        check ((state in ('released', 'superseded')) <= (released_at is not null and completion_date is not null))
      );
      create unique index outcome_one_current_an_attempt on outcome (attempt_id) where state in ('scheduled', 'released');
      create index outcome_release on outcome (release_id);

      -- What was returned to the Department: numbered without a gap for each provider, and never changed.
      create table outcome_return (
        id uuid primary key default gen_random_uuid(),
        provider_id uuid not null references provider (id),
        number integer not null check (number >= 1),
        made_at timestamptz not null,
        made_by uuid not null references sign_in (id),
        scope text not null check (scope in ('new', 'all')),
        since timestamptz,
        rows integer not null,
        sha256 text not null,
        content bytea not null,
        legacy_rows integer not null,
        legacy_content bytea not null,
        unique (provider_id, number)
      );
      -- Which return first told of an outcome, and of its being voided: the next one tells of what is not here.
      create table outcome_returned (
        outcome_id uuid not null references outcome (id),
        state text not null check (state in ('released', 'voided')),
        return_id uuid not null references outcome_return (id),
        primary key (outcome_id, state)
      );
      create trigger outcome_return_is_written_once before update or delete on outcome_return
        for each row execute function refuse_change();
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop table outcome_returned, outcome_return, outcome, release`);
  }
}
