import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What was handed in, as it stood when it was taken back: it counts where nothing is handed in after it. */
export class TakenBack20261128800000 implements MigrationInterface {
  name = 'TakenBack20261128800000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- Of each file of the manifest: state, count, left-out parts and copy. Null while nothing is taken back.
      alter table submission add column kept_files jsonb,
        add constraint submission_kept_files_taken_back check (kept_files is null or (manifest is not null and first_submitted_at is not null))
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`alter table submission drop column kept_files`);
  }
}
