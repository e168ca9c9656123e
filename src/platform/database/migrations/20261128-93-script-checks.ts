import type { MigrationInterface, QueryRunner } from 'typeorm';

/** When a script was last found to be what was frozen: the nightly look goes on where it was cut off. */
export class ScriptChecks20261128930000 implements MigrationInterface {
  name = 'ScriptChecks20261128930000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table script_check (
        script_number text primary key references script (number),
        checked_at timestamptz not null
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop table script_check`);
  }
}
