import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Fingerprints of accounts that were handed in, and which of them stand in one another. No blind room reads either. */
export class Similarity20261128990000 implements MigrationInterface {
  name = 'Similarity20261128990000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table similarity_account (
        submission_id uuid not null references submission (id),
        component text not null check (component like 'account-%'),
        provider_id uuid not null references provider (id),
        enrolment_id uuid not null references enrolment (id),
        sha256 text not null,
        -- Words as they are compared, and four bytes a fingerprint. None where nobody could read it.
        words integer not null check (words >= 0),
        fingerprints bytea not null check (length(fingerprints) % 4 = 0),
        version text not null,
        kept_at timestamptz not null,
        -- How many of its words in a hundred are common to many accounts; null until it was compared.
        common_pct integer check (common_pct between 0 and 100),
        compared_at timestamptz,
        primary key (submission_id, component),
        check ((compared_at is null) = (common_pct is null))
      );
      create index similarity_account_of_task on similarity_account (provider_id, component, submission_id);
      create index similarity_account_bytes on similarity_account (sha256);
      create index similarity_account_not_compared on similarity_account (provider_id, component) where compared_at is null;

      create table similarity_match (
        id uuid primary key default gen_random_uuid(),
        provider_id uuid not null references provider (id),
        component text not null,
        -- a was handed in before b.
        a_submission uuid not null,
        b_submission uuid not null,
        -- Both are one participant's: said, and never flagged.
        is_own boolean not null,
        is_same_file boolean not null,
        a_words integer not null,
        a_matched integer not null,
        b_words integer not null,
        b_matched integer not null,
        runs jsonb not null,
        state text check (state in ('open', 'legitimate', 'common-source', 'suspected', 'discounted')),
        why text check (length(trim(why)) > 0),
        decided_by uuid references sign_in (id),
        decided_at timestamptz,
        found_at timestamptz not null,
        version integer not null default 1,
        foreign key (a_submission, component) references similarity_account (submission_id, component),
        foreign key (b_submission, component) references similarity_account (submission_id, component),
        check (a_submission <> b_submission),
        check (a_matched between 0 and a_words and b_matched between 0 and b_words),
        constraint similarity_match_own_is_not_flagged check (is_own = (state is null)),
        constraint similarity_match_decided_with_a_reason check (
          num_nonnulls(why, decided_by, decided_at) =
            case when state in ('legitimate', 'common-source', 'suspected') then 3 else 0 end)
      );
      create unique index similarity_match_one_a_pair on similarity_match
        (component, least(a_submission, b_submission), greatest(a_submission, b_submission));
      create index similarity_match_newest on similarity_match (provider_id, found_at desc, id desc);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop table similarity_match, similarity_account`);
  }
}
