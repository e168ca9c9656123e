import { Injectable } from '@nestjs/common';
import { addWorkingDays, londonDate } from '#libs/calendar';
import { refuse, type Result } from '#libs/refusal';
import { Database } from '../platform/database/database.js';
import { bankHolidays, Frameworks } from '../qualification/index.js';
import { appealDetail } from './appeals.queries.js';
import { letters, tellAppellant } from './letters.js';
import { lockAppeal, moveAppeal } from './move-appeal.js';

export type AcknowledgeCode = 'appeal-not-new' | 'late-not-allowed';

/** A lead takes an appeal up; one that came late only with the reason why it is heard all the same (edge case 36). */
@Injectable()
export class AcknowledgeAppeal {
  constructor(
    private readonly database: Database,
    private readonly frameworks: Frameworks,
  ) {}

  async run(command: {
    readonly actor: string;
    readonly signInId: string;
    readonly appealId: string;
    readonly lateAllowed: string;
  }): Promise<Result<{ decideBy: string }, AcknowledgeCode>> {
    return this.database.transact(command.actor, async (tx) => {
      const appeal = await lockAppeal(tx, command.appealId);
      const about = await appealDetail(tx, command.appealId);
      if (appeal?.state !== 'lodged' || !about) return refuse('appeal-not-new');
      const allowed = command.lateAllowed.trim();
      if (about.isLate && allowed === '') return refuse('late-not-allowed', {}, 'lateAllowed');
      const { appeal: rule } = await this.frameworks.framework(about.frameworkVersion, tx);
      const now = await tx.now();
      const decideBy = addWorkingDays(londonDate(now), rule.stageOneDays, await bankHolidays(tx)).date.toString();
      const facts = {
        acknowledgedBy: command.signInId,
        acknowledgedAt: new Date(now.epochMilliseconds),
        decideBy,
        lateAllowed: about.isLate ? allowed : null,
      };
      const why = about.isLate ? allowed : null;
      await moveAppeal(tx, appeal, 'acknowledge', facts, { why, facts: { decideBy } });
      await tellAppellant(tx, about.enrolmentId, `appeal-acknowledged:${appeal.id}`, letters.acknowledged(decideBy));
      return { decideBy };
    });
  }
}
