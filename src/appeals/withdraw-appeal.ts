import { Injectable } from '@nestjs/common';
import { refuse, type Result } from '#libs/refusal';
import { Database } from '../platform/database/database.js';
import { appealDetail } from './appeals.queries.js';
import { letters, tellAppellant } from './letters.js';
import { lockAppeal, moveAppeal } from './move-appeal.js';

export type WithdrawAppealCode = 'appeal-not-open';

/** A participant takes their appeal back while nobody has decided it. They may lodge another in time. */
@Injectable()
export class WithdrawAppeal {
  constructor(private readonly database: Database) {}

  async run(command: { readonly actor: string; readonly appealId: string }): Promise<Result<true, WithdrawAppealCode>> {
    return this.database.transact(command.actor, async (tx) => {
      const appeal = await lockAppeal(tx, command.appealId);
      if (!appeal) return refuse('appeal-not-open');
      const withdrawnAt = new Date((await tx.now()).epochMilliseconds);
      if (!(await moveAppeal(tx, appeal, 'withdraw', { withdrawnAt }))) return refuse('appeal-not-open');
      const about = await appealDetail(tx, appeal.id);
      if (about) await tellAppellant(tx, about.enrolmentId, `appeal-withdrawn:${appeal.id}`, letters.withdrawn());
      return true;
    });
  }
}
