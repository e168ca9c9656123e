import { isRefusal } from '#libs/refusal';
import { next } from '#libs/lifecycle';
import type { Framework } from '#libs/rubric';
import type { Transaction } from '../platform/database/database.js';
import type { JournalEntry } from '../platform/journal/write-entry.js';
import { deferralsSql, type DeferralDates } from './deferrals.js';
import { enrolmentLifecycle, type EnrolmentEvent, type EnrolmentState } from './enrolment.lifecycle.js';
import { nextAttempt, type Resubmission } from './next-attempt.js';
import { uncountedSql } from './void-attempt.js';

/** One outcome that is being released: of which attempt, and whether it passed. */
export interface ReleasedResult {
  readonly enrolmentId: string;
  readonly attemptNo: number;
  readonly passed: boolean;
}

/**
 * What an enrolment became. `left`: it takes no outcome of this attempt any more (withdrawn, or the attempt was cancelled),
 * so none is to be released to it.
 */
export type SettledAs = 'passed' | 'failed' | 'resubmitting' | 'left';

interface Row {
  readonly id: string;
  readonly state: EnrolmentState;
  readonly attemptNo: number;
  readonly frameworkVersion: string;
  readonly longStop: string | null;
  readonly uncounted: number;
  readonly deferrals: readonly DeferralDates[];
}

interface Move {
  readonly id: string;
  readonly from: EnrolmentState;
  readonly to: EnrolmentState;
  readonly opened: Resubmission | null;
}

/**
 * Settles the enrolments of a whole release: passed; resubmitting, with the attempt after and its charge; or failed where
 * no attempt is left. Six statements whatever their number. Locks the enrolments in the order of their ids.
 */
export async function settleReleased(
  tx: Transaction,
  frameworkOf: (id: string) => Promise<Framework>,
  released: { readonly on: Temporal.PlainDate; readonly results: readonly ReleasedResult[] },
): Promise<Map<string, SettledAs>> {
  const rows = await tx.query<Row>(
    `select e.id, e.state, e.attempt_no as "attemptNo", e.framework_version as "frameworkVersion", e.long_stop as "longStop",
            ${uncountedSql('e.id', 'e.attempt_no')} as uncounted, ${deferralsSql('e.id')} as deferrals
     from enrolment e where e.id = any($1::uuid[]) order by e.id for update`,
    [released.results.map(({ enrolmentId }) => enrolmentId)],
  );
  const rowOf = new Map(rows.map((row) => [row.id, row]));
  const settled = new Map<string, SettledAs>();
  const moves: Move[] = [];
  for (const result of released.results) {
    const row = rowOf.get(result.enrolmentId);
    if (!row) throw new Error(`There is no enrolment ${result.enrolmentId}`);
    const move = moveOf(row, result, await frameworkOf(row.frameworkVersion), released.on);
    settled.set(row.id, (move?.to as SettledAs | undefined) ?? 'left');
    if (move) moves.push(move);
  }
  await writeMoves(tx, moves);
  await tx.journalAll(moves.map(entryOf));
  await chargeFor(tx, moves);
  return settled;
}

/** Null where the enrolment's lifecycle takes no outcome from here, or the attempt is not the one it waits for. */
function moveOf(
  row: Row,
  { attemptNo, passed }: ReleasedResult,
  framework: Framework,
  on: Temporal.PlainDate,
): Move | null {
  if (row.attemptNo !== attemptNo) return null;
  const { uncounted, longStop, deferrals } = row;
  const ended = { afterAttempt: attemptNo, uncounted, releasedOn: on, longStop, deferrals };
  const opening = passed ? null : nextAttempt(framework, ended);
  const opened = opening === null || isRefusal(opening) ? null : opening;
  const event: EnrolmentEvent = passed ? 'pass' : opened ? 'resubmit' : 'fail';
  const to = next(enrolmentLifecycle, row.state, event);
  return to === null ? null : { id: row.id, from: row.state, to, opened };
}

async function writeMoves(tx: Transaction, moves: readonly Move[]): Promise<void> {
  await tx.query(
    `update enrolment e set state = m.state, attempt_no = coalesce(m.attempt_no, e.attempt_no),
            resubmit_by = coalesce(m.resubmit_by, e.resubmit_by), resubmit_by_why = coalesce(m.resubmit_by_why, e.resubmit_by_why),
            version = e.version + 1
     from jsonb_to_recordset($1::jsonb) as m (id uuid, state text, attempt_no integer, resubmit_by date, resubmit_by_why text)
     where e.id = m.id`,
    [
      JSON.stringify(
        moves.map(({ id, to, opened }) => ({
          id,
          state: to,
          attempt_no: opened?.attemptNo ?? null,
          resubmit_by: opened?.resubmitBy ?? null,
          resubmit_by_why: opened?.resubmitByWhy ?? null,
        })),
      ),
    ],
  );
}

function entryOf({ id, from, to, opened }: Move): JournalEntry {
  const act = opened ? 'resubmission.opened' : `enrolment.${to}`;
  return { aggregate: 'enrolment', id, act, from, to, facts: { ...opened } };
}

async function chargeFor(tx: Transaction, moves: readonly Move[]): Promise<void> {
  const owed = moves.flatMap(({ id, opened }) =>
    opened && opened.feePence > 0 ? [{ id, pence: opened.feePence, attempt: opened.attemptNo }] : [],
  );
  if (owed.length === 0) return;
  const charges = await tx.query<{ id: string; enrolmentId: string; pence: number }>(
    `insert into charge (enrolment_id, kind, pence, attempt_no, at)
     select id, 'resubmission', pence, attempt, app_now() from jsonb_to_recordset($1::jsonb) as c (id uuid, pence integer, attempt integer)
     returning id, enrolment_id as "enrolmentId", pence`,
    [JSON.stringify(owed)],
  );
  await tx.journalFirst(
    charges.map(({ id, enrolmentId, pence }) => ({
      aggregate: 'charge',
      id,
      act: 'charge.made',
      facts: { enrolmentId, bookingId: null, kind: 'resubmission', pence },
    })),
  );
}
