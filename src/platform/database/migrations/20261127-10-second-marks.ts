import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How the budget of second marks of a window was spent: once, with all that it was worked out from, so that it can be drawn again. */
export class SecondMarks20261127100000 implements MigrationInterface {
  name = 'SecondMarks20261127100000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table second_mark_spending (
        window_id uuid not null references assessment_window (id),
        framework_version text not null references framework_version (id),
        policy jsonb not null,
        budget integer not null check (budget >= 0),
        markers jsonb not null,
        -- [{script, chanceOfFlip}], the likeliest first.
        ranked jsonb not null,
        chosen jsonb not null,
        expected_wrong_left double precision not null check (expected_wrong_left >= 0),
        made_at timestamptz not null,
        primary key (window_id, framework_version),
        check (jsonb_array_length(chosen) <= budget)
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop table second_mark_spending`);
  }
}
