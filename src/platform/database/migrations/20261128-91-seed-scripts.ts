import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Seed scripts: definitive scripts under a number of their own in an assessor's queue. They have no submission, so that
 * whatever goes by way of one finds live scripts alone; `live_script` is the same for whatever does not.
 */
export class SeedScripts20261128910000 implements MigrationInterface {
  name = 'SeedScripts20261128910000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table script alter column submission_id drop not null;
      alter table script add column seed_of text references definitive_script (script_number);
      alter table script add constraint script_is_live_or_seed check ((submission_id is null) = (seed_of is not null));

      create view live_script as
        select number, submission_id, window_id, framework_version, attempt_no, scope, carried_forward, accepted_at, frozen_hash
        from script where seed_of is null;

      alter table marking drop constraint marking_state_check;
      alter table marking add constraint marking_state_check
        check (state in ('first-marking', 'second-marking', 'agreeing', 'adjudicating', 'provisional', 'compared'));

      create table seed_script (
        script_number text primary key references script (number),
        definitive_number text not null references definitive_script (script_number),
        staff_id uuid not null references staff (id),
        because text not null check (because in ('round', 'missed-before')),
        drawn_at timestamptz not null,
        verdict text check (verdict in ('good', 'missed')),
        -- Which of the panel's marks they were compared with, and what differed.
        definitive_version integer,
        comparison jsonb,
        judged_at timestamptz,
        check (num_nonnulls(verdict, definitive_version, comparison, judged_at) in (0, 4)),
        foreign key (definitive_number, definitive_version) references definitive_marks (script_number, version),
        -- Whoever had it knows it.
        unique (staff_id, definitive_number)
      );
      create index seed_script_judged on seed_script (staff_id, judged_at desc) where verdict is not null;

      create table seed_failure (
        id uuid primary key default gen_random_uuid(),
        accreditation_id uuid not null references accreditation (id),
        -- The last seed script that was missed before the suspension: news of it twice is one failure.
        script_number text not null unique references seed_script (script_number),
        found_at timestamptz not null,
        -- When the marks of the last good seed script were locked; null where there was none.
        since timestamptz
      );

      create function refuse_seed_script() returns trigger language plpgsql as $$
        begin
          if exists (select from script where number = new.script_number and seed_of is not null) then
            raise exception 'The script % is a seed script and never gets a %', new.script_number, tg_table_name
              using errcode = 'insufficient_privilege';
          end if;
          return new;
        end
      $$;
      create trigger provisional_result_of_live before insert on provisional_result for each row execute function refuse_seed_script();
      create trigger sample_item_of_live before insert on sample_item for each row execute function refuse_seed_script();
      create trigger outcome_of_live before insert on outcome for each row execute function refuse_seed_script();
      create trigger wanted_marker_of_live before insert on wanted_marker for each row execute function refuse_seed_script();
      create trigger definitive_script_of_live before insert on definitive_script for each row execute function refuse_seed_script();
    `);
  }

  /** Refused by the database while there are seed scripts: marks that were given are not taken away. */
  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop trigger provisional_result_of_live on provisional_result;
      drop trigger sample_item_of_live on sample_item;
      drop trigger outcome_of_live on outcome;
      drop trigger wanted_marker_of_live on wanted_marker;
      drop trigger definitive_script_of_live on definitive_script;
      drop function refuse_seed_script();
      drop table seed_failure;
      drop table seed_script;
      alter table marking drop constraint marking_state_check;
      alter table marking add constraint marking_state_check
        check (state in ('first-marking', 'second-marking', 'agreeing', 'adjudicating', 'provisional'));
      drop view live_script;
      alter table script drop constraint script_is_live_or_seed;
      alter table script drop column seed_of;
      alter table script alter column submission_id set not null;
    `);
  }
}
