import { Injectable } from '@nestjs/common';
import { isRefusal, refuse, type Result } from '#libs/refusal';
import { ProposeChange, type ChangeWish, type ProposeCode } from '../outcomes/index.js';
import { Database } from '../platform/database/database.js';
import { appealDetail, partsTaken } from './appeals.queries.js';
import { letters, tellAppellant } from './letters.js';
import { lockAppeal, moveAppeal } from './move-appeal.js';

export type DecideCode =
  'appeal-not-open' | 'appeal-not-acknowledged' | 'decider-took-part' | 'decision-reason-missing';

interface Decision {
  readonly actor: string;
  readonly signInId: string;
  readonly appealId: string;
  /** Read by the participant. */
  readonly reason: string;
}

/**
 * An appeal is decided by a lead who took no part in the outcome: nobody who marked, adjudicated, moderated, cleared,
 * planned or approved it; the database holds the same. To uphold it is to propose the outcome that takes the place of the
 * wrong one, in the same transaction; it is upheld when a second lead has confirmed that.
 */
@Injectable()
export class DecideAppeal {
  constructor(
    private readonly database: Database,
    private readonly proposeChange: ProposeChange,
  ) {}

  async reject(decision: Decision): Promise<Result<true, DecideCode>> {
    const reason = decision.reason.trim();
    return this.database.transact(decision.actor, async (tx) => {
      const appeal = await lockAppeal(tx, decision.appealId);
      const about = await appealDetail(tx, decision.appealId);
      if (!appeal || !about || (appeal.state !== 'lodged' && appeal.state !== 'acknowledged'))
        return refuse('appeal-not-open');
      // Before it is taken up only lateness is looked at, and nobody has judged anything.
      if (appeal.state === 'lodged' && !about.isLate) return refuse('appeal-not-acknowledged');
      const part = await partsTaken(tx, appeal.outcomeId, decision.signInId);
      if (part.length > 0) return refuse('decider-took-part', { part });
      if (reason === '') return refuse('decision-reason-missing', {}, 'reason');
      const decidedAt = new Date((await tx.now()).epochMilliseconds);
      const facts = { decidedBy: decision.signInId, decidedAt, decisionReason: reason };
      await moveAppeal(tx, appeal, 'reject', facts, { why: reason });
      await tellAppellant(tx, about.enrolmentId, `appeal-rejected:${appeal.id}`, letters.rejected(reason));
      return true;
    });
  }

  /** `seen`: of the effect that was shown. Gives the id of the change that a second lead confirms. */
  async uphold(
    decision: Decision & { readonly wish: ChangeWish; readonly seen: string },
  ): Promise<Result<string, DecideCode | ProposeCode>> {
    const { signInId, wish, seen } = decision;
    const reason = decision.reason.trim();
    return this.database.transact(decision.actor, async (tx) => {
      const appeal = await lockAppeal(tx, decision.appealId);
      if (!appeal) return refuse('appeal-not-open');
      if (appeal.state === 'lodged') return refuse('appeal-not-acknowledged');
      if (appeal.state !== 'acknowledged') return refuse('appeal-not-open');
      const { outcomeId } = appeal;
      const part = await partsTaken(tx, outcomeId, signInId);
      if (part.length > 0) return refuse('decider-took-part', { part });
      if (reason === '') return refuse('decision-reason-missing', {}, 'reason');
      const changeId = await this.proposeChange.within(tx, { signInId, outcomeId, wish, reason, seen });
      if (isRefusal(changeId)) return changeId;
      const decidedAt = new Date((await tx.now()).epochMilliseconds);
      const facts = { decidedBy: signInId, decidedAt, decisionReason: reason, changeId };
      await moveAppeal(tx, appeal, 'propose', facts, { why: reason, facts: { changeId } });
      return changeId;
    });
  }
}
