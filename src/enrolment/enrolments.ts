import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import { isRefusal, refuse, type Result } from '#libs/refusal';
import type { Transaction } from '../platform/database/database.js';
import { Frameworks } from '../qualification/index.js';
import { BookingRow } from './bookings/booking.entity.js';
import { extendClosings, lockWindowAndItsEnrolments, type ClosingExtension } from './bookings/extend-closings.js';
import { missBookings } from './bookings/miss-bookings.js';
import { lockBooking, moveBooking } from './bookings/move-booking.js';
import { reinstateBookings } from './bookings/reinstate-bookings.js';
import { endWaiting } from './bookings/waiting-list.js';
import { cancelResubmission, type CancelledResubmission } from './cancel-resubmission.js';
import { addCharge, type FeeGivenBack } from './charges.js';
import type { EnrolmentRow } from './enrolment.entity.js';
import { lockEnrolment, moveEnrolment } from './move-enrolment.js';
import { deferralsOf } from './deferrals.js';
import { feeAfter, nextAttempt, type Resubmission } from './next-attempt.js';
import { restoreAttempt } from './restore-attempt.js';
import { returnIfOver } from './return-from-deferral.js';
import { settleReleased, type ReleasedResult, type SettledAs } from './settle-released.js';
import { uncountedOf, voidAttempt, type VoidedAttempt } from './void-attempt.js';

/** One outcome in the place of another, as far as the enrolment goes. */
export interface ChangedOutcome {
  readonly attemptNo: number;
  readonly was: 'passed' | 'failed' | null;
  readonly now: 'passed' | 'failed' | null;
  readonly on: Temporal.PlainDate;
  readonly reason: string;
}

type NotInState = 'enrolment-not-in-state' | 'booking-not-in-state';

/**
 * What rooms to the right may do to an enrolment and its bookings. Every method works inside the caller's transaction,
 * locks what it moves (enrolment before booking), goes through the lifecycle, writes the journal, and may be called
 * twice: a second call that finds the thing done changes nothing.
 */
@Injectable()
export class Enrolments {
  constructor(private readonly frameworks: Frameworks) {}

  /** The enrolment's row, locked until the transaction ends. Lock it before its bookings. Throws where there is none. */
  async lockEnrolment(tx: Transaction, enrolmentId: string): Promise<EnrolmentRow> {
    return lockEnrolment(tx, enrolmentId);
  }

  /**
   * A first submission came in: the enrolment is `presented`, with the instant of the clock now; metric 4 counts it.
   * Call it when the submission is made, in its transaction. Presented, or resubmitting, already: nothing changes.
   */
  async markPresented(tx: Transaction, enrolmentId: string): Promise<Result<EnrolmentRow, NotInState>> {
    const row = await lockEnrolment(tx, enrolmentId);
    if (row.state === 'presented' || row.state === 'resubmitting') return row;
    await returnIfOver(tx, row);
    row.presentedAt = dateOf(await tx.now());
    return moveEnrolment(tx, row, 'present', { act: 'enrolment.presented' });
  }

  /** A submission was made under this booking: it is `used`. Call it when the submission is made. */
  async useBooking(tx: Transaction, bookingId: string): Promise<Result<BookingRow, NotInState>> {
    const booking = await this.lockWithEnrolment(tx, bookingId);
    return booking.state === 'used' ? booking : moveBooking(tx, booking, 'use', { act: 'booking.used' });
  }

  /**
   * Bookings closed without a submission: `no-show`, the framework's charge, a letter; the seats are given back. Only
   * those whose closing has passed when they are locked. Gives the ids of those that were missed now.
   */
  async missBookings(tx: Transaction, bookingIds: readonly string[]): Promise<string[]> {
    return missBookings(tx, (id) => this.frameworks.framework(id, tx), bookingIds);
  }

  /** Locks a window and every enrolment with a booking in it: for an act that is about all of them. */
  async lockWindowAndItsEnrolments(tx: Transaction, windowId: string): Promise<void> {
    await lockWindowAndItsEnrolments(tx, windowId);
  }

  /** Gives bookings later closings after a failure of ours, with a journal entry each. Letters are the caller's. */
  async extendClosings(
    tx: Transaction,
    extensions: readonly ClosingExtension[],
    note: { readonly why: string; readonly facts: Readonly<Record<string, unknown>> },
  ): Promise<void> {
    await extendClosings(tx, extensions, note);
  }

  /** Gives missed places of a window back after a failure of ours; see `reinstateBookings`. Extend their closings before. */
  async reinstateBookings(
    tx: Transaction,
    windowId: string,
    bookingIds: readonly string[],
    note: { readonly why: string; readonly facts: Readonly<Record<string, unknown>> },
  ): Promise<Map<string, FeeGivenBack>> {
    return reinstateBookings(tx, windowId, bookingIds, note);
  }

  /** Marks a window as closed and announces `window.closed`. False where it was closed already. */
  async closeWindow(tx: Transaction, windowId: string): Promise<boolean> {
    const [closed] = await tx.query(
      `update assessment_window set closed_at = app_now() where id = $1 and closed_at is null returning id`,
      [windowId],
    );
    if (!closed) return false;
    await tx.journal({ aggregate: 'window', id: windowId, act: 'window.closed' });
    await tx.announce('window.closed', { windowId });
    return true;
  }

  /**
   * Opens the attempt after `afterAttempt`, whose failed outcome was released on `releasedOn` (a date in London): to be
   * booked and submitted within the framework's months, held by the long stop and not by presentBy; a fee is written as
   * a charge. Refuses `attempts-used-up` and `resubmission-after-long-stop` (facts `{ longStop }`): settle the outcome
   * as `failed` then. Called again after it was opened it gives the same.
   */
  async openResubmission(
    tx: Transaction,
    enrolmentId: string,
    opening: { readonly afterAttempt: number; readonly releasedOn: Temporal.PlainDate },
  ): Promise<Result<Resubmission, NotInState | 'attempts-used-up' | 'resubmission-after-long-stop'>> {
    const row = await lockEnrolment(tx, enrolmentId);
    const { resubmission, clock } = await this.frameworks.framework(row.frameworkVersion, tx);
    const { afterAttempt, releasedOn } = opening;
    const uncounted = await uncountedOf(tx, enrolmentId, afterAttempt);
    if (row.attemptNo > afterAttempt && row.resubmitBy !== null && row.resubmitByWhy !== null) {
      const { attemptNo, resubmitBy, resubmitByWhy } = row;
      return { attemptNo, resubmitBy, resubmitByWhy, feePence: feeAfter(resubmission, { afterAttempt, uncounted }) };
    }
    const deferrals = await deferralsOf(tx, enrolmentId);
    const ended = { afterAttempt, uncounted, releasedOn, longStop: row.longStop, deferrals };
    const facts = nextAttempt({ resubmission, clock }, ended);
    if (isRefusal(facts)) return facts;
    const { attemptNo, resubmitBy, resubmitByWhy, feePence } = facts;
    Object.assign(row, { attemptNo, resubmitBy, resubmitByWhy });
    const moved = await moveEnrolment(tx, row, 'resubmit', { act: 'resubmission.opened', facts: { ...facts } });
    if (isRefusal(moved)) return moved;
    await addCharge(tx, { enrolmentId, bookingId: null, kind: 'resubmission', pence: feePence, attemptNo });
    return facts;
  }

  /**
   * Takes back the opening of an attempt with its places and its fee: see `cancelResubmission`. Null where it is not open.
   */
  async cancelResubmission(
    tx: Transaction,
    enrolmentId: string,
    cancelling: { readonly attemptNo: number; readonly reason: string },
  ): Promise<Result<CancelledResubmission | null, 'enrolment-not-in-state'>> {
    return cancelResubmission(tx, await lockEnrolment(tx, enrolmentId), cancelling);
  }

  /**
   * The outcome of attempt `attemptNo` has become another one: `was` and `now` are what it says, null where none stands.
   * What a fail had opened is cancelled; a pass settles the enrolment; a fail opens the attempt after, or is final; with
   * no outcome the attempt is over all the same (`voidAttempt`). `on` is the day in London. Where both say the same nothing
   * changes.
   */
  async settleAnew(
    tx: Transaction,
    enrolmentId: string,
    { attemptNo, was, now, on, reason }: ChangedOutcome,
  ): Promise<Result<CancelledResubmission | null, 'enrolment-not-in-state'>> {
    const row = await lockEnrolment(tx, enrolmentId);
    if (was === now) return null;
    const cancelled = was === 'failed' ? await cancelResubmission(tx, row, { attemptNo: attemptNo + 1, reason }) : null;
    if (isRefusal(cancelled)) return cancelled;
    if (row.attemptNo !== attemptNo) return refuse('enrolment-not-in-state', { state: row.state, event: 'unsettle' });
    const moved =
      now === null
        ? await this.voidAttempt(tx, enrolmentId, { attemptNo, because: 'taken-back', on, reason })
        : await this.follow(tx, row, now, { on, reason });
    return isRefusal(moved) ? moved : cancelled;
  }

  /** The attempt that the enrolment is at ends without an outcome: see `voidAttempt`. */
  async voidAttempt(
    tx: Transaction,
    enrolmentId: string,
    voided: VoidedAttempt,
  ): Promise<Result<Resubmission | null, 'enrolment-not-in-state'>> {
    const row = await lockEnrolment(tx, enrolmentId);
    if (row.attemptNo !== voided.attemptNo) return refuse('enrolment-not-in-state', { state: row.state });
    return voidAttempt(tx, await this.frameworks.framework(row.frameworkVersion, tx), row, voided);
  }

  /** Proven misconduct ends the enrolment for good; nobody waits for a place any more. Refuses where it is not at that attempt. */
  async disqualify(
    tx: Transaction,
    enrolmentId: string,
    { attemptNo, reason }: { readonly attemptNo: number; readonly reason: string },
  ): Promise<Result<EnrolmentRow, 'enrolment-not-in-state'>> {
    const row = await lockEnrolment(tx, enrolmentId);
    if (row.attemptNo !== attemptNo) return refuse('enrolment-not-in-state', { state: row.state });
    await endWaiting(tx, [enrolmentId], reason);
    return moveEnrolment(tx, row, 'disqualify', { act: 'enrolment.disqualified', why: reason });
  }

  /** An attempt that a sanction had ended waits for its outcome again: see `restoreAttempt`. */
  async restoreAttempt(
    tx: Transaction,
    enrolmentId: string,
    restored: { readonly attemptNo: number; readonly reason: string },
  ): Promise<Result<CancelledResubmission | null, 'enrolment-not-in-state'>> {
    return restoreAttempt(tx, await lockEnrolment(tx, enrolmentId), restored);
  }

  private async follow(
    tx: Transaction,
    row: EnrolmentRow,
    now: 'passed' | 'failed',
    { on, reason }: Pick<ChangedOutcome, 'on' | 'reason'>,
  ): Promise<Result<EnrolmentRow | Resubmission, 'enrolment-not-in-state'>> {
    if (now === 'passed') return moveEnrolment(tx, row, 'pass', { act: 'enrolment.passed', why: reason });
    const opened = await this.openResubmission(tx, row.id, { afterAttempt: row.attemptNo, releasedOn: on });
    if (!isRefusal(opened)) return opened;
    const isFinal = opened.code === 'attempts-used-up' || opened.code === 'resubmission-after-long-stop';
    if (isFinal) return moveEnrolment(tx, row, 'fail', { act: 'enrolment.failed', why: reason });
    return refuse('enrolment-not-in-state', opened.facts);
  }

  /**
   * Settles the enrolments of a whole release at once: each as `openResubmission` or `settleOutcome` would, in a handful
   * of statements. Gives what each became; `left` for one that takes no outcome any more, which changes nothing.
   */
  async settleReleased(
    tx: Transaction,
    released: { readonly on: Temporal.PlainDate; readonly results: readonly ReleasedResult[] },
  ): Promise<Map<string, SettledAs>> {
    return settleReleased(tx, (id) => this.frameworks.framework(id, tx), released);
  }

  private async lockWithEnrolment(tx: Transaction, bookingId: string): Promise<BookingRow> {
    const { enrolmentId } = await tx.repository(BookingRow).findOneByOrFail({ id: bookingId });
    await lockEnrolment(tx, enrolmentId);
    const booking = await lockBooking(tx, bookingId);
    if (!booking) throw new Error(`There is no booking ${bookingId}`);
    return booking;
  }
}

/** Bookings of an enrolment that hold a place and under which nothing was submitted, locked. */
export async function openBookings(tx: Transaction, enrolmentId: string): Promise<BookingRow[]> {
  return tx.repository(BookingRow).find({
    where: { enrolmentId, state: In(['booked', 'confirmed']) },
    order: { id: 'ASC' },
    lock: { mode: 'pessimistic_write' },
  });
}

/** A row keeps instants as the driver gives them. */
export function dateOf(instant: Temporal.Instant): Date {
  return new Date(instant.epochMilliseconds);
}
