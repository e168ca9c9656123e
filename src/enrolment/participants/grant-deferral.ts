import { Injectable } from '@nestjs/common';
import { checkDeferral, deferralTotal, type Deferral } from '#libs/calendar';
import { isRefusal, refuse, type Result } from '#libs/refusal';
import { Database, type Transaction } from '../../platform/database/database.js';
import { Frameworks } from '../../qualification/index.js';
import { clockOf } from '../clock.js';
import type { EnrolmentRow } from '../enrolment.entity.js';
import { deferralReasons } from '../labels.js';
import { letters, writeToParticipant } from '../letters.js';
import { lockEnrolment, moveEnrolment, resetClock } from '../move-enrolment.js';
import { readDate } from '../read-date.js';
import { cancelPlaces, saidOf } from './apply-effect.js';
import { effectOf, placesAfterDeferral, type ClockEffect } from './clock-effect.js';
import { gatherClock, type ClockFacts } from './gather-clock.js';

export type DeferCode =
  | 'deferral-reason-unknown'
  | 'deferral-date-unreadable'
  | 'deferral-not-in-order'
  | 'deferral-before-the-start'
  | 'deferral-after-present-by'
  | 'deferrals-used-up'
  | 'deferral-too-long'
  | 'already-submitted'
  | 'effect-has-changed'
  | 'enrolment-not-in-state';

export interface DeferralWish {
  readonly enrolmentId: string;
  readonly reason: string;
  /** First day off, and the day of return, as a form sends them. */
  readonly from: string;
  readonly until: string;
  /**
   * The day in London on which the participant asked for it. Who asked by presentBy and lapsed before it was decided is
   * reinstated by it. Not said: nobody asked, a lead grants it of their own.
   */
  readonly askedOn?: string;
}

interface DeferralCommand extends DeferralWish {
  readonly signInId: string;
  readonly note: string;
  readonly seenPresentBy: string;
}

/**
 * A lead grants a deferral: for exceptional reasons, within the framework's limits, from before presentBy. The clock
 * shifts by its civil days; places in windows that are open meanwhile are cancelled without charge.
 */
@Injectable()
export class GrantDeferral {
  constructor(
    private readonly database: Database,
    private readonly frameworks: Frameworks,
  ) {}

  /** What it would do; nothing is changed. */
  async preview(
    wish: DeferralWish,
    on: Pick<Transaction, 'query'> = this.database,
  ): Promise<Result<ClockEffect, DeferCode>> {
    return decide(await gatherClock(on, this.frameworks, wish.enrolmentId), wish);
  }

  /** Two leads who decide at once: the enrolment's lock lets the second see what the first decided. */
  async run(command: DeferralCommand & { readonly actor: string }): Promise<Result<ClockEffect, DeferCode>> {
    return this.database.transact(command.actor, (tx) => this.within(tx, command));
  }

  /** The same in the caller's transaction. */
  async within(tx: Transaction, command: DeferralCommand): Promise<Result<ClockEffect, DeferCode>> {
    const row = await lockEnrolment(tx, command.enrolmentId);
    const facts = await gatherClock(tx, this.frameworks, command.enrolmentId);
    const effect = decide(facts, command);
    if (isRefusal(effect)) return effect;
    if (effect.presentBy !== command.seenPresentBy)
      return refuse('effect-has-changed', { presentBy: effect.presentBy }, 'until');
    const deferral = datesOf(command);
    if (isRefusal(deferral)) return deferral;
    await this.write(tx, command, deferral, effect);
    await resetClock(tx, row, facts.framework);
    await cancelPlaces(tx, effect, 'Deferred');
    if (facts.state === 'lapsed')
      await moveEnrolment(tx, row, 'reinstate', { act: 'enrolment.reinstated', why: 'Asked for before it lapsed' });
    await beginIfDue(tx, row, deferral, facts.today);
    return effect;
  }

  private async write(
    tx: Transaction,
    command: DeferralWish & { readonly signInId: string; readonly note: string },
    deferral: Deferral,
    effect: ClockEffect,
  ): Promise<void> {
    const { enrolmentId, reason } = command;
    const [from, until] = [deferral.from.toString(), deferral.until.toString()];
    const [row] = await tx.query<{ id: string }>(
      `insert into deferral (enrolment_id, reason, from_date, to_date, note, decided_by, decided_at)
       values ($1, $2, $3, $4, nullif($5, ''), $6, app_now()) returning id`,
      [enrolmentId, reason, from, until, command.note.trim(), command.signInId],
    );
    const facts = { from, until, presentByBefore: effect.presentByBefore, presentBy: effect.presentBy };
    await tx.journal({ aggregate: 'enrolment', id: enrolmentId, act: 'deferral.granted', why: reason, facts });
    const words = letters.deferred(from, until, effect.presentBy, effect.why, saidOf(effect));
    await writeToParticipant(tx, enrolmentId, `deferral-granted:${row?.id}`, words);
  }
}

/** A deferral that has begun and not ended makes the enrolment deferred now; others wait for their day, or are over. */
async function beginIfDue(
  tx: Transaction,
  row: EnrolmentRow,
  deferral: Deferral,
  today: Temporal.PlainDate,
): Promise<void> {
  const hasBegun = Temporal.PlainDate.compare(deferral.from, today) <= 0;
  const isOver = Temporal.PlainDate.compare(deferral.until, today) <= 0;
  if (hasBegun && !isOver) await moveEnrolment(tx, row, 'defer', { act: 'deferral.begun' });
}

function datesOf(wish: DeferralWish): Result<Deferral, DeferCode> {
  const from = readDate(wish.from);
  if (from === null) return refuse('deferral-date-unreadable', { given: wish.from }, 'from');
  const until = readDate(wish.until);
  if (until === null) return refuse('deferral-date-unreadable', { given: wish.until }, 'until');
  return { from, until };
}

function decide(facts: ClockFacts, wish: DeferralWish): Result<ClockEffect, DeferCode> {
  const rule = facts.framework.clock;
  if (!Object.hasOwn(deferralReasons, wish.reason) || !rule.deferralReasons.includes(wish.reason))
    return refuse('deferral-reason-unknown', { given: wish.reason }, 'reason');
  const lapsedMeanwhile = facts.state === 'lapsed' && wish.askedOn !== undefined && wish.askedOn <= facts.presentBy;
  if (facts.state !== 'active' && !lapsedMeanwhile)
    return refuse('enrolment-not-in-state', { state: facts.state, event: 'defer' });
  if (facts.hasSubmitted) return refuse('already-submitted');
  const deferral = datesOf(wish);
  if (isRefusal(deferral)) return deferral;
  const disordered = checkDeferral(deferral);
  if (disordered) return disordered;
  if (Temporal.PlainDate.compare(deferral.from, facts.startDate) < 0)
    return refuse('deferral-before-the-start', { startDate: facts.startDate.toString() }, 'from');
  if (Temporal.PlainDate.compare(deferral.from, Temporal.PlainDate.from(facts.presentBy)) > 0)
    return refuse('deferral-after-present-by', { presentBy: facts.presentBy }, 'from');
  const all = [...facts.history.deferrals, deferral];
  if (all.length > rule.maxDeferrals) return refuse('deferrals-used-up', { most: rule.maxDeferrals });
  const total = deferralTotal(all, rule.maxDeferralMonths);
  if (!total.isWithinLimit) return refuse('deferral-too-long', { why: total.why }, 'until');
  const clock = clockOf(rule, facts.startDate, { ...facts.history, deferrals: all });
  return effectOf(facts.presentBy, clock, facts.today, placesAfterDeferral(facts.places, deferral));
}
