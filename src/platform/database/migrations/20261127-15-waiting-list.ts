import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who waits for a place in a full window. */
export class WaitingList20261127150000 implements MigrationInterface {
  name = 'WaitingList20261127150000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- Whoever joined first has the lower turn. A row goes with the waiting; what became of it is in the journal.
      create table waiting_place (
        id uuid primary key default gen_random_uuid(),
        window_id uuid not null references assessment_window (id),
        enrolment_id uuid not null references enrolment (id),
        attempt_no integer not null check (attempt_no >= 1),
        turn bigint generated always as identity,
        joined_at timestamptz not null,
        constraint waiting_place_once_an_attempt unique (window_id, enrolment_id, attempt_no)
      )
    `);
    await runner.query(`create index waiting_place_in_order on waiting_place (window_id, turn)`);
    await runner.query(`create index waiting_place_of_enrolment on waiting_place (enrolment_id)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop table waiting_place`);
  }
}
