import { Injectable } from '@nestjs/common';
import { isRefusal, refuse, type Result } from '#libs/refusal';
import { Enrolments } from '../../enrolment/index.js';
import { Database, type Transaction } from '../../platform/database/database.js';
import { Frameworks } from '../../qualification/index.js';
import { liftHold } from '../holds/lift-hold.js';
import { sanctionEffectOf, type SanctionEffect, type SanctionEffectCode, type SanctionWish } from './effect.js';
import { gatherSanction, type GatheredSanction } from './gather-sanction.js';
import { lockSanction, moveSanction } from './move-sanction.js';
import { tellOfSanction } from './sanction-letters.js';
import type { SanctionRow } from './sanction.entity.js';

/** What was asked for, from its row. */
export function wishOf({ kind, criteria }: Pick<SanctionRow, 'kind' | 'criteria'>): SanctionWish {
  return { kind, criteria: criteria ?? [] };
}

export type ConfirmSanctionCode =
  | SanctionEffectCode
  | 'sanction-not-open'
  | 'sanction-confirmed-by-proposer'
  | 'disqualified-by-placer'
  | 'effect-has-changed';

/**
 * The second lead's confirmation, and with it all that follows, in one transaction: the hold is lifted and the outcome goes
 * out with its batch, as it was drawn or with criteria at 0; or the attempt ends without one and the next opens; or the
 * enrolment ends. The participant is told once, without marks. Those who judge are told nothing.
 */
@Injectable()
export class ConfirmSanction {
  constructor(
    private readonly database: Database,
    private readonly frameworks: Frameworks,
    private readonly enrolments: Enrolments,
  ) {}

  /** `seen`: of the effect that the page showed. Refuses the proposer, and for a disqualification whoever placed the hold. */
  async run(command: {
    readonly actor: string;
    readonly signInId: string;
    readonly sanctionId: string;
    readonly seen: string;
  }): Promise<Result<true, ConfirmSanctionCode>> {
    const { signInId, sanctionId, seen } = command;
    return this.database.transact(command.actor, async (tx) => {
      const sanction = await lockSanction(tx, sanctionId);
      if (sanction?.state !== 'proposed') return refuse('sanction-not-open');
      if (sanction.proposedBy === signInId) return refuse('sanction-confirmed-by-proposer');
      if (sanction.kind === 'disqualification' && sanction.holdPlacedBy === signInId)
        return refuse('disqualified-by-placer');
      const facts = await this.gatherLocked(tx, sanction.holdId);
      const framework = await this.frameworks.framework(facts.frameworkVersion, tx);
      const effect = sanctionEffectOf(framework, facts, wishOf(sanction));
      if (isRefusal(effect)) return effect;
      if (effect.seen !== seen) return refuse('effect-has-changed');
      const confirmedAt = new Date((await tx.now()).epochMilliseconds);
      await moveSanction(tx, sanction, 'confirm', { confirmedBy: signInId, confirmedAt }, sanction.reason);
      await this.follow(tx, sanction, facts);
      await tellOfSanction(tx, { sanction, facts, effect, appeal: framework.appeal });
      await tx.announce('sanction.confirmed', { sanctionId, enrolmentId: facts.enrolmentId });
      return true;
    });
  }

  /** The hold before its enrolment: nobody else takes both. */
  private async gatherLocked(tx: Transaction, holdId: string): Promise<GatheredSanction> {
    await tx.query(`select from outcome_hold where id = $1 for update`, [holdId]);
    const whose = await gatherSanction(tx, holdId);
    if (whose) await this.enrolments.lockEnrolment(tx, whose.enrolmentId);
    const facts = await gatherSanction(tx, holdId);
    if (!facts) throw new Error(`There is no hold ${holdId}`);
    return facts;
  }

  private async follow(tx: Transaction, sanction: SanctionRow, facts: GatheredSanction): Promise<void> {
    const { enrolmentId, attemptNo, today, holdId } = facts;
    const { told: reason } = sanction;
    const lift = (): Promise<void> =>
      liftHold(tx, { id: holdId, state: facts.holdState, why: sanction.reason, sanctionId: sanction.id });
    const steps: Readonly<Record<SanctionEffect['kind'], () => Promise<unknown>>> = {
      warning: lift,
      'criterion-zero': lift,
      'attempt-void': () =>
        this.enrolments.voidAttempt(tx, enrolmentId, {
          attemptNo,
          because: 'sanctioned',
          on: Temporal.PlainDate.from(today),
          reason,
        }),
      disqualification: () => this.enrolments.disqualify(tx, enrolmentId, { attemptNo, reason }),
    };
    const followed = await steps[sanction.kind]();
    if (isRefusal(followed)) throw new Error(`The enrolment could not follow: ${followed.code}`);
  }
}
