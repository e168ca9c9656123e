import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Scripts whose marks are definitive, rounds in which people mark them blind, and what follows for their accreditation. */
export class Standardisation20261128110000 implements MigrationInterface {
  name = 'Standardisation20261128110000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table accreditation drop constraint accreditation_state_check;
      alter table accreditation add constraint accreditation_state_check
        check (state in ('standardising', 'probation', 'accredited', 'suspended', 'removed'));
      -- The last day whose passing was told to the other rooms: an accreditation that was renewed runs out anew.
      alter table accreditation add column expiry_told date;

      create table definitive_script (
        script_number text primary key references script (number),
        provider_id uuid not null references provider (id),
        -- Where its author's consent is kept; never who that is.
        consent text not null check (length(trim(consent)) > 0),
        added_by uuid not null references sign_in (id),
        added_at timestamptz not null,
        -- The newest of its definitive marks; 0 until a panel has agreed on any.
        version integer not null default 0
      );
      create index definitive_script_provider on definitive_script (provider_id, script_number);

      -- What a panel agreed on. A revision is a version of its own: what was judged by an older one can be judged again.
      create table definitive_marks (
        script_number text not null references definitive_script (script_number),
        version integer not null check (version >= 1),
        marks jsonb not null,
        reasons jsonb not null,
        why text not null default '',
        set_by uuid not null references sign_in (id),
        set_at timestamptz not null,
        primary key (script_number, version),
        check (version = 1 or length(trim(why)) > 0)
      );
      create trigger definitive_marks_are_written_once before update or delete on definitive_marks
        for each row execute function refuse_change();
      create table definitive_panel (
        script_number text not null,
        version integer not null,
        staff_id uuid not null references staff (id),
        primary key (script_number, version, staff_id),
        foreign key (script_number, version) references definitive_marks (script_number, version)
      );
      create index definitive_panel_staff on definitive_panel (staff_id, script_number);
      create trigger definitive_panel_is_written_once before update or delete on definitive_panel
        for each row execute function refuse_change();

      create table standardisation_round (
        id uuid primary key default gen_random_uuid(),
        provider_id uuid not null references provider (id),
        framework_version text not null references framework_version (id),
        name text not null check (length(trim(name)) > 0),
        closes_on date not null,
        state text not null check (state in ('open', 'closed')),
        opened_by uuid not null references sign_in (id),
        opened_at timestamptz not null,
        closed_at timestamptz,
        check ((state = 'closed') = (closed_at is not null))
      );
      create index standardisation_round_provider on standardisation_round (provider_id, opened_at, id);
      create unique index standardisation_round_one_open on standardisation_round (provider_id, framework_version)
        where state = 'open';
      create table standardisation_round_script (
        round_id uuid not null references standardisation_round (id),
        script_number text not null references definitive_script (script_number),
        position integer not null check (position >= 1),
        primary key (round_id, script_number),
        unique (round_id, position)
      );
      create table standardisation_place (
        round_id uuid not null references standardisation_round (id),
        staff_id uuid not null references staff (id),
        added_at timestamptz not null,
        primary key (round_id, staff_id)
      );
      create index standardisation_place_staff on standardisation_place (staff_id);

      create table standardisation_try (
        id uuid primary key default gen_random_uuid(),
        round_id uuid not null,
        staff_id uuid not null,
        no integer not null check (no >= 1),
        state text not null check (state in ('marking', 'handed-in')),
        begun_at timestamptz not null,
        handed_in_at timestamptz,
        verdict text check (verdict in ('qualified', 'qualified-on-probation', 'not-qualified')),
        -- Counts that the verdict was worked out from, and whether the person was accredited when it was.
        measured jsonb,
        was_accredited boolean,
        foreign key (round_id, staff_id) references standardisation_place (round_id, staff_id),
        unique (round_id, staff_id, no),
        unique (id, staff_id),
        check ((state = 'handed-in') = (handed_in_at is not null) and (handed_in_at is null) = (verdict is null)
          and (verdict is null) = (measured is null) and (verdict is null) = (was_accredited is null))
      );
      create unique index standardisation_try_one_open on standardisation_try (round_id, staff_id) where state = 'marking';
      create index standardisation_try_staff on standardisation_try (staff_id);

      create table standardisation_try_script (
        try_id uuid not null,
        staff_id uuid not null,
        script_number text not null references definitive_script (script_number),
        position integer not null check (position >= 1),
        -- The marks that it was judged by; empty until it is handed in.
        definitive_version integer,
        primary key (try_id, script_number),
        foreign key (try_id, staff_id) references standardisation_try (id, staff_id),
        foreign key (script_number, definitive_version) references definitive_marks (script_number, version),
        -- After the feedback its marks are known: nobody is judged on a script twice.
        unique (staff_id, script_number)
      );
      create index standardisation_try_script_script on standardisation_try_script (script_number);
      -- Nor on one whose marks they agreed on themselves.
      create function refuse_own_definitive() returns trigger language plpgsql as $$
        begin
          if exists (select from definitive_panel where script_number = new.script_number and staff_id = new.staff_id) then
            raise exception 'nobody is judged by marks of their own' using errcode = 'check_violation', constraint = 'standardised_by_others';
          end if;
          return new;
        end
      $$;
      create trigger standardised_by_others before insert on standardisation_try_script
        for each row execute function refuse_own_definitive();

      create table standardisation_mark (
        try_id uuid not null,
        script_number text not null,
        criterion text not null,
        level smallint check (level between 0 and 2),
        comment text not null default '',
        version integer not null default 1,
        saved_at timestamptz not null,
        primary key (try_id, script_number, criterion),
        foreign key (try_id, script_number) references standardisation_try_script (try_id, script_number)
      );
      create function refuse_mark_handed_in() returns trigger language plpgsql as $$
        begin
          if exists (select from standardisation_try where id = coalesce(new.try_id, old.try_id) and state = 'handed-in') then
            raise exception 'the try is handed in' using errcode = 'check_violation', constraint = 'standardisation_try_is_handed_in';
          end if;
          return coalesce(new, old);
        end
      $$;
      create trigger standardisation_mark_in_open_try before insert or update or delete on standardisation_mark
        for each row execute function refuse_mark_handed_in();

      -- What is said about a difference after the marks were handed in.
      create table standardisation_remark (
        id uuid primary key default gen_random_uuid(),
        try_id uuid not null,
        script_number text not null,
        criterion text not null,
        staff_id uuid not null references staff (id),
        words text not null check (length(trim(words)) > 0),
        at timestamptz not null,
        foreign key (try_id, script_number) references standardisation_try_script (try_id, script_number)
      );
      create index standardisation_remark_script on standardisation_remark (try_id, script_number, at);
      create trigger standardisation_remark_is_written_once before update or delete on standardisation_remark
        for each row execute function refuse_change();
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop table standardisation_remark, standardisation_mark, standardisation_try_script, standardisation_try,
                 standardisation_place, standardisation_round_script, standardisation_round, definitive_panel, definitive_marks,
                 definitive_script;
      drop function refuse_mark_handed_in, refuse_own_definitive;
      alter table accreditation drop column expiry_told;
      -- Whoever was in the middle of it may not mark, and stays somebody who may not.
      update accreditation set state = 'removed' where state = 'standardising';
      alter table accreditation drop constraint accreditation_state_check;
      alter table accreditation add constraint accreditation_state_check
        check (state in ('probation', 'accredited', 'suspended', 'removed'));
    `);
  }
}
