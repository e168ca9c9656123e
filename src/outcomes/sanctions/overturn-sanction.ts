import { Injectable } from '@nestjs/common';
import { isRefusal, refuse, type Result } from '#libs/refusal';
import { Enrolments } from '../../enrolment/index.js';
import { Database } from '../../platform/database/database.js';
import { liftHold } from '../holds/lift-hold.js';
import { gatherOverturn } from './gather-overturn.js';
import { lockSanction, moveSanction } from './move-sanction.js';
import { overturnEffectOf, type OverturnEffectCode } from './overturn.js';
import { tellOfOverturn } from './sanction-letters.js';

export type OverturnCode =
  OverturnEffectCode | 'overturner-took-part' | 'overturn-reason-missing' | 'effect-has-changed';

/**
 * A lead who took no part in the case finds that a sanction without an outcome was wrong: the attempt waits for its outcome
 * again, whatever was opened in its place falls, and the hold is lifted, so that the outcome goes out with its batch.
 */
@Injectable()
export class OverturnSanction {
  constructor(
    private readonly database: Database,
    private readonly enrolments: Enrolments,
  ) {}

  /** `seen`: of the effect that the page showed. The participant reads the reason. */
  async run(command: {
    readonly actor: string;
    readonly signInId: string;
    readonly sanctionId: string;
    readonly reason: string;
    readonly seen: string;
  }): Promise<Result<true, OverturnCode>> {
    const { signInId, sanctionId, seen } = command;
    const reason = command.reason.trim();
    return this.database.transact(command.actor, async (tx) => {
      const sanction = await lockSanction(tx, sanctionId);
      const whose = sanction && (await gatherOverturn(tx, sanctionId));
      if (!whose) return refuse('sanction-not-standing');
      await tx.query(`select from outcome_hold where id = $1 for update`, [whose.holdId]);
      await this.enrolments.lockEnrolment(tx, whose.enrolmentId);
      const facts = (await gatherOverturn(tx, sanctionId)) ?? whose;
      const effect = overturnEffectOf(facts);
      if (isRefusal(effect)) return effect;
      if (facts.hands.includes(signInId)) return refuse('overturner-took-part');
      if (reason === '') return refuse('overturn-reason-missing', {}, 'reason');
      if (effect.seen !== seen) return refuse('effect-has-changed');
      const overturnedAt = new Date((await tx.now()).epochMilliseconds);
      const how = { overturnedBy: signInId, overturnedAt, overturnReason: reason };
      await moveSanction(tx, sanction, 'overturn', how, reason);
      const { attemptNo, enrolmentId } = facts;
      const restored = await this.enrolments.restoreAttempt(tx, enrolmentId, { attemptNo, reason });
      if (isRefusal(restored)) throw new Error(`The enrolment could not follow: ${restored.code}`);
      await liftHold(tx, { id: facts.holdId, state: facts.holdState, why: reason, sanctionId });
      await tellOfOverturn(tx, { sanctionId, enrolmentId, effect, reason });
      return true;
    });
  }
}
