import { digestOf } from '#libs/ledger';
import { instantOf } from '../platform/database/types.js';
import type { Transaction } from '../platform/database/database.js';
import type { MarkSetState } from './mark-set.lifecycle.js';
import { marksOfSet } from './record-mark.js';

/** One person's marks of one script, as a use case holds them, locked. */
export interface HeldSet {
  readonly id: string;
  readonly assignmentId: string;
  readonly state: MarkSetState;
  readonly version: number;
  /** When the lock of marks that are handed in is final. */
  readonly finalAt: Temporal.Instant | null;
}

/** The set with this id, held; null where there is none. Hold its assignment first, so that nobody waits crosswise. */
export async function lockSet(tx: Transaction, id: string): Promise<HeldSet | null> {
  const [row] = await tx.query<Omit<HeldSet, 'finalAt'> & { finalAt: Date | null }>(
    `select id, assignment_id as "assignmentId", state, version, final_at as "finalAt" from mark_set where id = $1 for update`,
    [id],
  );
  return row ? { ...row, finalAt: row.finalAt && instantOf(row.finalAt) } : null;
}

/** One hash of the marks as they stand. */
export async function marksDigest(tx: Transaction, markSetId: string): Promise<string> {
  return digestOfRows(await marksOfSet(tx, markSetId));
}

/** One hash of every change that led to the marks. */
export async function changesDigest(tx: Transaction, markSetId: string): Promise<string> {
  const changes = await tx.query(
    `select id, criterion, base_version, level, comment, pointers, applied, result_version, at from mark_event
     where mark_set_id = $1 order by at, id`,
    [markSetId],
  );
  return digestOfRows(changes);
}

/** Instants as ISO 8601, as JSON writes them: canonical JSON takes no Date. */
function digestOfRows(rows: readonly unknown[]): string {
  return digestOf(JSON.parse(JSON.stringify(rows)));
}
