import { next } from '#libs/lifecycle';
import type { Transaction } from '../../platform/database/database.js';
import { outcomeLifecycle, type OutcomeEvent, type OutcomeState } from './outcome.lifecycle.js';

/** An outcome in hand, locked, with the state it is in. */
export interface HeldOutcome {
  readonly id: string;
  readonly from: OutcomeState;
}

/** What goes with the move: the instant and London date of a release, or why an outcome is void. */
export interface OutcomeFacts {
  readonly releasedAt?: Date;
  readonly completionDate?: string;
  readonly reason?: string;
}

/**
 * The one way outcomes' states move, many at once: three statements whatever their number. Throws where the lifecycle has
 * no such step: the caller holds the rows and has looked.
 */
export async function moveOutcomes(
  tx: Transaction,
  event: OutcomeEvent,
  outcomes: readonly HeldOutcome[],
  { releasedAt, completionDate, reason }: OutcomeFacts,
): Promise<void> {
  if (outcomes.length === 0) return;
  const moves = outcomes.map(({ id, from }) => {
    const to = next(outcomeLifecycle, from, event);
    if (to === null) throw new Error(`The outcome ${id} is ${from} and cannot ${event}`);
    return { id, from, to };
  });
  await tx.query(
    `update outcome o set state = m.to, released_at = coalesce($2, o.released_at),
            completion_date = coalesce($3, o.completion_date), reason = coalesce($4, o.reason), version = o.version + 1
     from jsonb_to_recordset($1::jsonb) as m (id uuid, "to" text) where o.id = m.id`,
    [JSON.stringify(moves), releasedAt ?? null, completionDate ?? null, reason ?? null],
  );
  await tx.journalAll(
    moves.map(({ id, from, to }) => ({
      aggregate: 'outcome',
      id,
      act: `outcome.${to}`,
      from,
      to,
      why: reason ?? null,
      facts: completionDate ? { completionDate } : {},
    })),
  );
}
