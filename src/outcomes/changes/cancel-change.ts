import { Injectable } from '@nestjs/common';
import { refuse, type Result } from '#libs/refusal';
import { Database } from '../../platform/database/database.js';
import { lockChange, moveChange } from './move-change.js';

export type CancelChangeCode = 'change-not-open' | 'reason-missing';

/** Takes a proposal back, by whoever made it or by the lead who does not confirm it. The outcome stays as it is. */
@Injectable()
export class CancelChange {
  constructor(private readonly database: Database) {}

  async run(command: {
    readonly actor: string;
    readonly signInId: string;
    readonly changeId: string;
    readonly reason: string;
  }): Promise<Result<true, CancelChangeCode>> {
    const reason = command.reason.trim();
    if (reason === '') return refuse('reason-missing', {}, 'reason');
    return this.database.transact(command.actor, async (tx) => {
      const change = await lockChange(tx, command.changeId);
      if (change?.state !== 'proposed') return refuse('change-not-open');
      const cancelledAt = new Date((await tx.now()).epochMilliseconds);
      const facts = { cancelledBy: command.signInId, cancelledAt, cancelReason: reason };
      await moveChange(tx, change, 'cancel', facts, { why: reason });
      await tx.announce('outcome-change.cancelled', { changeId: change.id, outcomeId: change.outcomeId });
      return true;
    });
  }
}
