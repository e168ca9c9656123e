import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Accreditation, allocation, marking, moderation: rooms that know script numbers and staff, never a participant. */
export class Judgement20261123050000 implements MigrationInterface {
  name = 'Judgement20261123050000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table accreditation (
        id uuid primary key default gen_random_uuid(),
        staff_id uuid not null references staff (id),
        framework_version text not null references framework_version (id),
        state text not null check (state in ('probation', 'accredited', 'suspended', 'removed')),
        valid_to date not null,
        capacity integer not null check (capacity between 0 and 500),
        version integer not null default 1,
        unique (staff_id, framework_version)
      );

      create table allocation_round (
        id uuid primary key default gen_random_uuid(),
        window_id uuid not null references assessment_window (id),
        purpose text not null check (purpose in ('first', 'second', 'adjudicator')),
        state text not null check (state in ('planning', 'proposed', 'confirmed', 'discarded', 'failed')),
        seed text not null,
        -- What was asked and what came out: anyone can plan again from the problem and get the same bytes.
        problem jsonb,
        problem_hash text,
        plan jsonb,
        reason text,
        -- Empty where an event asked for the round and no person.
        requested_by uuid references sign_in (id),
        requested_at timestamptz not null,
        confirmed_by uuid references sign_in (id),
        confirmed_at timestamptz,
        version integer not null default 1,
        check ((plan is null) = (problem is null) and (plan is null) = (problem_hash is null)),
        check (state not in ('proposed', 'confirmed') or plan is not null)
      );
      create index allocation_round_window on allocation_round (window_id, purpose, requested_at);
      create unique index allocation_round_one_open on allocation_round (window_id, purpose)
        where state in ('planning', 'proposed');

      create table assignment (
        id uuid primary key default gen_random_uuid(),
        script_number text not null references script (number),
        role text not null check (role in ('first', 'second', 'adjudicator', 'remark')),
        assessor_id uuid not null references staff (id),
        round_id uuid references allocation_round (id),
        state text not null check (state in ('assigned', 'marking', 'locked', 'declined', 'recalled')),
        reason text,
        due_on date not null,
        assigned_at timestamptz not null,
        version integer not null default 1
      );
      -- A script has one live assessor a role, and nobody holds two roles on it, whatever the code does.
      create unique index assignment_one_live_a_role on assignment (script_number, role)
        where state in ('assigned', 'marking', 'locked');
      create unique index assignment_one_role_a_person on assignment (script_number, assessor_id)
        where state in ('assigned', 'marking', 'locked');
      create index assignment_assessor on assignment (assessor_id, state, due_on);

      -- A marker that a script needs beyond the first. Waiting while nobody holds the role.
      create table wanted_marker (
        script_number text not null references script (number),
        role text not null check (role in ('second', 'adjudicator')),
        wanted_at timestamptz not null,
        primary key (script_number, role)
      );

      create table mark_set (
        id uuid primary key default gen_random_uuid(),
        assignment_id uuid not null unique references assignment (id),
        script_number text not null references script (number),
        state text not null check (state in ('open', 'locked')),
        locked_at timestamptz,
        version integer not null default 1,
        check ((state = 'locked') = (locked_at is not null))
      );
      create index mark_set_script on mark_set (script_number);

      create table mark (
        mark_set_id uuid not null references mark_set (id),
        criterion text not null,
        level smallint check (level between 0 and 2),
        comment text not null default '',
        pointers jsonb not null default '[]',
        version integer not null default 1,
        saved_at timestamptz not null,
        primary key (mark_set_id, criterion)
      );
      -- A locked set is not changed by anybody.
      create function refuse_locked_mark() returns trigger language plpgsql as $$
        begin
          if exists (select from mark_set where id = coalesce(new.mark_set_id, old.mark_set_id) and state = 'locked') then
            raise exception 'the mark set is locked' using errcode = 'check_violation', constraint = 'mark_set_is_locked';
          end if;
          return coalesce(new, old);
        end
      $$;
      create trigger mark_in_open_set before insert or update or delete on mark
        for each row execute function refuse_locked_mark();

      -- Every change that a screen sent, kept whether it was applied or became a version on the side.
      create table mark_event (
        id uuid primary key,
        mark_set_id uuid not null references mark_set (id),
        criterion text not null,
        base_version integer not null,
        level smallint check (level between 0 and 2),
        comment text not null,
        pointers jsonb not null,
        applied boolean not null,
        result_version integer not null,
        settled_at timestamptz,
        at timestamptz not null
      );
      create index mark_event_set on mark_event (mark_set_id, criterion, at);

      create table marking (
        script_number text primary key references script (number),
        state text not null check (state in ('first-marking', 'second-marking', 'agreeing', 'adjudicating', 'provisional')),
        second_reasons jsonb not null default '[]',
        discrepancy jsonb,
        agree_by timestamptz,
        version integer not null default 1
      );

      create table agreed_mark (
        script_number text not null references marking (script_number),
        criterion text not null,
        assessor_id uuid not null references staff (id),
        level smallint not null check (level between 0 and 2),
        rationale text not null,
        at timestamptz not null,
        primary key (script_number, criterion, assessor_id)
      );

      create table provisional_result (
        script_number text primary key references script (number),
        marks jsonb not null,
        source text not null check (source in ('first', 'agreed', 'adjudicated', 'moderated')),
        passed boolean not null,
        totals jsonb not null,
        feedback jsonb not null,
        made_at timestamptz not null,
        version integer not null default 1
      );

      create table moderation_batch (
        id uuid primary key default gen_random_uuid(),
        window_id uuid not null references assessment_window (id),
        framework_version text not null references framework_version (id),
        cycle integer not null default 1 check (cycle between 1 and 2),
        state text not null check (state in ('open', 'frozen', 'sampled', 'moderating', 'confirmed', 'remark', 'cleared')),
        policy jsonb not null,
        frame jsonb,
        frame_hash text,
        frozen_by uuid references sign_in (id),
        frozen_at timestamptz,
        seed text,
        seed_drawn_at timestamptz,
        permutation jsonb,
        sample jsonb,
        batch_decision jsonb,
        confirmed_by uuid references sign_in (id),
        confirmed_at timestamptz,
        cleared_by uuid references sign_in (id),
        cleared_at timestamptz,
        version integer not null default 1,
        unique (window_id, framework_version, cycle),
        check (seed is null or frame_hash is not null),
        check (seed_drawn_at is null or seed_drawn_at > frozen_at),
        check (cleared_by is null or cleared_by <> confirmed_by)
      );

      create table sample_item (
        batch_id uuid not null references moderation_batch (id),
        script_number text not null references script (number),
        reasons jsonb not null,
        moderator_id uuid references staff (id),
        state text not null check (state in ('waiting', 'decided', 'awaiting-second', 'referred', 'withdrawn')),
        primary key (batch_id, script_number)
      );
      create index sample_item_moderator on sample_item (moderator_id, state);

      create table moderation_decision (
        id uuid primary key default gen_random_uuid(),
        batch_id uuid not null,
        script_number text not null,
        moderator_id uuid not null references staff (id),
        decision text not null check (decision in ('confirm', 'adjust', 'refer')),
        reason text,
        comment text not null default '',
        changes jsonb not null default '{}',
        flips boolean not null default false,
        second_moderator_id uuid references staff (id),
        second_at timestamptz,
        at timestamptz not null,
        foreign key (batch_id, script_number) references sample_item (batch_id, script_number),
        check (second_moderator_id is null or second_moderator_id <> moderator_id)
      );
      create index moderation_decision_item on moderation_decision (batch_id, script_number);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop table moderation_decision, sample_item, moderation_batch, provisional_result, agreed_mark, marking, mark_event,
                 mark, mark_set, wanted_marker, assignment, allocation_round, accreditation;
      drop function refuse_locked_mark();
    `);
  }
}
