import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Assignments whose holder may not judge the script, by what was noted after they got it. */
export class BarredAssignment20261128720000 implements MigrationInterface {
  name = 'BarredAssignment20261128720000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table barred_assignment (
        id uuid primary key default gen_random_uuid(),
        assignment_id uuid not null references assignment (id),
        reason text not null,
        found_at timestamptz not null,
        -- The bar holds no more, or the script is no longer theirs.
        ended_at timestamptz,
        -- A lead lets locked marks stand, and says why.
        kept_by uuid references sign_in (id),
        kept_why text,
        kept_at timestamptz,
        constraint barred_assignment_kept_with_a_reason check (num_nonnulls(kept_by, kept_why, kept_at) in (0, 3))
      )
    `);
    await runner.query(`
      create unique index barred_assignment_once on barred_assignment (assignment_id, reason) where ended_at is null
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop table barred_assignment`);
  }
}
