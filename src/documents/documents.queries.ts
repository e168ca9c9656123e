import type { Finding, TextModel, Trace } from '#libs/reader';
import type { MarkedPart } from '#libs/word-count';
import type { Component } from './document.entity.js';
import type { DocumentState } from './document.lifecycle.js';

type Query = <Row>(sql: string, parameters?: readonly unknown[]) => Promise<Row[]>;

/** Whatever reads rows: the database, or a transaction that must see its own changes. */
export interface Reads {
  readonly query: Query;
}

/** What is to be made of a count, a person's decision about an estimate included: `not-confirmed` is that they refused it. */
export type CountVerdict = 'within' | 'over' | 'needs-person' | 'not-confirmed';

/** A file as its sender's pages list it. */
export interface DocumentLine {
  readonly id: string;
  readonly component: Component;
  readonly originalName: string;
  readonly title: string | null;
  readonly sha256: string;
  readonly size: number;
  readonly kind: string | null;
  readonly state: DocumentState;
  readonly scan: 'clean' | 'infected' | 'off' | null;
  readonly reason: string | null;
  readonly counted: number | null;
  /** The words that a person set instead of an estimate; null where nobody had to, or refused to. */
  readonly confirmedWords: number | null;
  readonly excluded: number | null;
  readonly countRule: string | null;
  readonly countVerdict: CountVerdict | null;
  readonly annexMarks: readonly MarkedPart[];
  readonly uploadedAt: Date;
}

const line = `
  d.id, d.component, d.original_name as "originalName", d.title, d.sha256, d.size::float8 as size, d.kind, d.state, d.scan, d.reason,
  d.counted, d.excluded, c.words as "confirmedWords", d.count_rule as "countRule",
  case when c.decision is null then d.count_verdict when c.words is null then 'not-confirmed' when c.words <= c.most then 'within'
       else 'over' end as "countVerdict", d.annex_marks as "annexMarks",
  d.uploaded_at as "uploadedAt"`;

/** The decision about the count that the file has now. */
const decided = `left join count_decision c on c.document_id = d.id and c.document_version = d.version`;

/** The live files of an attempt: accounts first, then evidence in the order it came. */
export async function documentsOf(reads: Reads, enrolmentId: string, attemptNo: number): Promise<DocumentLine[]> {
  return reads.query<DocumentLine>(
    `select ${line} from document d ${decided}
     where d.enrolment_id = $1 and d.attempt_no = $2 and d.state not in ('superseded', 'removed')
     order by d.component, d.uploaded_at, d.id`,
    [enrolmentId, attemptNo],
  );
}

/** What a person decided about a count, without who it was: whoever may decide is a lead. Words; `decidedAt` is ISO 8601. */
export interface CountDecisionShown {
  readonly decision: 'confirmed' | 'corrected' | 'refused';
  readonly estimate: number;
  readonly most: number;
  readonly words: number | null;
  readonly reason: string | null;
  readonly decidedAt: string;
}

/** One file with what was read in it, by the reader version of its day; null where there is none. */
export interface DocumentDetail extends DocumentLine {
  readonly enrolmentId: string;
  readonly attemptNo: number;
  readonly frameworkVersion: string;
  /** Raised with each change: what is decided about a file is decided about this. */
  readonly version: number;
  readonly decision: CountDecisionShown | null;
  readonly pages: number | null;
  readonly model: TextModel | null;
  readonly findings: readonly Finding[];
  readonly traces: readonly Trace[];
  /** What assessors get: of an account with its limit drawn in. Null where nothing can be shown. */
  readonly cleanKey: string | null;
  readonly cleanKind: string | null;
  readonly cleanType: string | null;
  /** The clean copy of the bytes alone, without a drawn limit. */
  readonly readingKey: string | null;
  /** A Word document without what names its maker; null for other kinds. */
  readonly cleanedKey: string | null;
}

/** `reader` is the version in force; what was checked before it came keeps what an earlier one read. */
export async function documentDetail(reads: Reads, id: string, reader: string): Promise<DocumentDetail | null> {
  const [row] = await reads.query<DocumentDetail>(
    `select ${line}, d.enrolment_id as "enrolmentId", d.attempt_no as "attemptNo", e.framework_version as "frameworkVersion",
            d.version, case when c.decision is not null then jsonb_build_object('decision', c.decision, 'estimate', c.estimate, 'most', c.most,
              'words', c.words, 'reason', c.reason, 'decidedAt', c.decided_at) end as decision,
            r.pages, r.model, coalesce(r.findings, '[]') as findings, coalesce(r.traces, '[]') as traces,
            coalesce(d.copy_key, r.clean_key) as "cleanKey", r.clean_kind as "cleanKind", r.clean_type as "cleanType",
            r.clean_key as "readingKey", r.cleaned_key as "cleanedKey"
     from document d join enrolment e on e.id = d.enrolment_id
     ${decided}
     left join document_reading r on r.sha256 = d.sha256 and r.reader = coalesce(d.reader, $2)
     where d.id = $1`,
    [id, reader],
  );
  return row ?? null;
}

export async function frameworkVersionOf(reads: Reads, enrolmentId: string): Promise<string> {
  const [row] = await reads.query<{ id: string }>(`select framework_version as id from enrolment where id = $1`, [
    enrolmentId,
  ]);
  if (!row) throw new Error(`No enrolment ${enrolmentId}`);
  return row.id;
}

/** The attempt whose files a participant's pages show, whatever its state. */
export interface ShownAttempt {
  readonly enrolmentId: string;
  readonly attemptNo: number;
  readonly frameworkVersion: string;
  readonly state: string;
  /** Criteria codes judged in this attempt; null before it has begun: all of them. */
  readonly scope: readonly string[] | null;
}

export async function attemptShown(reads: Reads, signInId: string): Promise<ShownAttempt | null> {
  const [row] = await reads.query<ShownAttempt>(
    `select e.id as "enrolmentId", e.attempt_no as "attemptNo", e.framework_version as "frameworkVersion", e.state,
            (select a.scope from attempt a where a.enrolment_id = e.id and a.no = e.attempt_no) as scope
     from enrolment e join participant p on p.id = e.participant_id
     where p.sign_in_id = $1 order by e.start_date desc limit 1`,
    [signInId],
  );
  return row ?? null;
}

/** A file that waits for a person, as staff list it. */
export interface StuckDocument {
  readonly id: string;
  readonly originalName: string;
  readonly component: Component;
  readonly size: number;
  readonly reason: string | null;
  readonly uploadedAt: Date;
  readonly participantName: string;
}

/** Files of a provider's participants that were given up, oldest first, a page after `after`. */
export async function stuckDocuments(
  reads: Reads,
  providerId: string | null,
  after: string | null,
  most: number,
): Promise<StuckDocument[]> {
  return reads.query<StuckDocument>(
    `select d.id, d.original_name as "originalName", d.component, d.size::float8 as size, d.reason, d.uploaded_at as "uploadedAt", p.name as "participantName"
     from document d join enrolment e on e.id = d.enrolment_id join participant p on p.id = e.participant_id
     where d.state = 'stuck' and p.provider_id = $1
       and ($2::uuid is null or (d.uploaded_at, d.id) > (select uploaded_at, id from document where id = $2))
     order by d.uploaded_at, d.id limit $3`,
    [providerId, after, most],
  );
}
