import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who coached a participant and does not any more: barred from judging their work as the coach of now is. */
export class FormerCoaches20261129420000 implements MigrationInterface {
  name = 'FormerCoaches20261129420000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table former_coach (
        id uuid primary key default gen_random_uuid(),
        participant_id uuid not null references participant (id),
        name text,
        email text,
        noted_at timestamptz not null,
        constraint former_coach_is_somebody check (num_nonnulls(name, email) >= 1)
      );
      create index former_coach_participant on former_coach (participant_id);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop table former_coach`);
  }
}
