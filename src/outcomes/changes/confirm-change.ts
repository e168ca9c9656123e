import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { isRefusal, refuse, type Result } from '#libs/refusal';
import type { Framework } from '#libs/rubric';
import { Enrolments } from '../../enrolment/index.js';
import { configToken } from '../../platform/config/config.token.js';
import type { Config } from '../../platform/config/config.js';
import { publicAddress } from '../../platform/config/public-address.js';
import { Database, type Transaction } from '../../platform/database/database.js';
import { Frameworks } from '../../qualification/index.js';
import { drawOne } from '../outcome/draw.js';
import { moveOutcomes } from '../outcome/move-outcomes.js';
import { outcomeLifecycle } from '../outcome/outcome.lifecycle.js';
import type { ChangeRow } from './change.entity.js';
import { tellOfChange } from './change-letters.js';
import { contentOf, effectOf, type ChangeEffect, type ChangeWish, type EffectCode } from './effect.js';
import { gatherChange, type GatheredChange } from './gather-change.js';
import { lockChange, moveChange } from './move-change.js';

export type ConfirmChangeCode = EffectCode | 'change-not-open' | 'confirmed-by-proposer' | 'effect-has-changed';

/** What was asked for, from its row. */
export function wishOf(change: Pick<ChangeRow, 'kind' | 'error' | 'marks'>): ChangeWish {
  return change.kind === 'void'
    ? { kind: 'void' }
    : { kind: 'supersede', error: change.error ?? '', marks: change.marks ?? {} };
}

/**
 * The second lead's confirmation, and with it all that follows, in one transaction: the outcome is void, or a new one that
 * two programs drew from the new marks stands in its place; the enrolment follows; an attempt that a fail had opened falls
 * with its fee; the participant is told; the next return has the correction. Both outcomes stay on the record.
 */
@Injectable()
export class ConfirmChange {
  constructor(
    private readonly database: Database,
    private readonly frameworks: Frameworks,
    private readonly enrolments: Enrolments,
    @Inject(configToken) private readonly config: Config,
  ) {}

  /** `seen`: of the effect that the page showed. Gives the id of the outcome that stands now, or null where none does. */
  async run(command: {
    readonly actor: string;
    readonly signInId: string;
    readonly changeId: string;
    readonly seen: string;
  }): Promise<Result<{ outcomeId: string | null }, ConfirmChangeCode>> {
    return this.database.transact(command.actor, async (tx) => {
      const change = await lockChange(tx, command.changeId);
      if (change?.state !== 'proposed') return refuse('change-not-open');
      if (change.proposedBy === command.signInId) return refuse('confirmed-by-proposer');
      const facts = await this.gatherLocked(tx, change.outcomeId);
      const framework = await this.frameworks.framework(facts.frameworkVersion, tx);
      const effect = effectOf(framework, facts, wishOf(change));
      if (isRefusal(effect)) return effect;
      if (effect.seen !== command.seen) return refuse('effect-has-changed');
      return { outcomeId: await this.change(tx, { change, facts, framework, effect, by: command.signInId }) };
    });
  }

  /** The enrolment before its outcome, as a release locks what it settles. */
  private async gatherLocked(tx: Transaction, outcomeId: string): Promise<GatheredChange> {
    const [whose] = await tx.query<{ id: string }>(
      `select a.enrolment_id as id from outcome o join attempt a on a.id = o.attempt_id where o.id = $1`,
      [outcomeId],
    );
    if (whose) await this.enrolments.lockEnrolment(tx, whose.id);
    await tx.query(`select from outcome where id = $1 for update`, [outcomeId]);
    const facts = await gatherChange(tx, outcomeId);
    if (!facts) throw new Error(`The outcome ${outcomeId} was never released`);
    return facts;
  }

  private async change(tx: Transaction, work: Change): Promise<string | null> {
    const { change, facts, effect, by } = work;
    const at = new Date((await tx.now()).epochMilliseconds);
    const on = Temporal.PlainDate.from(facts.today);
    const { enrolmentId, attemptNo, result } = facts;
    await moveChange(tx, change, 'confirm', { confirmedBy: by, confirmedAt: at }, { why: change.reason });
    const isVoid = effect.to === null;
    const old = [{ id: facts.outcomeId, from: facts.state }];
    await moveOutcomes(tx, isVoid ? 'void' : 'supersede', old, { reason: change.reason });
    const settled = await this.enrolments.settleAnew(tx, enrolmentId, {
      attemptNo,
      was: result,
      now: effect.to,
      on,
      reason: change.reason,
    });
    if (isRefusal(settled)) throw new Error(`The enrolment could not follow: ${settled.code}`);
    const successor = isVoid ? null : await this.release(tx, work, at);
    await tellOfChange(tx, { facts, effect, reason: change.reason, successor, address: this.address() });
    await tx.announce('outcome.changed', { changeId: change.id, outcomeId: facts.outcomeId });
    if (successor !== null) await tx.announce('outcome.released', { outcomeId: successor, attemptId: facts.attemptId });
    return successor;
  }

  /** The new outcome, drawn twice like any other; it is released the moment it is written. */
  private async release(tx: Transaction, { change, facts, framework, effect }: Change, at: Date): Promise<string> {
    const marks = effect.marks ?? {};
    const content = contentOf(framework, facts, { marks, changed: effect.changed }, change.reason);
    const [hashed] = await tx.query<{ hash: string }>(
      `select encode(sha256(convert_to($1::jsonb::text, 'UTF8')), 'hex') as hash`,
      [JSON.stringify(content.feedback)],
    );
    const { attemptId, scriptNumber, frameworkVersion, carriedForward } = facts;
    const inputs = { attemptId, scriptNumber, frameworkVersion, marks, carriedForward };
    const drawn = drawOne(framework, {
      ...inputs,
      feedbackHash: hashed?.hash ?? '',
      storedPassed: change.result === 'passed',
    });
    if (drawn.fault !== null) throw new Error(`The new outcome of ${scriptNumber} could not be drawn: ${drawn.fault}`);
    const id = randomUUID();
    await tx.query(
      `insert into outcome (id, attempt_id, script_number, release_id, state, result, marks, totals, feedback, framework_version,
         inputs_hash, supersedes)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
      [
        id,
        attemptId,
        scriptNumber,
        facts.releaseId,
        outcomeLifecycle.initial,
        drawn.result,
        JSON.stringify(marks),
        JSON.stringify(content.totals),
        JSON.stringify(content.feedback),
        frameworkVersion,
        drawn.inputsHash,
        facts.outcomeId,
      ],
    );
    const made = { releaseId: facts.releaseId, inputsHash: drawn.inputsHash, supersedes: facts.outcomeId };
    const to = outcomeLifecycle.initial;
    await tx.journal({ aggregate: 'outcome', id, act: 'outcome.scheduled', to, facts: made });
    await moveOutcomes(tx, 'release', [{ id, from: to }], {
      releasedAt: at,
      completionDate: effect.completionDate,
      reason: change.reason,
    });
    return id;
  }

  private address(): string {
    return `${publicAddress(this.config)}/outcome`;
  }
}

interface Change {
  readonly change: ChangeRow;
  readonly facts: GatheredChange;
  readonly framework: Framework;
  readonly effect: ChangeEffect;
  readonly by: string;
}
