import type { CalendarEntry } from '#libs/calendar';
import { lastDayOf, whyLastDay } from '../../enrolment/index.js';
import { instantOf } from '../../platform/database/types.js';
import type { CalendarBooking, CalendarOwner } from './calendar.queries.js';

/**
 * A participant's dates as entries of a calendar. Ids name the thing and not the date, and the sequence counts changes
 * of the enrolment and of the booking, so that a calendar moves an entry and does not repeat it. `address` is ours.
 */
export function entriesOf(
  owner: CalendarOwner,
  bookings: readonly CalendarBooking[],
  address: string,
): CalendarEntry[] {
  const isRunning = owner.state === 'active' || owner.state === 'resubmitting';
  const first = owner.attemptNo === 1;
  const lastDay: CalendarEntry = {
    uid: `last-day-${owner.enrolmentId}-${owner.attemptNo}@scriptorium`,
    title: first ? 'Last day to present for assessment' : 'Last day to resubmit',
    when: { day: lastDayOf(owner) },
    text: `${whyLastDay(owner)}. The day counts until it ends, London time.`,
    url: `${address}/time`,
    sequence: owner.version,
  };
  return [...(isRunning ? [lastDay] : []), ...bookings.flatMap((booking) => bookingEntries(owner, booking, address))];
}

function bookingEntries(owner: CalendarOwner, booking: CalendarBooking, address: string): CalendarEntry[] {
  const { id, state, windowName, opensAt, closesAt, confirmBy, taskClosings } = booking;
  const isCancelled = state === 'cancelled' || state === 'moved';
  // The last day of an enrolment ends its window, so that a change of either is a change of the entry.
  const shared = { url: `${address}/bookings/${id}`, sequence: owner.version + booking.version };
  return [
    {
      ...shared,
      uid: `booking-${id}@scriptorium`,
      title: `Assessment window: ${windowName}`,
      when: { from: instantOf(opensAt), until: instantOf(closesAt) },
      text: 'Submit before it ends. Only what is submitted counts.',
      isCancelled,
    },
    {
      ...shared,
      uid: `confirm-${id}@scriptorium`,
      title: `Confirm your place in ${windowName}`,
      when: { at: instantOf(confirmBy) },
      // Once it is confirmed, there is nothing left to be reminded of.
      isCancelled: state !== 'booked',
    },
    ...taskClosings.map(({ task, title, closesAt: at }) => ({
      ...shared,
      uid: `account-${task}-${id}@scriptorium`,
      title: `Your account “${title}” is taken until now`,
      when: { at: Temporal.Instant.from(at) },
      text: 'From then on it can neither be sent nor changed.',
      isCancelled,
    })),
  ];
}
