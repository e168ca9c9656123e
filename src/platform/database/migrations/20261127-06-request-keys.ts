import type { MigrationInterface, QueryRunner } from 'typeorm';

/** When the act of a request was committed, written in its own transaction: an answer may be lost, an act may not run twice. */
export class RequestKeys20261127060000 implements MigrationInterface {
  name = 'RequestKeys20261127060000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`alter table answered_request add column acted_at timestamptz`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`alter table answered_request drop column acted_at`);
  }
}
