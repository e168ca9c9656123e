import { Injectable } from '@nestjs/common';
import { refuse, type Result } from '#libs/refusal';
import { Database } from '../../platform/database/database.js';
import { lockSanction, moveSanction } from './move-sanction.js';

export type CancelSanctionCode = 'sanction-not-open' | 'reason-missing';

/** Takes a proposal back, by whoever made it or by the lead who does not confirm it. The hold stays as it is. */
@Injectable()
export class CancelSanction {
  constructor(private readonly database: Database) {}

  async run(command: {
    readonly actor: string;
    readonly signInId: string;
    readonly sanctionId: string;
    readonly reason: string;
  }): Promise<Result<true, CancelSanctionCode>> {
    const reason = command.reason.trim();
    if (reason === '') return refuse('reason-missing', {}, 'reason');
    return this.database.transact(command.actor, async (tx) => {
      const sanction = await lockSanction(tx, command.sanctionId);
      if (sanction?.state !== 'proposed') return refuse('sanction-not-open');
      const cancelledAt = new Date((await tx.now()).epochMilliseconds);
      const facts = { cancelledBy: command.signInId, cancelledAt, cancelReason: reason };
      await moveSanction(tx, sanction, 'cancel', facts, reason);
      return true;
    });
  }
}
