import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Who has booked has a draft, since a place can be missed; that is not begun yet. Edge case 16 is about whoever has sent a file,
 * signed, asked a sponsor or handed in.
 */
export class TransferBeforeBegun20261129600000 implements MigrationInterface {
  name = 'TransferBeforeBegun20261129600000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create function enrolment_has_begun(enrolment uuid) returns boolean language sql stable as $$
        select exists (select from document d where d.enrolment_id = enrolment and d.state not in ('superseded', 'removed'))
            or exists (
              select from attempt a where a.enrolment_id = enrolment and (a.no > 1 or exists (
                select from submission s where s.attempt_id = a.id
                  -- Its version is another from the first time on that it is handed in, closed or withdrawn.
                  and (s.state <> 'draft' or s.version > 1
                       or exists (select from declaration d where d.submission_id = s.id)
                       or exists (select from sponsor_request q where q.submission_id = s.id)))))
      $$;

      create or replace function enrolment_keeps_framework() returns trigger language plpgsql as $$
      begin
        if old.state not in ('active', 'deferred') or enrolment_has_begun(old.id)
           or exists (select from booking where enrolment_id = old.id and state in ('booked', 'confirmed', 'used')) then
          raise exception 'enrolment % has begun under framework %', old.id, old.framework_version
            using errcode = 'integrity_constraint_violation';
        end if;
        return new;
      end $$;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create or replace function enrolment_keeps_framework() returns trigger language plpgsql as $$
      begin
        if old.state not in ('active', 'deferred') or exists (select from attempt where enrolment_id = old.id)
           or exists (select from document where enrolment_id = old.id and state not in ('superseded', 'removed'))
           or exists (select from booking where enrolment_id = old.id and state in ('booked', 'confirmed', 'used')) then
          raise exception 'enrolment % has begun under framework %', old.id, old.framework_version
            using errcode = 'integrity_constraint_violation';
        end if;
        return new;
      end $$;
      drop function enrolment_has_begun(uuid);
    `);
  }
}
