import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Documents and what was read in them; attempts, submissions, declarations, receipts, scripts. */
export class Submission20261123040000 implements MigrationInterface {
  name = 'Submission20261123040000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table document (
        id uuid primary key default gen_random_uuid(),
        enrolment_id uuid not null references enrolment (id),
        attempt_no integer not null,
        component text not null check (component in ('account-T1', 'account-T2', 'evidence')),
        original_name text not null,
        title text,
        sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
        size bigint not null check (size > 0),
        kind text,
        state text not null check (state in
          ('quarantined', 'scanned', 'checked', 'infected', 'refused', 'stuck', 'superseded', 'removed')),
        scan text check (scan in ('clean', 'infected', 'off')),
        scan_signature text,
        scanned_at timestamptz,
        reason text,
        count_rule text,
        counted integer,
        excluded integer,
        count_verdict text check (count_verdict in ('within', 'over', 'needs-person')),
        annex_marks jsonb not null default '[]',
        -- The clean copy with the limit and what is left out drawn into it; null where that of the bytes serves.
        copy_key text,
        uploaded_by uuid not null references sign_in (id),
        uploaded_at timestamptz not null,
        version integer not null default 1
      );
      create index document_attempt on document (enrolment_id, attempt_no, component);
      create index document_sha256 on document (sha256);
      create unique index document_one_live_account on document (enrolment_id, attempt_no, component)
        where component <> 'evidence' and state not in ('superseded', 'removed');

      -- What a reader version found in these bytes: read once, whoever uploads them again.
      create table document_reading (
        sha256 text not null,
        reader text not null,
        kind text,
        verdict text not null check (verdict in ('read', 'refused')),
        reason text,
        pages integer,
        model jsonb,
        findings jsonb not null default '[]',
        traces jsonb not null default '[]',
        clean_key text,
        clean_kind text check (clean_kind in ('html', 'pdf', 'image', 'office', 'recording')),
        -- Its media type.
        clean_type text,
        took_ms integer not null,
        read_at timestamptz not null,
        primary key (sha256, reader),
        check ((clean_key is null) = (clean_type is null) and (clean_key is null) = (clean_kind is null))
      );

      create table attempt (
        id uuid primary key default gen_random_uuid(),
        enrolment_id uuid not null references enrolment (id),
        no integer not null check (no >= 1),
        scope jsonb not null,
        carried_forward jsonb not null default '{}',
        opened_at timestamptz not null,
        unique (enrolment_id, no)
      );

      create table submission (
        id uuid primary key default gen_random_uuid(),
        attempt_id uuid not null references attempt (id),
        booking_id uuid references booking (id),
        state text not null check (state in ('draft', 'submitted', 'accepted', 'no-show', 'withdrawn')),
        framework_version text not null references framework_version (id),
        count_rule text,
        manifest jsonb,
        manifest_hash text,
        first_submitted_at timestamptz,
        submitted_at timestamptz,
        accepted_at timestamptz,
        held_reason text,
        version integer not null default 1,
        check ((state in ('submitted', 'accepted')) <= (manifest_hash is not null and submitted_at is not null))
      );
      create unique index submission_one_live_an_attempt on submission (attempt_id)
        where state in ('draft', 'submitted', 'accepted');
      create index submission_booking on submission (booking_id);

      create table evidence_link (
        document_id uuid not null references document (id) on delete cascade,
        criterion text not null,
        -- The piece of evidence that the criterion asks for; empty where it asks for none in particular.
        slot text not null default '',
        primary key (document_id, criterion, slot)
      );

      create table declaration (
        id uuid primary key default gen_random_uuid(),
        submission_id uuid not null references submission (id),
        kind text not null,
        text_version text not null,
        manifest_hash text not null,
        signed_by uuid not null references sign_in (id),
        signed_at timestamptz not null,
        voided_at timestamptz
      );
      create unique index declaration_once on declaration (submission_id, kind) where voided_at is null;

      create table sponsor_request (
        id uuid primary key default gen_random_uuid(),
        submission_id uuid not null references submission (id),
        sponsor_name text not null,
        sponsor_email text not null,
        token_hash text not null unique,
        manifest_hash text not null,
        sent_at timestamptz not null,
        expires_at timestamptz not null,
        decision text check (decision in ('verified', 'refused')),
        statement text,
        decided_at timestamptz,
        voided_at timestamptz,
        check ((decision is null) = (decided_at is null))
      );
      create index sponsor_request_submission on sponsor_request (submission_id);

      create table receipt (
        number text primary key,
        submission_id uuid not null references submission (id),
        manifest_hash text not null,
        statement jsonb not null,
        signature text not null,
        key_id text not null,
        at timestamptz not null
      );
      create index receipt_submission on receipt (submission_id);
      create trigger receipt_is_written_once before update or delete on receipt
        for each row execute function refuse_change();
      create trigger receipt_is_never_emptied before truncate on receipt
        for each statement execute function refuse_change();

      -- What blind rooms know of a submission: a random number, never a person.
      create table script (
        number text primary key check (number ~ '^[0-9A-Z]{4}-[0-9A-Z]{4}$'),
        submission_id uuid not null unique references submission (id),
        window_id uuid not null references assessment_window (id),
        framework_version text not null references framework_version (id),
        attempt_no integer not null,
        scope jsonb not null,
        carried_forward jsonb not null default '{}',
        accepted_at timestamptz not null
      );
      create index script_window on script (window_id, number);

      -- What an assessor may open: clean copies under neutral labels, in the order of the manifest.
      create table script_document (
        id uuid primary key default gen_random_uuid(),
        script_number text not null references script (number),
        position integer not null,
        component text not null,
        label text not null,
        criteria jsonb not null default '[]',
        -- Null where the lead accepted a file that cannot be shown: it is named and cannot be opened.
        clean_key text,
        clean_kind text,
        -- Its media type; HTML and PDF are told by their kind.
        clean_type text,
        counted integer,
        ledger jsonb,
        unique (script_number, position)
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop table script_document, script, receipt, sponsor_request, declaration, evidence_link, submission, attempt,
                 document_reading, document
    `);
  }
}
