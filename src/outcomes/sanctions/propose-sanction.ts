import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { isRefusal, refuse, type Result } from '#libs/refusal';
import { Database } from '../../platform/database/database.js';
import { Frameworks } from '../../qualification/index.js';
import { sanctionEffectOf, type SanctionEffectCode, type SanctionWish } from './effect.js';
import { gatherSanction } from './gather-sanction.js';
import { sanctionLifecycle } from './sanction.lifecycle.js';

export type ProposeSanctionCode =
  SanctionEffectCode | 'sanction-reason-missing' | 'sanction-told-missing' | 'sanction-there' | 'effect-has-changed';

/** One lead proposes what follows from a proven case. Nothing has happened until another lead confirms it. */
@Injectable()
export class ProposeSanction {
  constructor(
    private readonly database: Database,
    private readonly frameworks: Frameworks,
  ) {}

  /**
   * `seen`: of the effect that was shown. Gives the sanction's id. Refuses where nothing is proven, or a sanction of this hold
   * is proposed or confirmed already.
   */
  async run(command: {
    readonly actor: string;
    readonly signInId: string;
    readonly holdId: string;
    readonly wish: SanctionWish;
    readonly reason: string;
    readonly told: string;
    readonly seen: string;
  }): Promise<Result<string, ProposeSanctionCode>> {
    const { actor, signInId, holdId, wish, seen } = command;
    const [reason, told] = [command.reason.trim(), command.told.trim()];
    return this.database.transact(actor, async (tx) => {
      await tx.query(`select from outcome_hold where id = $1 for update`, [holdId]);
      const facts = await gatherSanction(tx, holdId);
      if (!facts) return refuse('sanction-not-proven');
      const effect = sanctionEffectOf(await this.frameworks.framework(facts.frameworkVersion, tx), facts, wish);
      if (isRefusal(effect)) return effect;
      if (reason === '') return refuse('sanction-reason-missing', {}, 'reason');
      if (told === '') return refuse('sanction-told-missing', {}, 'told');
      if (effect.seen !== seen) return refuse('effect-has-changed');
      const id = randomUUID();
      const [written] = await tx.query(
        `insert into sanction (id, hold_id, hold_placed_by, kind, criteria, state, reason, told, proposed_by, proposed_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, app_now()) on conflict (hold_id) where state <> 'cancelled' do nothing returning id`,
        [
          id,
          holdId,
          facts.placedBy,
          effect.kind,
          effect.criteria.length > 0 ? JSON.stringify(effect.criteria) : null,
          sanctionLifecycle.initial,
          reason,
          told,
          signInId,
        ],
      );
      if (!written) return refuse('sanction-there');
      await tx.journal({
        aggregate: 'sanction',
        id,
        act: 'sanction.proposed',
        to: sanctionLifecycle.initial,
        why: reason,
        facts: { holdId, kind: effect.kind, criteria: effect.criteria, told },
      });
      return id;
    });
  }
}
