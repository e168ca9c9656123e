import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Marks that are handed in can be taken back for a while; only then are they locked. */
export class HandInMarks20261128620000 implements MigrationInterface {
  name = 'HandInMarks20261128620000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table mark_set drop constraint mark_set_state_check;
      alter table mark_set add constraint mark_set_state_check check (state in ('open', 'handed-in', 'locked'));
      -- When the lock of marks that are handed in is final. Kept when it is; gone when they are taken back.
      alter table mark_set add column final_at timestamptz;
      alter table mark_set add constraint mark_set_is_final_at check (
        case state when 'open' then final_at is null when 'handed-in' then final_at is not null else true end);
      create index mark_set_handed_in on mark_set (final_at) where state = 'handed-in';

      create or replace function refuse_locked_mark() returns trigger language plpgsql as $$
        begin
          if exists (select from mark_set where id = coalesce(new.mark_set_id, old.mark_set_id) and state = 'locked') then
            raise exception 'the mark set is locked' using errcode = 'check_violation', constraint = 'mark_set_is_locked';
          end if;
          if exists (select from mark_set where id = coalesce(new.mark_set_id, old.mark_set_id) and state = 'handed-in') then
            raise exception 'the mark set is handed in' using errcode = 'check_violation', constraint = 'mark_set_is_handed_in';
          end if;
          return coalesce(new, old);
        end
      $$;

      -- What is locked stays locked, whatever the code does.
      create function refuse_unlocking() returns trigger language plpgsql as $$
        begin
          raise exception 'the mark set is locked' using errcode = 'check_violation', constraint = 'mark_set_stays_locked';
        end
      $$;
      create trigger mark_set_stays_locked before update on mark_set
        for each row when (old.state = 'locked' and new.state <> 'locked') execute function refuse_unlocking();
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop trigger mark_set_stays_locked on mark_set;
      drop function refuse_unlocking;
      -- Nobody waits for what the older program does not know: its assessor has it in hand again.
      update mark_set set state = 'open', final_at = null where state = 'handed-in';
      create or replace function refuse_locked_mark() returns trigger language plpgsql as $$
        begin
          if exists (select from mark_set where id = coalesce(new.mark_set_id, old.mark_set_id) and state = 'locked') then
            raise exception 'the mark set is locked' using errcode = 'check_violation', constraint = 'mark_set_is_locked';
          end if;
          return coalesce(new, old);
        end
      $$;
      drop index mark_set_handed_in;
      alter table mark_set drop constraint mark_set_is_final_at;
      alter table mark_set drop column final_at;
      alter table mark_set drop constraint mark_set_state_check;
      alter table mark_set add constraint mark_set_state_check check (state in ('open', 'locked'));
    `);
  }
}
