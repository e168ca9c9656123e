import { Injectable } from '@nestjs/common';
import { refuse, type Result } from '#libs/refusal';
import { Database } from '../../platform/database/database.js';

export type ChargeCode = 'charge-is-closed' | 'reason-missing';

/** A lead waives a charge with a reason; an administrator notes that it was paid. Either closes it, once. */
@Injectable()
export class CloseCharge {
  constructor(private readonly database: Database) {}

  async waive(command: {
    readonly actor: string;
    readonly signInId: string;
    readonly chargeId: string;
    readonly reason: string;
  }): Promise<Result<{ chargeId: string }, ChargeCode>> {
    const { chargeId } = command;
    const reason = command.reason.trim();
    if (reason === '') return refuse('reason-missing', {}, 'reason');
    return this.database.transact(command.actor, async (tx) => {
      const [waived] = await tx.query(
        `update charge set waived_at = app_now(), waived_by = $2, waive_reason = $3
         where id = $1 and settled_at is null and waived_at is null returning id`,
        [chargeId, command.signInId, reason],
      );
      if (!waived) return refuse('charge-is-closed');
      await tx.journal({ aggregate: 'charge', id: chargeId, act: 'charge.waived', why: reason });
      return { chargeId };
    });
  }

  async settle(command: {
    readonly actor: string;
    readonly chargeId: string;
  }): Promise<Result<{ chargeId: string }, ChargeCode>> {
    const { chargeId } = command;
    return this.database.transact(command.actor, async (tx) => {
      const [settled] = await tx.query(
        `update charge set settled_at = app_now() where id = $1 and settled_at is null and waived_at is null returning id`,
        [chargeId],
      );
      if (!settled) return refuse('charge-is-closed');
      await tx.journal({ aggregate: 'charge', id: chargeId, act: 'charge.settled' });
      return { chargeId };
    });
  }
}
