import { digestOf } from '#libs/ledger';
import type { Feedback, Framework, MarkSet, Totals } from '#libs/rubric';
import type { Transaction } from '../../platform/database/database.js';
import { bankHolidaysSql, type BankHolidaysJson } from '../../qualification/index.js';
import { drawOne, sealOf, type DrawnOutcome, type DrawnSanction } from '../outcome/draw.js';
import { sanctionedContent, type SanctionedContent } from '../outcome/sanctioned.js';
import { isHeldSql } from '../holds/holds.queries.js';
import { isEndedSql, zeroSql } from '../sanctions/sanctions.queries.js';
import type { Candidate, Counts } from './check-release.js';
import type { ReleaseRow } from './release.entity.js';

export type Reads = Pick<Transaction, 'query'>;
export type FrameworkOf = (id: string) => Promise<Framework>;

/** The batch that a release is planned for. */
export interface BatchToRelease {
  readonly id: string;
  readonly state: string;
  readonly windowName: string;
  readonly providerId: string;
  readonly frameworkVersion: string;
  /** Outcomes that this provider has released for this framework so far. */
  readonly before: Counts;
  /** The application's clock. */
  readonly now: Date;
  readonly holidays: BankHolidaysJson;
}

/** The batch, or null. One statement; `locked` makes planners of one batch wait for each other. */
export async function batchToRelease(reads: Reads, batchId: string, locked = false): Promise<BatchToRelease | null> {
  const [batch] = await reads.query<BatchToRelease>(
    `select b.id, b.state, w.name as "windowName", w.provider_id as "providerId", b.framework_version as "frameworkVersion",
            app_now() as now, ${bankHolidaysSql} as holidays,
            (select jsonb_build_object('passed', count(*) filter (where o.result in ('passed')),
                                       'failed', count(*) filter (where o.result in ('failed')))
             from outcome o join release r on r.id = o.release_id join moderation_batch ob on ob.id = r.batch_id
             join assessment_window ow on ow.id = ob.window_id
             where o.state in ('released') and o.framework_version = b.framework_version
               and ow.provider_id = w.provider_id) as before
     from moderation_batch b join assessment_window w on w.id = b.window_id where b.id = $1 ${locked ? 'for update of b' : ''}`,
    [batchId],
  );
  return batch ?? null;
}

// What an outcome is drawn from, in one shape wherever it is read.
const inputs = `
  sc.number as "scriptNumber", s.attempt_id as "attemptId", sc.framework_version as "frameworkVersion",
  sc.carried_forward as "carriedForward", p.marks, p.passed as "storedPassed",
  encode(sha256(convert_to(p.feedback::text, 'UTF8')), 'hex') as "feedbackHash", m.state in ('provisional') as "isSettled",
  ${zeroSql('s.attempt_id')} as sanction,
  case when ${zeroSql('s.attempt_id')} is not null then p.feedback end as feedback`;

interface InputRow {
  readonly scriptNumber: string;
  readonly attemptId: string;
  readonly frameworkVersion: string;
  readonly carriedForward: MarkSet;
  /** Null, with the three after it, where no result stands. */
  readonly marks: MarkSet | null;
  readonly storedPassed: boolean | null;
  readonly feedbackHash: string | null;
  readonly isSettled: boolean | null;
  readonly sanction: DrawnSanction | null;
  /** The words of the marking, where a sanction needs them. */
  readonly feedback: Feedback | null;
}

/** A script of a batch, drawn, with whose it is: outcomes joins number and person again. */
export interface GatheredCandidate extends Candidate {
  readonly name: string;
  readonly attemptNo: number;
}

interface CandidateRow extends InputRow {
  readonly name: string;
  readonly attemptNo: number;
  readonly isWithdrawn: boolean;
  readonly isHeld: boolean;
  readonly isEnded: boolean;
  readonly isOut: boolean;
  readonly hasOutcome: boolean;
  readonly isInModeration: boolean;
}

/** Every script of a batch's frame, drawn anew from the marks that stand, by script number. One statement. */
export async function gatherCandidates(
  reads: Reads,
  frameworkOf: FrameworkOf,
  batchId: string,
): Promise<GatheredCandidate[]> {
  const rows = await reads.query<CandidateRow>(
    `select ${inputs}, pt.name, a.no as "attemptNo", e.state in ('withdrawn') or e.attempt_no < a.no as "isWithdrawn",
            ${isHeldSql('a.id')} as "isHeld", ${isEndedSql('a.id')} as "isEnded",
            exists (select from outcome o join release r on r.id = o.release_id
              where o.attempt_id = a.id and r.batch_id = b.id and o.released_at is not null) as "isOut",
            exists (select from outcome o where o.attempt_id = a.id and o.state in ('scheduled', 'released')) as "hasOutcome",
            exists (select from sample_item i where i.batch_id = b.id and i.script_number = sc.number
                    and i.state not in ('decided', 'withdrawn')) as "isInModeration"
     from moderation_batch b cross join lateral jsonb_array_elements(b.frame -> 'items') as item
     join script sc on sc.number = item ->> 'script' join submission s on s.id = sc.submission_id
     join attempt a on a.id = s.attempt_id join enrolment e on e.id = a.enrolment_id join participant pt on pt.id = e.participant_id
     left join provisional_result p on p.script_number = sc.number left join marking m on m.script_number = sc.number
     where b.id = $1 order by sc.number`,
    [batchId],
  );
  return Promise.all(rows.map(async (row) => ({ ...row, drawn: draw(row, await frameworkOf(row.frameworkVersion)) })));
}

function draw(row: InputRow, framework: Framework): DrawnOutcome | null {
  const { marks, storedPassed, feedbackHash, isSettled } = row;
  if (marks === null || storedPassed === null || feedbackHash === null || !isSettled) return null;
  const content = contentOf(row, framework);
  return drawOne(framework, { ...row, marks, storedPassed, feedbackHash: content?.feedbackHash ?? feedbackHash });
}

/** What a sanction makes of marks and words; null where there is none, and the marking's own stand. */
function contentOf(row: InputRow, framework: Framework): SanctionedContent | null {
  const { marks, carriedForward, feedback, sanction } = row;
  return marks && feedback && sanction
    ? sanctionedContent(framework, { marks, carriedForward, feedback }, sanction)
    : null;
}

/** A scheduled outcome beside what its marks give now. */
export interface CheckedOutcome {
  readonly outcomeId: string;
  readonly attemptId: string;
  readonly scriptNumber: string;
  readonly enrolmentId: string;
  readonly attemptNo: number;
  readonly result: 'passed' | 'failed';
}

interface CheckedRow extends InputRow, CheckedOutcome {
  readonly inputsHash: string;
  /** True where the outcome has what the marking gave; where a sanction is in it, `kept` is compared with what that gives. */
  readonly isSame: boolean;
  readonly kept: { readonly marks: MarkSet; readonly totals: Totals; readonly feedback: Feedback } | null;
}

/** What a release finds when it computes its outcomes again: `broken` names the scripts where anything differs. */
export interface Recheck {
  readonly outcomes: readonly CheckedOutcome[];
  readonly broken: readonly string[];
  readonly isSealed: boolean;
}

/**
 * Draws every outcome of a release again from the marks as they stand and compares result, inputs, marks, totals,
 * feedback and the seal over all. Locks the outcomes, and the results against a change while it runs. One statement.
 */
export async function recheck(tx: Transaction, frameworkOf: FrameworkOf, release: ReleaseRow): Promise<Recheck> {
  const rows = await tx.query<CheckedRow>(
    `select ${inputs}, o.id as "outcomeId", a.enrolment_id as "enrolmentId", a.no as "attemptNo", o.result,
            o.inputs_hash as "inputsHash",
            (o.marks, o.totals, o.feedback, o.attempt_id, o.sanction_id) is not distinct from
              (p.marks, p.totals, p.feedback, s.attempt_id, null) as "isSame",
            case when o.sanction_id::text = ${zeroSql('s.attempt_id')} ->> 'id' and o.attempt_id = s.attempt_id
              then jsonb_build_object('marks', o.marks, 'totals', o.totals, 'feedback', o.feedback) end as kept
     from outcome o join script sc on sc.number = o.script_number join submission s on s.id = sc.submission_id
     join attempt a on a.id = s.attempt_id join provisional_result p on p.script_number = o.script_number
     join marking m on m.script_number = o.script_number
     where o.release_id = $1 and o.state in ('scheduled') order by o.script_number for update of o for share of p`,
    [release.id],
  );
  const again = await Promise.all(
    rows.map(async (row) => {
      const framework = await frameworkOf(row.frameworkVersion);
      return { drawn: draw(row, framework), content: contentOf(row, framework) };
    }),
  );
  const drawn = again.map((one) => one.drawn);
  const broken = rows.filter((row, at) => !isWhatItWas(row, again[at])).map(({ scriptNumber }) => scriptNumber);
  const { batchId, releaseAt } = release;
  const seal = sealOf(
    { batchId, releaseAt: releaseAt.toISOString() },
    drawn.filter((one) => one !== null),
  );
  return { outcomes: rows, broken, isSealed: broken.length === 0 && seal === release.seal };
}

function isWhatItWas(
  row: CheckedRow,
  again: { readonly drawn: DrawnOutcome | null; readonly content: SanctionedContent | null } | undefined,
): boolean {
  const { drawn = null, content = null } = again ?? {};
  return (
    drawn !== null &&
    drawn.fault === null &&
    hasItsContent(row, content) &&
    drawn.result === row.result &&
    drawn.inputsHash === row.inputsHash
  );
}

function hasItsContent({ sanction, isSame, kept }: CheckedRow, content: SanctionedContent | null): boolean {
  if (sanction === null) return isSame;
  return content !== null && kept !== null && digestOf(kept) === digestOf(withoutHash(content));
}

function withoutHash({ marks, totals, feedback }: SanctionedContent): Omit<SanctionedContent, 'feedbackHash'> {
  return { marks, totals, feedback };
}

/** What the sanctions of these outcomes make of their marks and words, by script number; of no other outcome. One statement. */
export async function sanctionedAmong(
  reads: Reads,
  frameworkOf: FrameworkOf,
  scriptNumbers: readonly string[],
): Promise<readonly (SanctionedContent & { readonly scriptNumber: string; readonly sanctionId: string })[]> {
  const rows = await reads.query<InputRow>(
    `select ${inputs} from script sc join submission s on s.id = sc.submission_id
     join provisional_result p on p.script_number = sc.number join marking m on m.script_number = sc.number
     where sc.number = any($1) and ${zeroSql('s.attempt_id')} is not null`,
    [scriptNumbers],
  );
  return Promise.all(
    rows.map(async (row) => {
      const content = contentOf(row, await frameworkOf(row.frameworkVersion));
      if (!content || !row.sanction) throw new Error(`No sanction of ${row.scriptNumber} could be read`);
      return { ...content, scriptNumber: row.scriptNumber, sanctionId: row.sanction.id };
    }),
  );
}
