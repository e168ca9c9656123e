/*
 * The door of the room: participants, their clocks, windows and bookings.
 *
 * Reading (each takes the database or a transaction, one statement):
 *   enrolmentOf(db, participantSignInId) · enrolmentById(db, enrolmentId)  → EnrolmentOf | null, with its live booking
 *   liveBooking(db, enrolmentId, attemptNo)                                → LiveBooking | null
 *   closesAtFor(db, bookingId)            → { closesAt, isPersonal }: the first instant that is too late
 *   overAtSql · heldByFailureSql          → as SQL on b, w and e: over for good; held back while a failure is looked at
 *   closesAtSql                           → the same as SQL on b, w and e, for sweeps over many bookings
 *   taskClosingsFor(db, enrolmentId, attemptNo) · taskClosesAtSql → up to when the account of a task is taken, where that is earlier
 *   waitingSql                            → how many wait for a place in window w and could take it, as SQL
 *   bookingsDueToClose(db)                → ids of bookings past their closing with nothing submitted: make no-shows of them
 *   windowsDueToClose(db)                 → windows over and not closed: Enrolments.closeWindow announces 'window.closed'
 *   whyNotExtended(db, wishes)            → why bookings of a window are not given later closings, by booking
 *   hangingOn(db, enrolmentId)            → what hangs on its attempt: places, waiting, fee
 *   participantForLetters(db, enrolmentId) · unpaidPence(db, enrolmentId)
 *
 * Doing (the injectable `Enrolments`, inside the caller's transaction, each through the lifecycle and safe to repeat):
 *   lockEnrolment(tx, id) · markPresented(tx, id) · useBooking(tx, bookingId)
 *   missBookings(tx, bookingIds): no-shows, any number in a handful of statements
 *   lockWindowAndItsEnrolments(tx, windowId) · extendClosings(tx, …): more time after a failure of ours
 *   reinstateBookings(tx, windowId, ids, note): places missed by a failure of ours, given back with their charge
 *   closeWindow(tx, windowId) · openResubmission(tx, id, { afterAttempt, releasedOn })
 *   cancelResubmission(tx, id, { attemptNo, reason }): the same taken back, its fee lifted or paid back
 *   settleAnew(tx, id, { attemptNo, was, now, on, reason }): one outcome in the place of another
 *   settleReleased(tx, { on, results }): a whole release in a handful of statements
 *   voidAttempt(tx, id, { attemptNo, because, on, reason }): an attempt that ends without an outcome → what opens, or null
 *   disqualify(tx, id, { attemptNo, reason }): the enrolment ends by a sanction
 *   restoreAttempt(tx, id, { attemptNo, reason }): the same, or a void attempt, taken back
 * Deciding about a clock (injectables; each shows first, and decides in the caller's transaction by `within`):
 *   GrantDeferral · ExtendClock → ClockEffect · SetClosingTime → the closing time of one's own
 *   clockLimits(db, frameworks, enrolmentId): what of deferrals and extensions is used up, in words
 *
 * News: 'booking.made' { bookingId }, 'booking.cancelled' { bookingId } (also for one that was moved), 'window.closed' { windowId },
 * 'resubmission.cancelled' { enrolmentId, attemptNo }, 'attempt.voided' { enrolmentId, attemptNo }, 'enrolment.transferred'
 * { enrolmentId }.
 */
export { BookWindow } from './bookings/book-window.js';
export { ConfirmBooking } from './bookings/confirm-booking.js';
export type { CancelledResubmission } from './cancel-resubmission.js';
export {
  closesAtFor,
  closesAtSql,
  heldByFailureSql,
  overAtSql,
  bookingsDueToClose,
  windowsDueToClose,
  type ClosesAt,
} from './bookings/closing.js';
export { waitingSql } from './bookings/waiting-list.js';
export { BookingRow } from './bookings/booking.entity.js';
export type { BookingState } from './bookings/booking.lifecycle.js';
export { whyNotExtended } from './bookings/why-not-extended.js';
export { lastDayOf, whyLastDay } from './clock.js';
export { SetClosingTime } from './bookings/set-closing-time.js';
export type { ClockEffect } from './participants/clock-effect.js';
export { coachesOf, recordsOf } from './participants/details.queries.js';
export { clockLimits, type ClockLimits } from './participants/clock-limits.js';
export { ExtendClock } from './participants/extend-clock.js';
export { GrantDeferral } from './participants/grant-deferral.js';
export { enrolmentMessages } from './enrolment.messages.js';
export { writeToParticipant } from './letters.js';
export { unpaidPence, type FeeGivenBack } from './charges.js';
export {
  enrolmentById,
  enrolmentOf,
  hangingOn,
  liveBooking,
  participantForLetters,
  type EnrolmentOf,
  type HangingOn,
  type LiveBooking,
} from './door.queries.js';
export { EnrolmentRow } from './enrolment.entity.js';
export { EnrolmentModule } from './enrolment.module.js';
export type { EnrolmentState } from './enrolment.lifecycle.js';
export { Enrolments } from './enrolments.js';
export { deferralsOf, deferralsSql, type DeferralDates } from './deferrals.js';
export { feeAfter, nextAttempt, whyNoneIsLeft, type Resubmission } from './next-attempt.js';
export { isUsedUp, uncountedSql, type VoidedBecause } from './void-attempt.js';
export type { ReleasedResult, SettledAs } from './settle-released.js';
export { bookingLabels, chargeKinds, deferralReasons, enrolmentLabels } from './labels.js';
export { readDate, readTime } from './read-date.js';
export {
  taskClosesAtSql,
  taskClosingsFor,
  taskClosingsSql,
  taskTitleSql,
  type TaskClosing,
} from './windows/task-closings.js';
export { WindowRow } from './windows/window.entity.js';
