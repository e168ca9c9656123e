import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a person decides about a count that is an estimate, the pictures of the pages they look at, and the reader of a file. */
export class CountConfirmation20261128410000 implements MigrationInterface {
  name = 'CountConfirmation20261128410000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- By which reader version a file was read: what it found then holds for this file, whatever a later version finds.
      alter table document add column reader text;
      update document d set reader = (select r.reader from document_reading r where r.sha256 = d.sha256 order by r.read_at limit 1)
      where d.state in ('checked', 'refused');

      -- The pages of these bytes as pictures, drawn once. No key: this page could not be drawn.
      create table page_image (
        sha256 text not null,
        drawer text not null,
        page integer not null check (page >= 1),
        key text,
        width integer check (width > 0),
        height integer check (height > 0),
        drawn_at timestamptz not null,
        primary key (sha256, drawer, page),
        check ((key is null) = (width is null) and (key is null) = (height is null))
      );

      -- One decision for a file as it was counted: another count of it is another version.
      create table count_decision (
        document_id uuid not null references document (id),
        document_version integer not null,
        decision text not null check (decision in ('confirmed', 'corrected', 'refused')),
        -- What the program counted, and the most that passes.
        estimate integer not null check (estimate > 0),
        most integer not null check (most > 0),
        -- What stands; none where the count was refused.
        words integer check (words > 0),
        reason text,
        decided_by uuid not null references staff (id),
        decided_at timestamptz not null,
        primary key (document_id, document_version),
        constraint count_decision_words check (
          case decision when 'confirmed' then words = estimate when 'corrected' then words <> estimate else words is null end),
        constraint count_decision_reason check (decision = 'confirmed' or (reason is not null and trim(reason) <> ''))
      );
      create index count_decision_by on count_decision (decided_by);
      create index document_count_waits on document (enrolment_id, attempt_no)
        where count_verdict = 'needs-person' and state = 'checked';
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop index document_count_waits;
      drop table count_decision, page_image;
      alter table document drop column reader;
    `);
  }
}
