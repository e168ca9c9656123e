import type { Transaction } from '../platform/database/database.js';
import type { Verdict } from './verify.js';

type Reads = Pick<Transaction, 'query'>;

export const pageSize = 50;

/** One act, as the journal's page shows it. */
export interface JournalLine {
  readonly number: number;
  readonly at: Date;
  readonly actor: string;
  /** Who the actor is, where it is a person. */
  readonly actorName: string | null;
  readonly aggregate: string;
  readonly id: string;
  readonly seq: number;
  readonly act: string;
  readonly from: string | null;
  readonly to: string | null;
  readonly why: string | null;
  readonly facts: Readonly<Record<string, unknown>>;
  readonly hash: string;
}

/** What of the journal is asked for; empty texts ask for everything. */
export interface JournalQuestion {
  readonly aggregate: string;
  readonly id: string;
  /** Entries before this number only. */
  readonly before: number | null;
  /** Leaves out what was said of accounts that stand in one another: for leads who judge too. */
  readonly withoutMatches: boolean;
}

const ofWindow = (window: string): string => `(select w.provider_id from assessment_window w where w.id = (${window}))`;
const ofEnrolment = (enrolment: string): string =>
  `(select p.provider_id from enrolment e join participant p on p.id = e.participant_id where e.id = (${enrolment}))`;
const ofScript = (script: string): string =>
  ofWindow(`select sc.window_id from script sc where sc.number = (${script})`);
const ofOutcome = (outcome: string): string =>
  ofEnrolment(`select a.enrolment_id from outcome o join attempt a on a.id = o.attempt_id where o.id = (${outcome})`);
const uuid = 'j.aggregate_id::uuid';

/** Whose a thing is: the provider of its window, its enrolment, its person. A thing of nobody's in particular gives null. */
const providerOf = `case j.aggregate
  when 'enrolment' then ${ofEnrolment(uuid)}
  when 'booking' then ${ofEnrolment(`select enrolment_id from booking where id = ${uuid}`)}
  when 'charge' then ${ofEnrolment(`select enrolment_id from charge where id = ${uuid}`)}
  when 'document' then ${ofEnrolment(`select enrolment_id from document where id = ${uuid}`)}
  when 'attempt' then ${ofEnrolment(`select enrolment_id from attempt where id = ${uuid}`)}
  when 'submission' then ${ofEnrolment(`select a.enrolment_id from submission s join attempt a on a.id = s.attempt_id where s.id = ${uuid}`)}
  when 'outcome' then ${ofEnrolment(`select a.enrolment_id from outcome o join attempt a on a.id = o.attempt_id where o.id = ${uuid}`)}
  when 'window' then ${ofWindow(uuid)}
  when 'allocation-round' then ${ofWindow(`select window_id from allocation_round where id = ${uuid}`)}
  when 'moderation-batch' then ${ofWindow(`select window_id from moderation_batch where id = ${uuid}`)}
  when 'release' then ${ofWindow(`select b.window_id from release r join moderation_batch b on b.id = r.batch_id where r.id = ${uuid}`)}
  when 'script' then ${ofScript('j.aggregate_id')}
  when 'marking' then ${ofScript('j.aggregate_id')}
  when 'assignment' then ${ofScript(`select script_number from assignment where id = ${uuid}`)}
  when 'mark-set' then ${ofScript(`select script_number from mark_set where id = ${uuid}`)}
  when 'participant' then (select provider_id from participant where id = ${uuid})
  when 'request' then ${ofEnrolment(`select enrolment_id from circumstance_request where id = ${uuid}`)}
  when 'waiting' then ${ofEnrolment(`select enrolment_id from waiting_place where id = ${uuid}`)}
  when 'failure' then ${ofWindow(`select window_id from technical_failure where id = ${uuid}`)}
  when 'outcome-change' then ${ofOutcome(`select outcome_id from outcome_change where id = ${uuid}`)}
  when 'appeal' then ${ofOutcome(`select outcome_id from appeal where id = ${uuid}`)}
  when 'outcome-hold' then ${ofEnrolment(`select a.enrolment_id from outcome_hold h join attempt a on a.id = h.attempt_id where h.id = ${uuid}`)}
  when 'sanction' then ${ofEnrolment(`select a.enrolment_id from sanction n join outcome_hold h on h.id = n.hold_id join attempt a on a.id = h.attempt_id where n.id = ${uuid}`)}
  when 'similarity-match' then (select provider_id from similarity_match where id = ${uuid})
  when 'qa-sample' then (select provider_id from qa_sample where id = ${uuid})
  when 'definitive-script' then (select provider_id from definitive_script where script_number = j.aggregate_id)
  when 'standardisation-round' then (select provider_id from standardisation_round where id = ${uuid})
  when 'standardisation-try' then (select r.provider_id from standardisation_try t join standardisation_round r on r.id = t.round_id where t.id = ${uuid})
  when 'seed-script' then ${ofScript('j.aggregate_id')}
  when 'seed-failure' then ${ofScript(`select script_number from seed_failure where id = ${uuid}`)}
  when 'provider' then ${uuid}
  when 'outcome-return' then (select provider_id from outcome_return where id = ${uuid})
  when 'enrolment-import' then (select provider_id from enrolment_import where id = ${uuid})
  when 'staff' then (select coalesce(managing_provider_id, provider_id) from staff where id = ${uuid})
  when 'accreditation' then (select st.provider_id from accreditation c join staff st on st.id = c.staff_id where c.id = ${uuid})
  when 'sign-in' then (select coalesce((select st.provider_id from staff st where st.sign_in_id = ${uuid}),
                                       (select p.provider_id from participant p where p.sign_in_id = ${uuid})))
  end`;

/**
 * Entries of a provider, newest first: those about its things, and those about nobody's in particular that its own people
 * made. One statement.
 */
export async function journalLines(
  reads: Reads,
  providerId: string | null,
  { aggregate, id, before, withoutMatches }: JournalQuestion,
): Promise<JournalLine[]> {
  return reads.query<JournalLine>(
    `select j.id as number, j.at, j.actor, coalesce(st.name, pt.name) as "actorName", j.aggregate, j.aggregate_id as id, j.seq,
            j.act, j.from_state as "from", j.to_state as "to", j.why, j.facts, j.hash
     from journal_entry j left join staff st on j.actor = 'staff:' || st.id
     left join participant pt on j.actor = 'participant:' || pt.id
     where ($2 = '' or j.aggregate = $2) and ($3 = '' or j.aggregate_id = $3) and ($4::bigint is null or j.id < $4)
       and not ($5 and j.aggregate = 'similarity-match')
       and coalesce(${providerOf}, st.provider_id, pt.provider_id) = $1
     order by j.id desc limit ${pageSize}`,
    [providerId, aggregate, id, before, withoutMatches],
  );
}

/** How the last verification ended, how far the one under way is, and the newest checkpoint. */
export interface VerificationStatus {
  readonly last: (Verdict & { readonly at: string }) | null;
  readonly work: {
    readonly id: string;
    readonly done: number;
    readonly total: number | null;
    readonly note: string | null;
  } | null;
  readonly checkpoint: {
    readonly at: string;
    readonly size: number;
    readonly root: string;
    readonly keyId: string;
  } | null;
}

/** One statement. */
export async function verificationStatus(reads: Reads): Promise<VerificationStatus> {
  const [row] = await reads.query<VerificationStatus>(
    `select (select facts || jsonb_build_object('at', at) from journal_entry
             where aggregate = 'journal' and aggregate_id = 'verification' and act = 'journal.verified' order by seq desc limit 1) as last,
            (select jsonb_build_object('id', id, 'done', progress_done, 'total', progress_total, 'note', progress_note) from work_item
             where kind = 'oversight.verify' and state in ('waiting', 'running') order by created_at desc limit 1) as work,
            (select jsonb_build_object('at', at, 'size', size, 'root', root, 'keyId', key_id) from journal_checkpoint
             order by last_entry desc, id desc limit 1) as checkpoint`,
  );
  return row ?? { last: null, work: null, checkpoint: null };
}

/** The newest checkpoint as it was signed, to be kept by somebody else. One statement. */
export async function newestCheckpoint(
  reads: Reads,
): Promise<{ statement: unknown; signature: string; keyId: string } | null> {
  const [row] = await reads.query<{ statement: unknown; signature: string; keyId: string }>(
    `select statement, signature, key_id as "keyId" from journal_checkpoint order by last_entry desc, id desc limit 1`,
  );
  return row ?? null;
}
