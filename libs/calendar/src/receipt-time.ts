import { sayLength } from './say-distance.js';
import { sayMoment } from './say-moment.js';

/** Whether something was received in time, and by how much. */
export interface ReceiptTime {
  readonly isInTime: boolean;
  /** The first instant that is too late: closing plus grace. */
  readonly tooLateAt: Temporal.Instant;
  readonly why: string;
}

/**
 * Holds an instant of receipt against a closing instant: in time is before closing plus grace, and late by one second
 * is late. `receivedAt` is the database's clock when the request came in. `graceMinutes` is 0 unless a technical
 * failure was declared.
 */
export function receivedInTime(
  receivedAt: Temporal.Instant,
  closesAt: Temporal.Instant,
  graceMinutes = 0,
): ReceiptTime {
  const tooLateAt = closesAt.add({ minutes: graceMinutes });
  const isInTime = Temporal.Instant.compare(receivedAt, tooLateAt) < 0;
  const grace = graceMinutes === 0 ? '' : ` and ${sayLength(graceMinutes * 60)} of grace`;
  const limit = `${sayMoment(closesAt)}${grace}`;
  const gap = receivedAt.until(tooLateAt).total('seconds');
  return { isInTime, tooLateAt, why: `Received on ${sayMoment(receivedAt)}, ${sayGap(gap)} the limit: ${limit}.` };
}

function sayGap(seconds: number): string {
  if (seconds === 0) return 'too late: it came exactly at';
  return seconds > 0 ? `in time: ${sayLength(seconds)} before` : `too late: ${sayLength(-seconds)} after`;
}
