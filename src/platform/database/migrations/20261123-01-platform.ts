import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The clock, the journal, work and news, mail, and the keys that make a repeated request harmless. */
export class Platform20261123010000 implements MigrationInterface {
  name = 'Platform20261123010000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- Demo mode only: how far the clock was moved, or the instant it is held at. Empty in production.
      create table demo_clock (
        only_row boolean primary key default true check (only_row),
        ahead interval not null default '0',
        held_at timestamptz
      );

      -- The one clock. In a WHERE clause write (select app_now()), so that it is read once and not once a row.
      create function app_now() returns timestamptz language sql volatile as $$
        select coalesce((select held_at from demo_clock),
                        clock_timestamp() + coalesce((select ahead from demo_clock), interval '0'))
      $$;

      -- Civil rules hold in London.
      create function london_date(instant timestamptz) returns date language sql immutable as $$
        select (instant at time zone 'Europe/London')::date
      $$;

      create table journal_entry (
        id bigint generated always as identity primary key,
        aggregate text not null,
        aggregate_id text not null,
        seq integer not null check (seq >= 1),
        at timestamptz not null,
        actor text not null,
        act text not null,
        from_state text,
        to_state text,
        why text,
        facts jsonb not null default '{}',
        previous_hash text not null,
        hash text not null,
        unique (aggregate, aggregate_id, seq)
      );

      create table journal_checkpoint (
        id bigint generated always as identity primary key,
        at timestamptz not null,
        last_entry bigint not null,
        size bigint not null,
        root text not null,
        statement jsonb not null,
        signature text not null,
        key_id text not null
      );

      create function refuse_change() returns trigger language plpgsql as $$
        begin raise exception '% is written once and never changed', tg_table_name using errcode = 'insufficient_privilege'; end
      $$;
      create trigger journal_entry_is_written_once before update or delete on journal_entry
        for each row execute function refuse_change();
      create trigger journal_entry_is_never_emptied before truncate on journal_entry
        for each statement execute function refuse_change();
      create trigger journal_checkpoint_is_written_once before update or delete on journal_checkpoint
        for each row execute function refuse_change();
      create trigger journal_checkpoint_is_never_emptied before truncate on journal_checkpoint
        for each statement execute function refuse_change();

      create table outbox (
        id uuid primary key default gen_random_uuid(),
        event text not null,
        subject jsonb not null,
        at timestamptz not null default clock_timestamp(),
        dispatched_at timestamptz
      );
      create index outbox_waiting on outbox (at) where dispatched_at is null;

      create table work_item (
        id uuid primary key default gen_random_uuid(),
        kind text not null,
        key text not null,
        subject jsonb not null,
        state text not null default 'waiting' check (state in ('waiting', 'running', 'done', 'failed')),
        generation integer not null default 1,
        tries integer not null default 0,
        priority integer not null default 100 check (priority between 1 and 1000),
        due_at timestamptz not null,
        rung_at timestamptz,
        lease_until timestamptz,
        progress_done integer not null default 0,
        progress_total integer,
        progress_note text,
        reason text,
        created_at timestamptz not null default clock_timestamp(),
        finished_at timestamptz,
        unique (kind, key)
      );
      create index work_item_open on work_item (due_at) where state in ('waiting', 'running');

      create table mail_message (
        id uuid primary key default gen_random_uuid(),
        key text not null unique,
        to_address text not null,
        subject text not null,
        body text not null,
        -- What opens something (a link's token): put into the body when it is sent, and forgotten then.
        secret text,
        composed_at timestamptz not null,
        state text not null default 'waiting' check (state in ('waiting', 'sent', 'failed')),
        sent_at timestamptz,
        reason text
      );
      create index mail_message_to on mail_message (to_address, composed_at desc);

      create table answered_request (
        actor text not null,
        key text not null,
        request_hash text not null,
        -- The process that is busy with it.
        holder uuid not null,
        status integer,
        location text,
        body jsonb,
        at timestamptz not null default clock_timestamp(),
        primary key (actor, key)
      );
      create index answered_request_at on answered_request (at);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop table answered_request, mail_message, work_item, outbox, journal_checkpoint, journal_entry, demo_clock;
      drop function refuse_change();
      drop function london_date(timestamptz);
      drop function app_now();
    `);
  }
}
