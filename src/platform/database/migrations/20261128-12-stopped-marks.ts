import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Locked marks of people whose accreditation was stopped, before their outcomes are released: a lead decides about each. */
export class StoppedMarks20261128120000 implements MigrationInterface {
  name = 'StoppedMarks20261128120000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table stopped_marks (
        assignment_id uuid primary key references assignment (id),
        accreditation_id uuid not null references accreditation (id),
        -- Of the accreditation when it was stopped: the same news twice lists nothing anew, another stop does.
        stop integer not null,
        listed_at timestamptz not null,
        decision text check (decision in ('stands', 'marked-anew')),
        reason text,
        decided_by uuid references sign_in (id),
        decided_at timestamptz,
        check ((decision is null) = (reason is null) and (decision is null) = (decided_by is null) and (decision is null) = (decided_at is null)),
        check (length(trim(reason)) > 0)
      );
      create index stopped_marks_open on stopped_marks (listed_at, assignment_id) where decision is null;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop table stopped_marks`);
  }
}
