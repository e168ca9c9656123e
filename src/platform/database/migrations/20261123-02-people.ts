import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Providers, trusts and schools; who may sign in; staff, their roles and their conflicts. */
export class People20261123020000 implements MigrationInterface {
  name = 'People20261123020000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table provider (id uuid primary key default gen_random_uuid(), code text not null unique, name text not null);
      create table trust (id uuid primary key default gen_random_uuid(), uid text not null unique, name text not null);
      create table school (
        id uuid primary key default gen_random_uuid(),
        urn text not null unique check (urn ~ '^[0-9]{6}$'),
        name text not null,
        trust_id uuid references trust (id)
      );

      create table sign_in (
        id uuid primary key default gen_random_uuid(),
        email text not null,
        password_hash text,
        totp_secret text,
        totp_confirmed_at timestamptz,
        totp_last_step bigint,
        -- A secret that is shown and not yet confirmed by a code: until then the old one counts.
        totp_pending text,
        disabled_at timestamptz,
        created_at timestamptz not null default clock_timestamp()
      );
      create unique index sign_in_email on sign_in (lower(email));

      create table invitation (
        id uuid primary key default gen_random_uuid(),
        sign_in_id uuid not null references sign_in (id),
        purpose text not null check (purpose in ('invitation', 'reset')),
        token_hash text not null unique,
        expires_at timestamptz not null,
        used_at timestamptz
      );

      create table sign_in_try (
        id bigint generated always as identity primary key,
        email text not null,
        address text not null,
        factor text not null default 'password' check (factor in ('password', 'code', 'reset')),
        at timestamptz not null default clock_timestamp(),
        succeeded boolean not null
      );
      create index sign_in_try_email on sign_in_try (email, at);
      create index sign_in_try_address on sign_in_try (address, at);

      create table web_session (
        token_hash text primary key,
        sign_in_id uuid not null references sign_in (id),
        csrf_token text not null,
        second_factor_at timestamptz,
        created_at timestamptz not null default clock_timestamp(),
        last_seen_at timestamptz not null default clock_timestamp(),
        address text,
        browser text
      );
      create index web_session_sign_in on web_session (sign_in_id);

      create table staff (
        id uuid primary key default gen_random_uuid(),
        sign_in_id uuid not null unique references sign_in (id),
        name text not null,
        provider_id uuid not null references provider (id),
        -- The provider whose administrators keep this account, where it is not the person's own: a moderator from elsewhere.
        managing_provider_id uuid references provider (id),
        employer_trust_id uuid references trust (id),
        employer_school_id uuid references school (id)
      );
      create table staff_role (
        staff_id uuid not null references staff (id),
        role text not null check (role in ('administrator', 'lead', 'assessor', 'senior-assessor', 'moderator', 'qa-agent')),
        granted_at timestamptz not null default clock_timestamp(),
        primary key (staff_id, role)
      );

      -- Why a person may not judge: an employer now or in the last three years, or a declared tie. Ends are dates, half open.
      create table conflict (
        id uuid primary key default gen_random_uuid(),
        staff_id uuid not null references staff (id),
        kind text not null check (kind in ('employer', 'declared', 'relative', 'line-manager', 'sponsor')),
        trust_id uuid references trust (id),
        school_id uuid references school (id),
        participant_email text,
        from_date date not null,
        to_date date,
        check (to_date is null or from_date < to_date),
        check (num_nonnulls(trust_id, school_id, participant_email) = 1)
      );
      create index conflict_staff on conflict (staff_id);

      -- Demo mode only: whom the sign-in page offers by one click, and the line it says of them.
      create table demo_person (
        sign_in_id uuid primary key references sign_in (id),
        line text not null,
        position integer not null default 0
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      `drop table demo_person, conflict, staff_role, staff, web_session, sign_in_try, invitation, sign_in, school, trust, provider`,
    );
  }
}
