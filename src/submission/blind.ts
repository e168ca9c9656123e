import type { Readable } from 'node:stream';
import { coachesOf } from '../enrolment/index.js';
import { conflictsWith } from '../people/index.js';
import type { LedgerShown } from '../documents/index.js';
import { refuse, type Result } from '#libs/refusal';
import type { FileStore } from '../platform/storage/index.js';
import { defineMessages, page, refused, type PageReply } from '../platform/web/reply.js';
import type { IntegrityCode, ScriptIntegrity } from './script-integrity.js';
import { integrityMessages } from './integrity.messages.js';

export { ScriptIntegrity, type IntegrityCode } from './script-integrity.js';
export { integrityMessages } from './integrity.messages.js';
export { copyAsSeed } from './copy-as-seed.js';

type Reads = { query<Row>(sql: string, parameters?: readonly unknown[]): Promise<Row[]> };

/*
 * The second door of the room, for rooms that know staff and script numbers and never a participant. Nothing here gives a
 * name, an e-mail address, a file name, a school or a trust.
 */

/** A script: what was handed in, under a random number. */
export interface Script {
  readonly number: string;
  readonly windowId: string;
  readonly frameworkVersion: string;
  readonly attemptNo: number;
  /** Criteria codes judged in this attempt. */
  readonly scope: readonly string[];
  /** Marks of an earlier attempt for the criteria that are not: read only. */
  readonly carriedForward: Readonly<Record<string, 0 | 1 | 2>>;
  /** Its marks are compared with a panel's and decide about nobody's work. Assessors are never told. */
  readonly isSeed: boolean;
}

const script = `number, window_id as "windowId", framework_version as "frameworkVersion", attempt_no as "attemptNo", scope,
  carried_forward as "carriedForward", seed_of is not null as "isSeed"`;

/** A script by its number, or null. One statement. */
export async function scriptOf(reads: Reads, number: string): Promise<Script | null> {
  const [row] = await reads.query<Script>(`select ${script} from script where number = $1`, [number]);
  return row ?? null;
}

/** The live scripts of a window, in the order of their random numbers. One statement. */
export async function scriptsOf(reads: Reads, windowId: string): Promise<Script[]> {
  return reads.query<Script>(`select ${script} from script where window_id = $1 and seed_of is null order by number`, [
    windowId,
  ]);
}

/** What an assessor may open: a clean copy under a neutral label. */
export interface ScriptDocument {
  readonly id: string;
  readonly position: number;
  readonly component: string;
  readonly label: string;
  /** `criterion` or `criterion/slot` for evidence; empty for accounts. */
  readonly criteria: readonly string[];
  /** Null where the file is named and cannot be opened. A recording and other office files are saved, not shown. */
  readonly cleanKind: 'html' | 'pdf' | 'image' | 'office' | 'recording' | null;
  readonly counted: number | null;
  /** Of an account: its limit, where it falls, and what its author left out of the count. */
  readonly ledger: LedgerShown | null;
}

/** The documents of a script in the order of its manifest. One statement. */
export async function scriptDocuments(reads: Reads, number: string): Promise<ScriptDocument[]> {
  return reads.query<ScriptDocument>(
    `select id, position, component, label, criteria, clean_kind as "cleanKind", counted, ledger
     from script_document where script_number = $1 order by position`,
    [number],
  );
}

/** The endings under which copies are saved, by media type. */
const endings: Readonly<Record<string, string>> = {
  'text/html': 'html',
  'application/pdf': 'pdf',
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'video/mp4': 'mp4',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': 'xlsx',
  'application/vnd.openxmlformats-officedocument.presentationml.presentation': 'pptx',
};

/** The media type of what is told by its kind. */
const typeOfKind: Readonly<Record<string, string>> = { html: 'text/html', pdf: 'application/pdf' };

/** The bytes of a clean copy with its type and a neutral file name. */
export interface CleanCopy {
  readonly content: Readable;
  readonly type: string;
  readonly name: string;
}

/**
 * A clean copy, after the whole script was found to be what was frozen: the first byte is not sent before. Null where the
 * script has no such document, or none that may be opened; `script-not-as-frozen` {number}.
 */
export async function openCleanCopy(
  reads: Reads,
  store: FileStore,
  integrity: ScriptIntegrity,
  wanted: { readonly actor: string; readonly number: string; readonly documentId: string },
): Promise<Result<CleanCopy, IntegrityCode> | null> {
  const { actor, number, documentId } = wanted;
  const [row] = await reads.query<{ key: string | null; kind: string | null; type: string | null; position: number }>(
    `select clean_key as key, clean_kind as kind, clean_type as type, position from script_document
     where script_number = $1 and id::text = $2`,
    [number, documentId],
  );
  if (!row) return null;
  const changed = await integrity.refusal(actor, number);
  if (changed) return changed;
  const type = row.type ?? typeOfKind[row.kind ?? ''];
  if (!row.key || !type) return null;
  return {
    content: await store.openVerified(row.key),
    type: type === 'text/html' ? 'text/html; charset=utf-8' : type,
    name: `NPQEL-${number}-${row.position + 1}.${endings[type] ?? 'bin'}`,
  };
}

/** Of these scripts, those whose outcome is still to come: nothing is released, and nobody was withdrawn. One statement. */
export async function undecidedOf(reads: Reads, numbers: readonly string[]): Promise<string[]> {
  const rows = await reads.query<{ number: string }>(
    `select sc.number from script sc join submission s on s.id = sc.submission_id join attempt a on a.id = s.attempt_id
     join enrolment e on e.id = a.enrolment_id
     where sc.number = any($1) and s.state in ('accepted') and e.state in ('presented', 'resubmitting') and e.attempt_no = a.no
     order by sc.number`,
    [numbers],
  );
  return rows.map(({ number }) => number);
}

/**
 * The page that stands instead of a script's where it is not what was frozen, 409; null where it is. Nothing of the script
 * is on it.
 */
export async function pageInstead(
  integrity: ScriptIntegrity,
  actor: string,
  number: string,
): Promise<PageReply | null> {
  return (await integrity.refusal(actor, number)) && stoppedPage(number);
}

/** The same page where a refusal is in hand. */
export function stoppedPage(number: string): PageReply {
  const model = { title: `Script ${number} cannot be judged now`, number };
  const again = page('submission/pages/not-as-frozen.njk', model);
  return {
    ...refused(refuse('script-not-as-frozen', { number }), defineMessages(integrityMessages), again),
    status: 409,
  };
}

/** Which of these scripts are nobody's any more: their participant was withdrawn, or their attempt. One statement. */
export async function leftOf(reads: Reads, numbers: readonly string[]): Promise<string[]> {
  const rows = await reads.query<{ number: string }>(
    `select sc.number from script sc join submission s on s.id = sc.submission_id join attempt a on a.id = s.attempt_id
     join enrolment e on e.id = a.enrolment_id where sc.number = any($1) and (e.state = 'withdrawn' or s.state = 'withdrawn') order by sc.number`,
    [numbers],
  );
  return rows.map(({ number }) => number);
}

/** Of these scripts, those whose outcome is held at present; not why. One statement. */
export async function heldOf(reads: Reads, numbers: readonly string[]): Promise<string[]> {
  const rows = await reads.query<{ number: string }>(
    `select sc.number from script sc join submission s on s.id = sc.submission_id where sc.number = any($1)
       and exists (select from outcome_hold h where h.attempt_id = s.attempt_id and h.state <> 'lifted') order by sc.number`,
    [numbers],
  );
  return rows.map(({ number }) => number);
}

/** Who may not judge a script and why: a code, and never whom it is about. */
export interface Bar {
  readonly scriptNumber: string;
  readonly staffId: string;
  readonly reason: string;
}

/** SQL: a script with what was handed in as it; for a seed script, as its definitive script. */
const handedIn = `script sc left join script o on o.number = sc.seed_of
     join submission s on s.id = coalesce(sc.submission_id, o.submission_id)`;

/**
 * Who may not judge these scripts on a date (YYYY-MM-DD): employer, declared ties, whoever coaches or coached, sponsor, and whoever marked an
 * earlier attempt of the same participant; of a seed script, whoever may not judge its definitive script (edge case 43). For
 * allocation and moderation; three statements whatever the number.
 */
export async function barsOf(reads: Reads, numbers: readonly string[], onDate: string): Promise<Bar[]> {
  const people = await reads.query<{
    key: string;
    trustId: string | null;
    schoolId: string | null;
    email: string;
    sharedYears: number;
    coachEmails: string[];
    sponsorEmail: string | null;
  }>(
    `select sc.number as key, p.trust_id as "trustId", p.school_id as "schoolId", si.email,
            (f.definition #>> '{accreditation,sharedEmployerYears}')::int as "sharedYears",
            array(select c.email from ${coachesOf('p.id')} as c where c.email is not null) as "coachEmails",
            (select sponsor_email from sponsor_request q where q.submission_id = s.id and q.decision = 'verified'
             order by q.decided_at desc limit 1) as "sponsorEmail"
     from ${handedIn} join attempt a on a.id = s.attempt_id
     join enrolment e on e.id = a.enrolment_id join participant p on p.id = e.participant_id
     join framework_version f on f.id = e.framework_version
     join sign_in si on si.id = p.sign_in_id where sc.number = any($1)`,
    [numbers],
  );
  const conflicts = await conflictsWith(reads, people, onDate);
  const ties = await reads.query<Bar>(
    `select t.key as "scriptNumber", st.id as "staffId", t.reason
     from jsonb_to_recordset($1::jsonb) as t (key text, email text, reason text)
     join sign_in si on lower(si.email) = lower(t.email) join staff st on st.sign_in_id = si.id
     union
     select sc.number, asg.assessor_id, 'earlier-attempt'
     from ${handedIn} join attempt a on a.id = s.attempt_id
     join attempt b on b.enrolment_id = a.enrolment_id and b.no < a.no join submission bs on bs.attempt_id = b.id
     join script bsc on bsc.submission_id = bs.id
     join assignment asg on asg.script_number = bsc.number and asg.state in ('assigned', 'marking', 'locked')
     where sc.number = any($2)`,
    [
      JSON.stringify(
        people.flatMap(({ key, coachEmails, sponsorEmail }) => [
          ...coachEmails.map((email) => ({ key, email, reason: 'coach' })),
          ...(sponsorEmail ? [{ key, email: sponsorEmail, reason: 'sponsor' }] : []),
        ]),
      ),
      numbers,
    ],
  );
  return [...conflicts.map(({ key, staffId, reason }) => ({ scriptNumber: key, staffId, reason })), ...ties];
}
