import type { MigrationInterface, QueryRunner } from 'typeorm';

/** So many days before the last day to decide a request its leads are written to. */
export class RemindDeciders20261128940000 implements MigrationInterface {
  name = 'RemindDeciders20261128940000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table provider add column remind_deciders_days integer not null default 2
        check (remind_deciders_days between 0 and 30);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`alter table provider drop column remind_deciders_days`);
  }
}
