import { next } from '#libs/lifecycle';
import type { Transaction } from '../../platform/database/database.js';
import { holdLifecycle, type HoldState } from './hold.lifecycle.js';
import { tellModeration } from './tell-moderation.js';

/** A proven case whose sanction lets the outcome out: what was found stays on the hold, and the sanction says since when. */
export async function liftHold(
  tx: Transaction,
  hold: { readonly id: string; readonly state: HoldState; readonly why: string; readonly sanctionId: string },
): Promise<void> {
  const to = next(holdLifecycle, hold.state, 'lift');
  if (to === null) throw new Error(`The hold ${hold.id} is ${hold.state} and cannot be lifted`);
  await tx.query(`update outcome_hold set state = $2, version = version + 1 where id = $1`, [hold.id, to]);
  await tx.journal({
    aggregate: 'outcome-hold',
    id: hold.id,
    act: `outcome-hold.${to}`,
    from: hold.state,
    to,
    why: hold.why,
    facts: { sanctionId: hold.sanctionId },
  });
  await tellModeration(tx, hold.id);
}
