import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { isRefusal, refuse, type Result } from '#libs/refusal';
import { Database, type Transaction } from '../../platform/database/database.js';
import { Frameworks } from '../../qualification/index.js';
import { changeLifecycle } from './change.lifecycle.js';
import { effectOf, type ChangeEffect, type ChangeWish, type EffectCode } from './effect.js';
import { gatherChange } from './gather-change.js';

export type ProposeCode = EffectCode | 'change-reason-missing' | 'change-open' | 'effect-has-changed';

export interface ChangeProposal {
  readonly signInId: string;
  readonly outcomeId: string;
  readonly wish: ChangeWish;
  /** What the participant is told and the Department is returned. */
  readonly reason: string;
  /** `seen` of the effect that was shown. */
  readonly seen: string;
}

/** One lead proposes what is to become of a released outcome. Nothing has changed until another lead confirms it. */
@Injectable()
export class ProposeChange {
  constructor(
    private readonly database: Database,
    private readonly frameworks: Frameworks,
  ) {}

  /** What it would do; writes nothing. */
  async preview(outcomeId: string, wish: ChangeWish): Promise<Result<ChangeEffect, EffectCode>> {
    const facts = await gatherChange(this.database, outcomeId);
    if (!facts) return refuse('outcome-not-standing');
    return effectOf(await this.frameworks.framework(facts.frameworkVersion), facts, wish);
  }

  /** Gives the change's id. */
  async run(command: ChangeProposal & { readonly actor: string }): Promise<Result<string, ProposeCode>> {
    return this.database.transact(command.actor, (tx) => this.within(tx, command));
  }

  /** The same inside the caller's transaction: an appeal that is upheld proposes in its own. */
  async within(
    tx: Transaction,
    { signInId, outcomeId, wish, reason, seen }: ChangeProposal,
  ): Promise<Result<string, ProposeCode>> {
    const said = reason.trim();
    if (said === '') return refuse('change-reason-missing', {}, 'reason');
    await tx.query(`select from outcome where id = $1 for update`, [outcomeId]);
    const facts = await gatherChange(tx, outcomeId);
    if (!facts) return refuse('outcome-not-standing');
    const effect = effectOf(await this.frameworks.framework(facts.frameworkVersion, tx), facts, wish);
    if (isRefusal(effect)) return effect;
    const [open] = await tx.query(`select from outcome_change where outcome_id = $1 and state in ('proposed')`, [
      outcomeId,
    ]);
    if (open) return refuse('change-open');
    if (effect.seen !== seen) return refuse('effect-has-changed');
    const id = randomUUID();
    await tx.query(
      `insert into outcome_change (id, outcome_id, kind, state, reason, error, marks, result, proposed_by, proposed_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, app_now())`,
      [
        id,
        outcomeId,
        wish.kind,
        changeLifecycle.initial,
        said,
        wish.kind === 'supersede' ? wish.error : null,
        effect.marks && JSON.stringify(effect.marks),
        effect.to,
        signInId,
      ],
    );
    await tx.journal({
      aggregate: 'outcome-change',
      id,
      act: 'outcome-change.proposed',
      to: changeLifecycle.initial,
      why: said,
      facts: { outcomeId, kind: wish.kind, changed: effect.changed },
    });
    return id;
  }
}
