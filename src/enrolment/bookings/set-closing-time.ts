import { Injectable } from '@nestjs/common';
import { isInChangeHour, londonInstant, overlaps } from '#libs/calendar';
import { isRefusal, refuse, type Result } from '#libs/refusal';
import { Database, type Transaction } from '../../platform/database/database.js';
import { instantOf } from '../../platform/database/types.js';
import { letters, writeToParticipant } from '../letters.js';
import { lockEnrolment } from '../move-enrolment.js';
import { readDate, readTime } from '../read-date.js';
import { WindowRow } from '../windows/window.entity.js';
import { deferralsAhead } from './book-window.js';
import { BookingRow } from './booking.entity.js';
import { timesAway } from './booking.rules.js';
import { lockBooking } from './move-booking.js';

export type ClosingTimeCode =
  | 'booking-not-in-state'
  | 'date-unreadable'
  | 'time-unreadable'
  | 'edge-in-clock-change'
  | 'adjustment-not-later'
  | 'adjustment-during-deferral'
  | 'reason-missing';

/**
 * A reasonable adjustment: a lead gives one person a later closing time of their own, after the window's length was
 * fixed. The word limit stays. The reason is in the journal and nowhere else; no room that judges can read either.
 */
@Injectable()
export class SetClosingTime {
  constructor(private readonly database: Database) {}

  /** `day` and `time` as a form sends them, civil in London. */
  async run(command: {
    readonly actor: string;
    readonly bookingId: string;
    readonly day: string;
    readonly time: string;
    readonly reason: string;
  }): Promise<Result<Temporal.Instant, ClosingTimeCode>> {
    const closesAt = readClosing(command);
    if (isRefusal(closesAt)) return closesAt;
    return this.database.transact(command.actor, (tx) => this.within(tx, { ...command, closesAt }));
  }

  /** The same in the caller's transaction, with the instant itself. */
  async within(
    tx: Transaction,
    command: { readonly bookingId: string; readonly closesAt: Temporal.Instant; readonly reason: string },
  ): Promise<Result<Temporal.Instant, ClosingTimeCode>> {
    const { bookingId, closesAt } = command;
    const { enrolmentId, windowId } = await tx.repository(BookingRow).findOneByOrFail({ id: bookingId });
    const enrolment = await lockEnrolment(tx, enrolmentId);
    const booking = await lockBooking(tx, bookingId);
    const window = await tx.repository(WindowRow).findOneByOrFail({ id: windowId });
    if (!booking || (booking.state !== 'booked' && booking.state !== 'confirmed') || window.closedAt !== null)
      return refuse('booking-not-in-state', { state: booking?.state ?? 'cancelled', event: 'adjust' });
    if (Temporal.Instant.compare(closesAt, instantOf(window.closesAt)) <= 0)
      return refuse('adjustment-not-later', { closesAt: instantOf(window.closesAt).toString() }, 'day');
    const theirs = { opensAt: instantOf(window.opensAt), closesAt };
    const away = (await deferralsAhead(tx, enrolment)).find((deferral) => overlaps(theirs, timesAway(deferral)));
    if (away) return refuse('adjustment-during-deferral', { from: String(away.from) }, 'day');
    const personalClosesAt = new Date(closesAt.epochMilliseconds);
    await tx.repository(BookingRow).save(Object.assign(booking, { personalClosesAt }));
    await tx.journal({
      aggregate: 'booking',
      id: booking.id,
      act: 'booking.closing-time-set',
      why: command.reason.trim(),
      facts: { closesAt: closesAt.toString() },
    });
    const key = `closing-time:${booking.id}:${closesAt.epochMilliseconds}`;
    await writeToParticipant(tx, enrolmentId, key, letters.closingTimeChanged(window.name, closesAt));
    return closesAt;
  }
}

function readClosing(command: {
  day: string;
  time: string;
  reason: string;
}): Result<Temporal.Instant, ClosingTimeCode> {
  const day = readDate(command.day);
  if (day === null) return refuse('date-unreadable', { given: command.day }, 'day');
  const time = readTime(command.time);
  if (time === null) return refuse('time-unreadable', { given: command.time }, 'time');
  if (isInChangeHour(time))
    return refuse('edge-in-clock-change', { civil: day.toPlainDateTime(time).toString() }, 'time');
  if (command.reason.trim() === '') return refuse('reason-missing', {}, 'reason');
  return londonInstant(day.toPlainDateTime(time));
}
