import { Injectable } from '@nestjs/common';
import { refuse, type Result } from '#libs/refusal';
import { Database, type Transaction } from '../platform/database/database.js';
import { lockMarking, moveMarking } from './move-marking.js';

export type AdjudicationRefusal = 'agreement-over' | 'reason-missing';

/** One of the two says that they cannot agree, or their time is over: a senior assessor who is neither decides. */
@Injectable()
export class AskAdjudication {
  constructor(private readonly database: Database) {}

  /** One of the assessors asks. */
  async run({
    actor,
    number,
    reason,
  }: {
    actor: string;
    number: string;
    reason: string;
  }): Promise<Result<{ number: string }, AdjudicationRefusal>> {
    if (reason.trim() === '') return refuse('reason-missing', {}, 'reason');
    return this.database.transact(actor, async (tx) => {
      const asked = await askAdjudicator(tx, number, reason.trim());
      return asked ? { number } : refuse('agreement-over', { number });
    });
  }

  /** The clock asks, for every script whose time to agree is over. Gives how many there were. */
  async runDue(actor: string): Promise<number> {
    const due = await this.database.query<{ number: string }>(
      `select script_number as number from marking where state = 'agreeing' and agree_by <= (select app_now()) order by agree_by`,
    );
    for (const { number } of due) {
      await this.database.transact(actor, async (tx) => {
        const { agreeBy } = await lockMarking(tx, number);
        if (agreeBy && Temporal.Instant.compare(agreeBy, await tx.now()) <= 0)
          await askAdjudicator(tx, number, 'time to agree is over');
      });
    }
    return due.length;
  }
}

async function askAdjudicator(tx: Transaction, number: string, why: string): Promise<boolean> {
  const moved = await moveMarking(tx, await lockMarking(tx, number), 'adjudicate', {}, why);
  if (moved) await tx.announce('adjudicator.wanted', { scriptNumber: number });
  return moved;
}
