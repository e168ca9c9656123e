import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Two records of one person that were made one, and how to take that back. */
export class MergedRecords20261128730000 implements MigrationInterface {
  name = 'MergedRecords20261128730000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table participant_merge (
        id uuid primary key default gen_random_uuid(),
        survivor_id uuid not null references participant (id),
        duplicate_id uuid not null references participant (id),
        -- What went over: [id]; and name and TRN of both as they were: { survivor, duplicate }.
        enrolments jsonb not null,
        before jsonb not null,
        why text not null,
        merged_by uuid not null references sign_in (id),
        merged_at timestamptz not null,
        undone_by uuid references sign_in (id),
        undone_at timestamptz,
        undone_why text,
        constraint participant_merge_of_two check (survivor_id <> duplicate_id),
        constraint participant_merge_undone_with_a_reason check (num_nonnulls(undone_by, undone_at, undone_why) in (0, 3))
      )
    `);
    // A record goes into one other, once, until that is taken back.
    await runner.query(`
      create unique index participant_merge_once on participant_merge (duplicate_id) where undone_at is null
    `);
    await runner.query(
      `create index participant_merge_survivor on participant_merge (survivor_id) where undone_at is null`,
    );
    // The same for whoever asks by sign-in: where they worked, and ties that name their old address.
    await runner.query(`alter table sign_in add column merged_into uuid references sign_in (id)`);
    await runner.query(`
      alter table sign_in add constraint sign_in_not_merged_into_itself check (merged_into <> id)
    `);
    await runner.query(`create index sign_in_merged_into on sign_in (merged_into) where merged_into is not null`);
    // Two records may exchange their TRNs: looked at when the statement is done.
    await runner.query(`alter table participant drop constraint participant_trn_key`);
    await runner.query(`
      alter table participant add constraint participant_trn_key unique (trn) deferrable initially immediate
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`alter table participant drop constraint participant_trn_key`);
    await runner.query(`alter table participant add constraint participant_trn_key unique (trn)`);
    await runner.query(`drop index sign_in_merged_into`);
    await runner.query(`alter table sign_in drop constraint sign_in_not_merged_into_itself`);
    await runner.query(`alter table sign_in drop column merged_into`);
    await runner.query(`drop table participant_merge`);
  }
}
