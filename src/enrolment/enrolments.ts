import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import { isRefusal, type Result } from '#libs/refusal';
import type { Transaction } from '../platform/database/database.js';
import { Frameworks } from '../qualification/index.js';
import { BookingRow } from './bookings/booking.entity.js';
import { missBookings } from './bookings/miss-bookings.js';
import { cancelLive, lockBooking, moveBooking } from './bookings/move-booking.js';
import { addCharge, liftCharges } from './charges.js';
import type { EnrolmentRow } from './enrolment.entity.js';
import { lockEnrolment, moveEnrolment } from './move-enrolment.js';
import { feeAfter, nextAttempt, type Resubmission } from './next-attempt.js';
import { returnIfOver } from './return-from-deferral.js';
import { settleReleased, type ReleasedResult, type SettledAs } from './settle-released.js';

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
    const { resubmission } = await this.frameworks.framework(row.frameworkVersion, tx);
    const { afterAttempt, releasedOn } = opening;
    if (row.attemptNo > afterAttempt && row.resubmitBy !== null) {
      const feePence = feeAfter(resubmission, afterAttempt);
      return { attemptNo: row.attemptNo, resubmitBy: row.resubmitBy, feePence };
    }
    const opened = nextAttempt(resubmission, { afterAttempt, releasedOn, longStop: row.longStop });
    if (isRefusal(opened)) return opened;
    const { attemptNo, resubmitBy, feePence } = opened;
    Object.assign(row, { attemptNo, resubmitBy });
    const facts = { attemptNo, resubmitBy, feePence };
    const moved = await moveEnrolment(tx, row, 'resubmit', { act: 'resubmission.opened', facts });
    if (isRefusal(moved)) return moved;
    await addCharge(tx, { enrolmentId, bookingId: null, kind: 'resubmission', pence: feePence });
    return facts;
  }

  /**
   * A final outcome was released, or an upheld appeal put another in its place. A resubmission that was open and is not
   * needed any more ends: its booking is cancelled without charge, and a fee that nobody has paid is lifted.
   */
  async settleOutcome(
    tx: Transaction,
    enrolmentId: string,
    outcome: 'passed' | 'failed',
  ): Promise<Result<EnrolmentRow, NotInState>> {
    const row = await lockEnrolment(tx, enrolmentId);
    if (row.state === outcome) return row;
    const event = outcome === 'passed' ? 'pass' : 'fail';
    const moved = await moveEnrolment(tx, row, event, { act: `enrolment.${outcome}` });
    if (isRefusal(moved)) return moved;
    const why = 'The outcome was settled before this attempt was submitted';
    for (const booking of await openBookings(tx, enrolmentId))
      await cancelLive(tx, booking, { act: 'booking.cancelled', why });
    await liftCharges(tx, enrolmentId, 'resubmission', why);
    return moved;
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
