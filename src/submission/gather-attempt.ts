import { randomUUID } from 'node:crypto';
import type { Framework } from '#libs/rubric';
import { documentsOf, type DocumentLine, type Reads } from '../documents/index.js';
import { enrolmentOf, type EnrolmentOf } from '../enrolment/index.js';
import { ReadAgain, type Transaction } from '../platform/database/database.js';
import type { Manifest, ManifestItem } from './manifest.js';
import { manifestHash } from './manifest.js';
import type { SubmissionState } from './submission.lifecycle.js';

/** The link of a piece of evidence to a criterion, and to the piece that it asks for where it asks for one. */
export interface EvidenceLink {
  readonly documentId: string;
  readonly criterion: string;
  readonly slot: string;
}

export interface SignedDeclaration {
  readonly kind: string;
  readonly manifestHash: string;
  /** ISO 8601, as all instants that come with this row. */
  readonly signedAt: string;
}

export interface SponsorAnswer {
  readonly id: string;
  readonly sponsorName: string;
  readonly sponsorEmail: string;
  readonly manifestHash: string;
  readonly sentAt: string;
  readonly expiresAt: string;
  readonly decision: 'verified' | 'refused' | null;
  readonly statement: string | null;
  readonly decidedAt: string | null;
}

/** All that an open attempt is: what rules decide on and pages show. */
export interface GatheredAttempt {
  readonly enrolment: EnrolmentOf;
  readonly framework: Framework;
  readonly submission: SubmissionRow | null;
  /** Criteria codes judged in this attempt: all of them in the first. */
  readonly scope: readonly string[];
  readonly documents: readonly DocumentLine[];
  readonly links: readonly EvidenceLink[];
  readonly manifest: Manifest;
  readonly manifestHash: string;
  readonly declarations: readonly SignedDeclaration[];
  readonly sponsor: SponsorAnswer | null;
  /** Newest first. */
  readonly receipts: readonly { readonly number: string; readonly at: string }[];
}

export interface SubmissionRow {
  readonly id: string;
  readonly attemptId: string;
  readonly state: SubmissionState;
  readonly manifestHash: string | null;
  readonly submittedAt: string | null;
  readonly heldReason: string | null;
  readonly version: number;
}

type FrameworkOf = (id: string) => Promise<Framework>;

/** Reads the attempt of the person who signs in as `signInId`, in four statements; null where there is no enrolment. */
export async function gatherAttempt(
  reads: Reads,
  frameworkOf: FrameworkOf,
  signInId: string,
): Promise<GatheredAttempt | null> {
  const enrolment = await enrolmentOf(reads, signInId);
  if (!enrolment) return null;
  const framework = await frameworkOf(enrolment.frameworkVersion);
  const attempt = await readAttempt(reads, enrolment);
  const documents = await documentsOf(reads, enrolment.enrolmentId, enrolment.attemptNo);
  const links = await readLinks(reads, documents);
  const manifest = manifestOf(framework, enrolment.frameworkVersion, documents, links);
  return {
    enrolment,
    framework,
    submission: attempt?.submission ?? null,
    scope: attempt?.scope ?? framework.criteria.map(({ code }) => code),
    documents,
    links,
    manifest,
    manifestHash: manifestHash(manifest),
    declarations: attempt?.declarations ?? [],
    sponsor: attempt?.sponsor ?? null,
    receipts: attempt?.receipts ?? [],
  };
}

interface AttemptRow {
  scope: string[];
  submission: SubmissionRow | null;
  declarations: SignedDeclaration[];
  sponsor: SponsorAnswer | null;
  receipts: { number: string; at: string }[];
}

async function readAttempt(reads: Reads, enrolment: EnrolmentOf): Promise<AttemptRow | null> {
  const [row] = await reads.query<AttemptRow>(
    `select a.scope,
            case when s.id is null then null else jsonb_build_object('id', s.id, 'attemptId', a.id, 'state', s.state,
              'manifestHash', s.manifest_hash, 'submittedAt', s.submitted_at, 'heldReason', s.held_reason, 'version', s.version)
            end as submission,
            coalesce((select jsonb_agg(jsonb_build_object('kind', d.kind, 'manifestHash', d.manifest_hash, 'signedAt', d.signed_at))
                      from declaration d where d.submission_id = s.id and d.voided_at is null), '[]') as declarations,
            (select jsonb_build_object('id', q.id, 'sponsorName', q.sponsor_name, 'sponsorEmail', q.sponsor_email,
                      'manifestHash', q.manifest_hash, 'sentAt', q.sent_at, 'expiresAt', q.expires_at,
                      'decision', q.decision, 'statement', q.statement, 'decidedAt', q.decided_at)
             from sponsor_request q where q.submission_id = s.id and q.voided_at is null
             order by q.sent_at desc limit 1) as sponsor,
            coalesce((select jsonb_agg(jsonb_build_object('number', c.number, 'at', c.at) order by c.at desc)
                      from receipt c where c.submission_id = s.id), '[]') as receipts
     from attempt a
     left join lateral (select * from submission where attempt_id = a.id
                        order by (state in ('draft', 'submitted', 'accepted')) desc, version desc limit 1) s on true
     where a.enrolment_id = $1 and a.no = $2`,
    [enrolment.enrolmentId, enrolment.attemptNo],
  );
  return row ?? null;
}

async function readLinks(reads: Reads, documents: readonly DocumentLine[]): Promise<EvidenceLink[]> {
  return reads.query<EvidenceLink>(
    `select document_id as "documentId", criterion, slot from evidence_link where document_id = any($1::uuid[])
     order by document_id, criterion, slot`,
    [documents.map(({ id }) => id)],
  );
}

function manifestOf(
  framework: Framework,
  frameworkVersion: string,
  documents: readonly DocumentLine[],
  links: readonly EvidenceLink[],
): Manifest {
  const items = documents.map((document): ManifestItem => {
    const own = links.filter(({ documentId }) => documentId === document.id);
    return {
      documentId: document.id,
      component: document.component,
      title: document.title,
      sha256: document.sha256,
      size: document.size,
      words: document.counted,
      links: own.map(({ criterion, slot }) => (slot ? `${criterion}/${slot}` : criterion)),
    };
  });
  return { framework: frameworkVersion, countRule: framework.counting.ruleVersion, items };
}

/**
 * The draft of an enrolment's open attempt, made where there is none yet, under the lock of the enrolment: two of them at once
 * would otherwise both be the first. A draft of another version of the framework follows its enrolment: only who has done
 * nothing in it yet moves to another (edge case 16).
 */
export async function ensureDraft(
  transaction: Transaction,
  enrolment: EnrolmentOf,
  framework: Framework,
): Promise<string> {
  const { enrolmentId, attemptNo, frameworkVersion } = enrolment;
  const [still] = await transaction.query<{ version: string }>(
    `select framework_version as version from enrolment where id = $1 for update`,
    [enrolmentId],
  );
  if (still?.version !== frameworkVersion) throw new ReadAgain('The enrolment moved to another version meanwhile');
  const scope = JSON.stringify(framework.criteria.map(({ code }) => code));
  await transaction.query(
    `insert into attempt (enrolment_id, no, scope, opened_at) values ($1, $2, $3, app_now()) on conflict do nothing`,
    [enrolmentId, attemptNo, scope],
  );
  const [attempt] = await transaction.query<{ id: string; submissionId: string | null; of: string | null }>(
    `select a.id, s.id as "submissionId", case when s.state in ('draft') then s.framework_version end as of from attempt a
     left join submission s on s.attempt_id = a.id and s.state in ('draft', 'submitted', 'accepted')
     where a.enrolment_id = $1 and a.no = $2`,
    [enrolmentId, attemptNo],
  );
  if (!attempt) throw new Error('An attempt that was just made is not there');
  if (attempt.submissionId) {
    if (attempt.of !== null && attempt.of !== frameworkVersion)
      await followFramework(transaction, attempt.submissionId, attempt.of, { frameworkVersion, scope });
    return attempt.submissionId;
  }
  const submissionId = randomUUID();
  await transaction.query(
    `insert into submission (id, attempt_id, state, framework_version) values ($1, $2, 'draft', $3)`,
    [submissionId, attempt.id, frameworkVersion],
  );
  await transaction.journal({
    aggregate: 'submission',
    id: submissionId,
    act: 'submission.begun',
    to: 'draft',
    facts: { attempt: attemptNo },
  });
  return submissionId;
}

async function followFramework(
  transaction: Transaction,
  submissionId: string,
  before: string,
  now: { readonly frameworkVersion: string; readonly scope: string },
): Promise<void> {
  await transaction.query(
    `with moved as (update submission set framework_version = $2 where id = $1 returning attempt_id)
     update attempt set scope = $3 from moved where attempt.id = moved.attempt_id`,
    [submissionId, now.frameworkVersion, now.scope],
  );
  const facts = { before: { framework: before }, after: { framework: now.frameworkVersion } };
  await transaction.journal({ aggregate: 'submission', id: submissionId, act: 'submission.followed-framework', facts });
}
