import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What participants ask for, the files that support it, and what was decided. */
export class Circumstances20261128210000 implements MigrationInterface {
  name = 'Circumstances20261128210000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- Working days in which a provider promises to decide what a participant asks for.
      alter table provider add column decide_requests_within integer not null default 10
        check (decide_requests_within between 1 and 60);

      create table circumstance_request (
        id uuid primary key default gen_random_uuid(),
        enrolment_id uuid not null references enrolment (id),
        kind text not null check (kind in ('deferral', 'extension', 'adjustment')),
        state text not null check (state in ('asked', 'withdrawn', 'granted', 'refused')),
        terms jsonb not null,
        statement text not null check (btrim(statement) <> ''),
        asked_at timestamptz not null,
        decide_by date not null,
        version integer not null default 1
      );
      create unique index circumstance_request_one_open_of_a_kind on circumstance_request (enrolment_id, kind) where state = 'asked';
      create index circumstance_request_of_enrolment on circumstance_request (enrolment_id, asked_at);
      create index circumstance_request_due on circumstance_request (decide_by, id) where state = 'asked';

      -- One decision a request, whoever decides at the same time. A reason wherever it is not granted whole.
      create table request_decision (
        request_id uuid primary key references circumstance_request (id),
        verdict text not null check (verdict in ('granted', 'granted-in-part', 'refused')),
        terms jsonb,
        effect jsonb,
        reason text not null,
        decided_by uuid not null references sign_in (id),
        decided_at timestamptz not null,
        check ((verdict = 'refused') = (terms is null)),
        check (verdict = 'granted' or btrim(reason) <> '')
      );
      create index request_decision_latest on request_decision (decided_at);

      -- A file that supports a request, and what the scan said of it: null while that is under way.
      create table request_evidence (
        id uuid primary key default gen_random_uuid(),
        request_id uuid not null references circumstance_request (id),
        original_name text not null,
        sha256 text not null,
        size bigint not null,
        sent_at timestamptz not null,
        scan text check (scan in ('clean', 'off', 'infected', 'gave-up')),
        constraint request_evidence_once unique (request_id, sha256)
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop table request_evidence, request_decision, circumstance_request;
      alter table provider drop column decide_requests_within;
    `);
  }
}
