import { Injectable } from '@nestjs/common';
import { Database, type Transaction } from '../platform/database/database.js';
import type { Work } from '../platform/jobs/job.js';
import type { AppealRow } from './appeal.entity.js';
import { appealDetail } from './appeals.queries.js';
import { letters, tellAppellant } from './letters.js';
import { lockAppeal, moveAppeal } from './move-appeal.js';

/** What became of the change that an appeal asked for: confirmed it is upheld, taken back it returns. Twice is once. */
@Injectable()
export class FollowChange {
  constructor(private readonly database: Database) {}

  async confirmed(work: Work): Promise<void> {
    await this.follow(work, async (tx, appeal) => {
      if (!(await moveAppeal(tx, appeal, 'uphold', {}, { facts: { changeId: appeal.changeId } }))) return;
      const about = await appealDetail(tx, appeal.id);
      if (about) await tellAppellant(tx, about.enrolmentId, `appeal-upheld:${appeal.id}`, letters.upheld());
    });
  }

  async cancelled(work: Work): Promise<void> {
    await this.follow(work, async (tx, appeal) => {
      const facts = { decidedBy: null, decidedAt: null, decisionReason: null, changeId: null };
      await moveAppeal(tx, appeal, 'return', facts, { facts: { changeId: appeal.changeId } });
    });
  }

  private async follow(work: Work, then: (tx: Transaction, appeal: AppealRow) => Promise<void>): Promise<void> {
    await this.database.transact(work.actor, async (tx) => {
      const [about] = await tx.query<{ id: string }>(`select id from appeal where change_id::text = $1`, [
        work.subject['changeId'],
      ]);
      const appeal = about && (await lockAppeal(tx, about.id));
      if (appeal?.state === 'proposed' && appeal.changeId === work.subject['changeId']) await then(tx, appeal);
    });
  }
}
