import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Frameworks; participants, their clock; windows and bookings. */
export class Enrolment20261123030000 implements MigrationInterface {
  name = 'Enrolment20261123030000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table framework_version (
        id text primary key,
        title text not null,
        provenance text not null,
        definition jsonb not null,
        published_at timestamptz not null,
        frozen_at timestamptz
      );

      create table participant (
        id uuid primary key default gen_random_uuid(),
        sign_in_id uuid not null unique references sign_in (id),
        name text not null,
        trn text not null unique check (trn ~ '^[0-9]{7}$' and trn <> '0000000'),
        provider_id uuid not null references provider (id),
        school_id uuid references school (id),
        trust_id uuid references trust (id),
        coach_name text,
        coach_email text
      );
      create index participant_provider on participant (provider_id, name, id);

      create table enrolment (
        id uuid primary key default gen_random_uuid(),
        participant_id uuid not null references participant (id),
        framework_version text not null references framework_version (id),
        start_date date not null,
        present_by date not null,
        present_by_why text not null,
        long_stop date,
        state text not null check (state in
          ('active', 'deferred', 'presented', 'resubmitting', 'passed', 'failed', 'lapsed', 'withdrawn')),
        attempt_no integer not null default 1 check (attempt_no >= 1),
        presented_at timestamptz,
        resubmit_by date,
        version integer not null default 1,
        unique (participant_id, framework_version)
      );
      create index enrolment_present_by on enrolment (present_by) where state = 'active';

      create table deferral (
        id uuid primary key default gen_random_uuid(),
        enrolment_id uuid not null references enrolment (id),
        reason text not null check (reason in
          ('bereavement', 'long-term-sickness', 'parental-leave', 'career-break', 'other')),
        from_date date not null,
        to_date date not null,
        decided_by uuid not null references sign_in (id),
        note text,
        decided_at timestamptz not null,
        ended_at timestamptz,
        check (from_date < to_date)
      );
      create index deferral_enrolment on deferral (enrolment_id);

      -- Days added to a clock by a decision of the lead; a lapsed enrolment is reinstated by one.
      create table extension (
        id uuid primary key default gen_random_uuid(),
        enrolment_id uuid not null references enrolment (id),
        days integer not null check (days >= 1),
        reason text not null,
        decided_by uuid not null references sign_in (id),
        decided_at timestamptz not null
      );
      create index extension_enrolment on extension (enrolment_id);

      create table withdrawal (
        enrolment_id uuid primary key references enrolment (id),
        reason text not null check (reason in
          ('insufficient-capacity', 'health-or-pregnancy', 'moving-school', 'change-in-school', 'other')),
        note text,
        decided_by uuid not null references sign_in (id),
        decided_at timestamptz not null
      );

      create table enrolment_import (
        id uuid primary key default gen_random_uuid(),
        file_name text not null,
        provider_id uuid not null references provider (id),
        sha256 text not null,
        content bytea not null,
        state text not null check (state in ('waiting', 'reading', 'refused', 'imported')),
        rows_total integer not null default 0,
        rows_new integer not null default 0,
        rows_same integer not null default 0,
        problems jsonb not null default '[]',
        problem_count integer not null default 0,
        started_by uuid not null references sign_in (id),
        started_at timestamptz not null
      );

      create table assessment_window (
        id uuid primary key default gen_random_uuid(),
        provider_id uuid not null references provider (id),
        name text not null,
        framework_version text not null references framework_version (id),
        opens_at timestamptz not null,
        closes_at timestamptz not null,
        booking_opens_at timestamptz not null,
        booking_closes_at timestamptz not null,
        confirm_by timestamptz not null,
        capacity integer not null check (capacity >= 1),
        closed_at timestamptz,
        constraint assessment_window_name_once unique (provider_id, name),
        check (booking_opens_at < booking_closes_at and booking_closes_at <= closes_at and opens_at < closes_at),
        check (confirm_by <= opens_at)
      );
      create index assessment_window_closes on assessment_window (closes_at) where closed_at is null;

      -- A live booking holds a seat; the seat's number is what makes two people unable to hold the last one.
      create table booking (
        id uuid primary key default gen_random_uuid(),
        window_id uuid not null references assessment_window (id),
        enrolment_id uuid not null references enrolment (id),
        attempt_no integer not null check (attempt_no >= 1),
        state text not null check (state in ('booked', 'confirmed', 'used', 'no-show', 'cancelled', 'moved')),
        seat integer check (seat >= 1),
        -- A reasonable adjustment: this person's own closing time, which no assessor can see.
        personal_closes_at timestamptz,
        -- Not confirmed in time and no later window fits: the place is kept and an administrator is told.
        kept_at timestamptz,
        booked_at timestamptz not null,
        version integer not null default 1,
        check ((state in ('booked', 'confirmed', 'used')) = (seat is not null))
      );
      create unique index booking_one_person_a_seat on booking (window_id, seat) where seat is not null;
      create unique index booking_one_live_an_attempt on booking (enrolment_id, attempt_no)
        where state in ('booked', 'confirmed', 'used');
      create index booking_window on booking (window_id, state);

      create function seat_within_capacity() returns trigger language plpgsql as $$
        begin
          if new.seat > (select capacity from assessment_window where id = new.window_id) then
            raise exception 'window % has no seat %', new.window_id, new.seat using errcode = 'check_violation', constraint = 'seat_within_capacity';
          end if;
          return new;
        end
      $$;
      create trigger booking_seat_within_capacity before insert or update of seat, window_id on booking
        for each row when (new.seat is not null) execute function seat_within_capacity();

      create table charge (
        id uuid primary key default gen_random_uuid(),
        enrolment_id uuid not null references enrolment (id),
        booking_id uuid references booking (id),
        kind text not null check (kind in ('late-cancellation', 'no-show', 'resubmission')),
        pence integer not null check (pence > 0),
        at timestamptz not null,
        settled_at timestamptz,
        waived_at timestamptz,
        waived_by uuid references sign_in (id),
        waive_reason text,
        check ((waived_at is null) = (waive_reason is null))
      );
      create index charge_enrolment on charge (enrolment_id);
      create unique index charge_once_a_booking on charge (booking_id, kind) where booking_id is not null;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop table charge, booking, assessment_window, enrolment_import, withdrawal, extension, deferral, enrolment, participant, framework_version;
      drop function seat_within_capacity();
    `);
  }
}
