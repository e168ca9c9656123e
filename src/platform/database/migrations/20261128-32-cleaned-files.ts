import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A Word document without what names its maker, beside the page that assessors read: its sender may take it instead. */
export class CleanedFiles20261128320000 implements MigrationInterface {
  name = 'CleanedFiles20261128320000';

  async up(runner: QueryRunner): Promise<void> {
    // Null where the clean copy is such a file itself, or where none could be made.
    await runner.query(`alter table document_reading add column cleaned_key text`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`alter table document_reading drop column cleaned_key`);
  }
}
