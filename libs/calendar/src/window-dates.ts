import { refuse, type Refusal } from '#libs/refusal';
import { isInChangeHour, londonTime } from './london.js';
import type { WindowTimes, WindowTimesCode } from './window-times.js';

/** A window with all that happens before it. */
export interface WindowDates extends WindowTimes {
  /** Places can be booked from here, included, to `bookingClosesAt`, not included. */
  readonly bookingOpensAt: Temporal.Instant;
  readonly bookingClosesAt: Temporal.Instant;
  /** A booking that is not confirmed before this instant moves to the next window that fits. */
  readonly confirmBy: Temporal.Instant;
}

type Edge = keyof WindowDates;

/** What comes before what. Equal is allowed only where a thing may end as the next begins. */
const order: readonly { first: Edge; second: Edge; mayBeEqual: boolean }[] = [
  { first: 'opensAt', second: 'closesAt', mayBeEqual: false },
  { first: 'bookingOpensAt', second: 'bookingClosesAt', mayBeEqual: false },
  { first: 'bookingClosesAt', second: 'opensAt', mayBeEqual: true },
  { first: 'bookingOpensAt', second: 'confirmBy', mayBeEqual: false },
  { first: 'confirmBy', second: 'opensAt', mayBeEqual: true },
];

const edges: readonly Edge[] = ['bookingOpensAt', 'bookingClosesAt', 'confirmBy', 'opensAt', 'closesAt'];

/**
 * Everything wrong with a window's dates: `edge-in-clock-change` (facts `{ civil }`) and `window-not-in-order` (facts
 * `{ first, second }`, the names of the edges, and `{ firstAt, secondAt }`, their civil times in London), each with the
 * field it is about. Booking opens before it closes and before confirm-by; both come no later than the opening; the
 * window opens before it closes.
 */
export function checkWindowDates(dates: WindowDates): Refusal<WindowTimesCode>[] {
  const inChange = edges
    .filter((edge) => isInChangeHour(londonTime(dates[edge]).toPlainTime()))
    .map((edge) => refuse('edge-in-clock-change', { civil: londonTime(dates[edge]).toString() }, edge));
  const disordered = order
    .filter(({ first, second, mayBeEqual }) => {
      const compared = Temporal.Instant.compare(dates[first], dates[second]);
      return mayBeEqual ? compared > 0 : compared >= 0;
    })
    .map(({ first, second }) => {
      const [firstAt, secondAt] = [first, second].map((edge) => londonTime(dates[edge]).toString());
      return refuse('window-not-in-order', { first, second, firstAt, secondAt }, second);
    });
  return [...inChange, ...disordered];
}
