import { similarityRule } from '#libs/rubric';
import type { Run } from '#libs/similarity';
import type { Component } from '../documents/index.js';
import type { Transaction } from '../platform/database/database.js';
import type { MatchState } from './match.lifecycle.js';

type Reads = Pick<Transaction, 'query'>;

export const pageSize = 50;
export const matchFilters = ['open', 'decided', 'own'] as const;
export type MatchFilter = (typeof matchFilters)[number];

/** One side of a match: whose account, and how many of its words stand in the other. */
export interface MatchSide {
  readonly name: string;
  readonly participantId: string;
  readonly enrolmentId: string;
  readonly attemptNo: number;
  readonly submittedAt: Date;
  readonly words: number;
  readonly matched: number;
}

export interface MatchLine {
  readonly id: string;
  readonly component: Component;
  /** Null: both accounts are one participant's. */
  readonly state: MatchState | null;
  readonly isSameFile: boolean;
  readonly foundAt: Date;
  readonly a: MatchSide;
  readonly b: MatchSide;
  /** As of the day on which each was handed in; the coach as recorded now. */
  readonly ties: { readonly school: boolean; readonly trust: boolean; readonly coach: boolean };
}

const people = ['a', 'b']
  .map(
    (
      at,
    ) => `join submission s${at} on s${at}.id = m.${at}_submission join attempt t${at} on t${at}.id = s${at}.attempt_id
     join enrolment e${at} on e${at}.id = t${at}.enrolment_id join participant p${at} on p${at}.id = e${at}.participant_id`,
  )
  .join('\n');

const side = (at: 'a' | 'b'): string => `jsonb_build_object('name', p${at}.name, 'participantId', p${at}.id,
  'enrolmentId', e${at}.id, 'attemptNo', t${at}.no, 'submittedAt', s${at}.submitted_at, 'words', m.${at}_words, 'matched', m.${at}_matched)`;

/** SQL: the workplaces of one side on the London day on which it was handed in. Days are half open; ends may be null. */
const holds = (span: string, at: string): string =>
  `(${span}.from_date is null or ${span}.from_date <= london_date(s${at}.submitted_at))
   and (${span}.to_date is null or london_date(s${at}.submitted_at) < ${span}.to_date)`;
const schools = (at: string): string =>
  `array(select w.school_id from workplace w where w.sign_in_id = p${at}.sign_in_id and w.school_id is not null and ${holds('w', at)})`;
const trusts = (at: string): string =>
  `array(select w.trust_id from workplace w where w.sign_in_id = p${at}.sign_in_id and w.trust_id is not null and ${holds('w', at)}
         union select st.trust_id from workplace w join school_trust st on st.school_id = w.school_id
         where w.sign_in_id = p${at}.sign_in_id and ${holds('w', at)} and ${holds('st', at)})`;
const coach = (at: string): string => `lower(coalesce(p${at}.coach_email, p${at}.coach_name))`;
const ties = `jsonb_build_object('school', ${schools('a')} && ${schools('b')}, 'trust', ${trusts('a')} && ${trusts('b')},
  'coach', coalesce(${coach('a')} = ${coach('b')}, false))`;

const line = `m.id, m.component, m.state, m.is_same_file as "isSameFile", m.found_at as "foundAt", ${side('a')} as a, ${side('b')} as b,
  ${ties} as ties`;

const filters: Readonly<Record<MatchFilter, string>> = {
  open: `m.state = 'open'`,
  decided: `m.state <> 'open'`,
  own: 'm.is_own',
};

/** A provider's matches, newest first, 50 at a time. One statement. */
export async function matchesOf(
  reads: Reads,
  providerId: string,
  { show, after }: { readonly show: MatchFilter; readonly after: string | null },
): Promise<MatchLine[]> {
  return reads.query<MatchLine>(
    `select ${line} from similarity_match m ${people}
     where m.provider_id = $1 and ${filters[show]}
       and ($2::uuid is null or (m.found_at, m.id) < (select found_at, id from similarity_match where id = $2))
     order by m.found_at desc, m.id desc limit ${pageSize}`,
    [providerId, after],
  );
}

export interface MatchDetail extends MatchLine {
  readonly aSubmission: string;
  readonly bSubmission: string;
  readonly runs: readonly Run[];
  readonly why: string | null;
  readonly decidedByName: string | null;
  readonly decidedAt: Date | null;
  /** Whether each is the attempt that is judged now, not released and not held: a hold can be placed. */
  readonly a: MatchSide & Holdable;
  readonly b: MatchSide & Holdable;
}

export interface Holdable {
  readonly isHeld: boolean;
  readonly mayBeHeld: boolean;
}

const holdable = (at: string): string => `${side(at as 'a')} || jsonb_build_object(
  'isHeld', exists (select from outcome_hold h where h.attempt_id = t${at}.id and h.state <> 'lifted'),
  'mayBeHeld', t${at}.no = e${at}.attempt_no and not exists (
     select from outcome o where o.attempt_id = t${at}.id and o.released_at is not null))`;

/** One match, or null. One statement. */
export async function matchDetail(reads: Reads, id: string): Promise<MatchDetail | null> {
  const [row] = await reads.query<MatchDetail>(
    `select ${line.replace(`${side('a')} as a, ${side('b')} as b`, `${holdable('a')} as a, ${holdable('b')} as b`)},
            m.a_submission as "aSubmission", m.b_submission as "bSubmission", m.runs, m.why, d.name as "decidedByName",
            m.decided_at as "decidedAt"
     from similarity_match m ${people} left join staff d on d.sign_in_id = m.decided_by where m.id::text = $1`,
    [id],
  );
  return row ?? null;
}

/** What leads said of a match so far, the oldest first. One statement. */
export async function saidOf(
  reads: Reads,
  id: string,
): Promise<{ readonly at: Date; readonly to: MatchState; readonly why: string; readonly by: string | null }[]> {
  return reads.query(
    `select j.at, j.to_state as to, j.why, st.name as by from journal_entry j left join staff st on j.actor = 'staff:' || st.id
     where j.aggregate = 'similarity-match' and j.aggregate_id = $1 and j.act in ('similarity-match.decided', 'similarity-match.reopened')
     order by j.seq`,
    [id],
  );
}

/** An account of which more is common to many than forms and quotations are. */
export interface CommonAccount {
  readonly submissionId: string;
  readonly component: Component;
  readonly name: string;
  readonly participantId: string;
  readonly commonPct: number;
}

/** Those of a provider, the most common first; of 24 months, 200 at most. One statement. */
export async function mostlyCommon(reads: Reads, providerId: string): Promise<CommonAccount[]> {
  return reads.query<CommonAccount>(
    `select k.submission_id as "submissionId", k.component, p.name, p.id as "participantId", k.common_pct as "commonPct"
     from similarity_account k join submission s on s.id = k.submission_id join framework_version f on f.id = s.framework_version
     join enrolment e on e.id = k.enrolment_id join participant p on p.id = e.participant_id
     where k.provider_id = $1 and k.common_pct > coalesce((f.definition #>> '{similarity,mostCommonPct}')::int, ${similarityRule({}).mostCommonPct})
       and s.accepted_at > (select app_now()) - interval '24 months'
     order by k.common_pct desc, p.name, k.component, k.submission_id limit 200`,
    [providerId],
  );
}
