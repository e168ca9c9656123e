import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The day to resubmit by says how it came about, as the day to present by does: deferrals move it, and the long stop holds it. */
export class ResubmitByWhy20261129400000 implements MigrationInterface {
  name = 'ResubmitByWhy20261129400000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table enrolment add column resubmit_by_why text;
      update enrolment set resubmit_by_why = 'as told with the outcome before it' where resubmit_by is not null;
      alter table enrolment add constraint resubmit_by_has_its_why check ((resubmit_by is null) = (resubmit_by_why is null));
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table enrolment drop constraint resubmit_by_has_its_why;
      alter table enrolment drop column resubmit_by_why;
    `);
  }
}
