import { Injectable } from '@nestjs/common';
import { next } from '#libs/lifecycle';
import { refuse, type Result } from '#libs/refusal';
import { Database, type Transaction } from '../platform/database/database.js';
import { AccreditationRow } from './accreditation.entity.js';
import { accreditationLifecycle, type AccreditationEvent } from './accreditation.lifecycle.js';

export type MoveCode = 'accreditation-not-in-state' | 'reason-missing';

/** What the journal calls each event. */
const acts: Record<AccreditationEvent, string> = {
  accredit: 'accreditation.granted',
  suspend: 'accreditation.suspended',
  remove: 'accreditation.removed',
  retrain: 'accreditation.on-probation',
};

/** The lead moves an accreditation: off probation, suspended, back on probation after training, or removed. */
@Injectable()
export class MoveAccreditation {
  constructor(private readonly database: Database) {}

  /** Refuses an event the state does not allow, and a suspension or removal without a reason. */
  async run(command: {
    readonly actor: string;
    readonly accreditationId: string;
    readonly event: AccreditationEvent;
    readonly reason: string;
  }): Promise<Result<AccreditationRow, MoveCode>> {
    const { actor, accreditationId, event } = command;
    const why = command.reason.trim();
    return this.database.transact(actor, async (tx) => {
      const row = await lockAccreditation(tx, accreditationId);
      const from = row.state;
      const to = next(accreditationLifecycle, from, event);
      if (to === null) return refuse('accreditation-not-in-state', { state: from, event });
      if ((event === 'suspend' || event === 'remove') && why === '') return refuse('reason-missing', {}, 'reason');
      const moved = await tx.repository(AccreditationRow).save(Object.assign(row, { state: to }));
      const facts = { staffId: row.staffId, frameworkVersion: row.frameworkVersion };
      await tx.journal({ aggregate: 'accreditation', id: row.id, act: acts[event], from, to, why: why || null, facts });
      if (event === 'suspend' || event === 'remove')
        await tx.announce('accreditation.stopped', { accreditationId: row.id, staffId: row.staffId });
      return moved;
    });
  }
}

/** The accreditation, locked until the transaction ends. */
export async function lockAccreditation(tx: Transaction, id: string): Promise<AccreditationRow> {
  return tx.repository(AccreditationRow).findOneOrFail({ where: { id }, lock: { mode: 'pessimistic_write' } });
}
