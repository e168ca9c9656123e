import { Injectable } from '@nestjs/common';
import { isRefusal, refuse, type Result } from '#libs/refusal';
import { Database, type Transaction } from '../../platform/database/database.js';
import { Frameworks } from '../../qualification/index.js';
import { clockOf } from '../clock.js';
import { letters, writeToParticipant } from '../letters.js';
import { lockEnrolment, moveEnrolment, resetClock } from '../move-enrolment.js';
import { effectOf, placesAfterCorrection, type ClockEffect } from './clock-effect.js';
import { gatherClock, type ClockFacts } from './gather-clock.js';

export type ExtendCode =
  | 'extension-not-days'
  | 'extension-too-long'
  | 'extensions-used-up'
  | 'extension-ends-in-the-past'
  | 'reason-missing'
  | 'effect-has-changed'
  | 'enrolment-not-in-state';

export interface ExtensionWish {
  readonly enrolmentId: string;
  /** Whole days, as a form sends them. */
  readonly days: string;
}

interface ExtensionCommand extends ExtensionWish {
  readonly signInId: string;
  readonly reason: string;
  readonly seenPresentBy: string;
}

/** A lead adds days to a clock, within the framework's limits; a lapsed enrolment comes back to life by it. */
@Injectable()
export class ExtendClock {
  constructor(
    private readonly database: Database,
    private readonly frameworks: Frameworks,
  ) {}

  /** What it would do; nothing is changed. */
  async preview(
    wish: ExtensionWish,
    on: Pick<Transaction, 'query'> = this.database,
  ): Promise<Result<ClockEffect, ExtendCode>> {
    return decide(await gatherClock(on, this.frameworks, wish.enrolmentId), wish);
  }

  async run(command: ExtensionCommand & { readonly actor: string }): Promise<Result<ClockEffect, ExtendCode>> {
    return this.database.transact(command.actor, (tx) => this.within(tx, command));
  }

  /** The same in the caller's transaction. */
  async within(tx: Transaction, command: ExtensionCommand): Promise<Result<ClockEffect, ExtendCode>> {
    const { enrolmentId } = command;
    const reason = command.reason.trim();
    if (reason === '') return refuse('reason-missing', {}, 'reason');
    const row = await lockEnrolment(tx, enrolmentId);
    const facts = await gatherClock(tx, this.frameworks, enrolmentId);
    const effect = decide(facts, command);
    if (isRefusal(effect)) return effect;
    if (effect.presentBy !== command.seenPresentBy)
      return refuse('effect-has-changed', { presentBy: effect.presentBy }, 'days');
    const [extension] = await tx.query<{ id: string }>(
      `insert into extension (enrolment_id, days, reason, decided_by, decided_at)
       values ($1, $2, $3, $4, app_now()) returning id`,
      [enrolmentId, Number(command.days), reason, command.signInId],
    );
    await resetClock(tx, row, facts.framework);
    const { presentBy, presentByBefore } = effect;
    const journalled = { days: Number(command.days), presentByBefore, presentBy };
    await tx.journal({
      aggregate: 'enrolment',
      id: enrolmentId,
      act: 'extension.granted',
      why: reason,
      facts: journalled,
    });
    if (row.state === 'lapsed') await moveEnrolment(tx, row, 'reinstate', { act: 'enrolment.reinstated', why: reason });
    const words = letters.extended(presentBy, effect.why);
    await writeToParticipant(tx, enrolmentId, `extension-granted:${extension?.id}`, words);
    return effect;
  }
}

function decide(facts: ClockFacts, wish: ExtensionWish): Result<ClockEffect, ExtendCode> {
  const rule = facts.framework.clock;
  if (!['active', 'lapsed'].includes(facts.state))
    return refuse('enrolment-not-in-state', { state: facts.state, event: 'extend' });
  if (!/^[1-9]\d{0,3}$/.test(wish.days.trim())) return refuse('extension-not-days', { given: wish.days }, 'days');
  const days = Number(wish.days);
  if (facts.extensions >= rule.maxExtensions) return refuse('extensions-used-up', { most: rule.maxExtensions });
  if (days > rule.maxExtensionDays) return refuse('extension-too-long', { most: rule.maxExtensionDays }, 'days');
  const extendedDays = facts.history.extendedDays + days;
  const clock = clockOf(rule, facts.startDate, { ...facts.history, extendedDays });
  const effect = effectOf(facts.presentBy, clock, facts.today, placesAfterCorrection(facts.places, clock.date));
  return effect.isOver ? refuse('extension-ends-in-the-past', { presentBy: effect.presentBy }, 'days') : effect;
}
