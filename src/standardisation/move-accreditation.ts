import { Injectable } from '@nestjs/common';
import { next } from '#libs/lifecycle';
import { refuse, type Result } from '#libs/refusal';
import { Database, type Transaction } from '../platform/database/database.js';
import { AccreditationRow } from './accreditation.entity.js';
import {
  accreditationLifecycle,
  markingStates,
  type AccreditationEvent,
  type LeadEvent,
} from './accreditation.lifecycle.js';
import { lastVerdict } from './tries/tries.queries.js';

export type MoveCode = 'accreditation-not-in-state' | 'reason-missing' | 'not-qualified-since';

/** What the journal calls each event. */
const acts: Record<AccreditationEvent, string> = {
  begin: 'accreditation.begun',
  accredit: 'accreditation.granted',
  suspend: 'accreditation.suspended',
  remove: 'accreditation.removed',
  retrain: 'accreditation.on-probation',
  qualify: 'accreditation.qualified',
  'qualify-on-probation': 'accreditation.qualified-on-probation',
  disqualify: 'accreditation.not-qualified',
};

/** The lead moves an accreditation: off probation, suspended, back on probation after training, or removed. */
@Injectable()
export class MoveAccreditation {
  constructor(private readonly database: Database) {}

  /**
   * Refuses an event the state does not allow, a suspension or removal without a reason, and to put back whoever did not
   * qualify: they come back by qualifying.
   */
  async run(command: {
    readonly actor: string;
    readonly accreditationId: string;
    readonly event: LeadEvent;
    readonly reason: string;
  }): Promise<Result<AccreditationRow, MoveCode>> {
    const { actor, accreditationId, event } = command;
    const why = command.reason.trim();
    return this.database.transact(actor, async (tx) => {
      const row = await lockAccreditation(tx, accreditationId);
      if (next(accreditationLifecycle, row.state, event) === null)
        return refuse('accreditation-not-in-state', { state: row.state, event });
      if ((event === 'suspend' || event === 'remove') && why === '') return refuse('reason-missing', {}, 'reason');
      if (event === 'retrain' && (await lastVerdict(tx, row.staffId, row.frameworkVersion)) === 'not-qualified')
        return refuse('not-qualified-since');
      return moveAccreditation(tx, row, event, { why: why || null });
    });
  }
}

/**
 * The one function that moves an accreditation, as part of a transaction that holds its row. `terms` are written with the
 * new state. Whoever may not mark from now on is told of to the other rooms. Throws where the lifecycle has no such step.
 */
export async function moveAccreditation(
  tx: Transaction,
  row: AccreditationRow,
  event: AccreditationEvent,
  more: { readonly why?: string | null; readonly validTo?: string; readonly facts?: object } = {},
): Promise<AccreditationRow> {
  const from = row.state;
  const to = next(accreditationLifecycle, from, event);
  if (to === null) throw new Error(`An accreditation that is ${from} cannot ${event}`);
  const { why = null, validTo = row.validTo } = more;
  const moved = await tx.repository(AccreditationRow).save(Object.assign(row, { state: to, validTo }));
  const facts = { staffId: row.staffId, frameworkVersion: row.frameworkVersion, ...more.facts };
  await tx.journal({ aggregate: 'accreditation', id: row.id, act: acts[event], from, to, why, facts });
  if (markingStates.includes(from) && !markingStates.includes(to)) await announceStopped(tx, row);
  return moved;
}

/** News that somebody may not be given scripts any more, whatever the reason. */
export async function announceStopped(tx: Transaction, row: Pick<AccreditationRow, 'id' | 'staffId'>): Promise<void> {
  await tx.announce('accreditation.stopped', { accreditationId: row.id, staffId: row.staffId });
}

/** The accreditation, locked until the transaction ends. */
export async function lockAccreditation(tx: Transaction, id: string): Promise<AccreditationRow> {
  return tx.repository(AccreditationRow).findOneOrFail({ where: { id }, lock: { mode: 'pessimistic_write' } });
}
