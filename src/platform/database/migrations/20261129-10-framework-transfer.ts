import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Edge case 16: whoever has begun an attempt finishes under the version of the framework that they began it under. */
export class FrameworkTransfer20261129100000 implements MigrationInterface {
  name = 'FrameworkTransfer20261129100000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create function enrolment_keeps_framework() returns trigger language plpgsql as $$
      begin
        if old.state not in ('active', 'deferred') or exists (select from attempt where enrolment_id = old.id)
           or exists (select from document where enrolment_id = old.id and state not in ('superseded', 'removed'))
           or exists (select from booking where enrolment_id = old.id and state in ('booked', 'confirmed', 'used')) then
          raise exception 'enrolment % has begun under framework %', old.id, old.framework_version
            using errcode = 'integrity_constraint_violation';
        end if;
        return new;
      end $$;
      create trigger enrolment_keeps_framework before update of framework_version on enrolment
        for each row when (old.framework_version is distinct from new.framework_version)
        execute function enrolment_keeps_framework();
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop trigger enrolment_keeps_framework on enrolment;
      drop function enrolment_keeps_framework();
    `);
  }
}
