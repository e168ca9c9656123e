import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { endOfLondonDay, londonDate, sayDate, sayMoment, withExtraTime } from '#libs/calendar';
import { isRefusal, refuse, type Refusal, type Result } from '#libs/refusal';
import {
  closesAtFor,
  enrolmentById,
  ExtendClock,
  GrantDeferral,
  lastDayOf,
  WindowRow,
  type ClockEffect,
  type LiveBooking,
} from '../enrolment/index.js';
import type { Transaction } from '../platform/database/database.js';
import { instantOf } from '../platform/database/types.js';
import type { RequestKind, Terms } from './terms.js';

type Reads = Pick<Transaction, 'query'>;

/** What an adjustment does to the place that is held now. */
export interface ClosingEffect {
  readonly bookingId: string | null;
  /** ISO 8601; null where no place is held or no time is added. */
  readonly closesAtBefore: string | null;
  readonly closesAt: string | null;
  readonly says: readonly string[];
}

/** What granting would do, computed before it is decided and again as it is. */
export type RequestEffect =
  | { readonly about: 'clock'; readonly clock: ClockEffect }
  | { readonly about: 'closing'; readonly closing: ClosingEffect };

export interface Asked {
  readonly enrolmentId: string;
  readonly kind: RequestKind;
  readonly terms: Terms;
  /** When the participant asked; today for one who is asking. */
  readonly askedAt: Temporal.Instant;
}

/** Asks the rules of the room `enrolment` what a request would do, or why it cannot be granted. Changes nothing. */
@Injectable()
export class RequestEffects {
  constructor(
    private readonly grantDeferral: GrantDeferral,
    private readonly extendClock: ExtendClock,
  ) {}

  async of(db: Reads, asked: Asked): Promise<Result<RequestEffect>> {
    const { enrolmentId, kind, terms } = asked;
    if (kind === 'adjustment') return this.ofAdjustment(db, enrolmentId, terms.percent ?? 0);
    const clock: ClockEffect | Refusal =
      kind === 'deferral'
        ? await this.grantDeferral.preview(
            {
              enrolmentId,
              reason: terms.reason ?? '',
              from: terms.from ?? '',
              until: terms.until ?? '',
              askedOn: londonDate(asked.askedAt).toString(),
            },
            db,
          )
        : await this.extendClock.preview({ enrolmentId, days: String(terms.days ?? '') }, db);
    return isRefusal(clock) ? clock : { about: 'clock', clock };
  }

  private async ofAdjustment(db: Reads, enrolmentId: string, percent: number): Promise<Result<RequestEffect>> {
    const enrolment = await enrolmentById(db, enrolmentId);
    if (!enrolment || !['active', 'deferred', 'resubmitting'].includes(enrolment.state))
      return refuse('nothing-to-adjust', { state: enrolment?.state });
    if (percent === 0) return closing(null, ['No time is added. Say in your reason what is arranged instead.']);
    const { booking } = enrolment;
    const words = `Every place booked from now on closes ${percent}% of its window’s days later, rounded up to whole days. The word limit stays.`;
    if (!booking || booking.state === 'used') return closing(null, ['No place is held now.', words]);
    const later = await this.later(db, booking, percent);
    if (isRefusal(later)) return later;
    const isBeyond = Temporal.Instant.compare(later.closesAt, endOfLondonDay(lastDayOf(enrolment))) > 0;
    return closing(
      { bookingId: booking.id, closesAtBefore: booking.closesAt.toString(), closesAt: later.closesAt.toString() },
      [
        `The place in ${booking.windowName} closes on ${sayMoment(later.closesAt)} instead of ${sayMoment(booking.closesAt)}. ${later.why}`,
        ...(isBeyond
          ? [`That is after ${sayDate(lastDayOf(enrolment))}, the last day; a submission until then counts.`]
          : []),
        words,
      ],
    );
  }

  /** Never earlier than what the person has already. */
  private async later(
    db: Reads,
    booking: LiveBooking,
    percent: number,
  ): Promise<Result<{ closesAt: Temporal.Instant; why: string }>> {
    const [window] = await db.query<Pick<WindowRow, 'opensAt' | 'closesAt'>>(
      `select opens_at as "opensAt", closes_at as "closesAt" from assessment_window where id = $1`,
      [booking.windowId],
    );
    if (!window) throw new Error(`There is no window ${booking.windowId}`);
    const times = { opensAt: instantOf(window.opensAt), closesAt: instantOf(window.closesAt) };
    const extra = withExtraTime(times, percent);
    if (isRefusal(extra)) return extra;
    const { closesAt: now, isPersonal } = await closesAtFor(db, booking.id);
    return isPersonal && Temporal.Instant.compare(now, extra.closesAt) >= 0
      ? { closesAt: now, why: 'It closes that late already.' }
      : extra;
  }
}

function closing(
  place: { bookingId: string; closesAtBefore: string; closesAt: string } | null,
  says: readonly string[],
): RequestEffect {
  const { bookingId = null, closesAtBefore = null, closesAt = null } = place ?? {};
  return { about: 'closing', closing: { bookingId, closesAtBefore, closesAt, says } };
}

/** Names an effect: a decision that was taken looking at another one is not taken. */
export function fingerprintOf(effect: RequestEffect): string {
  return createHash('sha256').update(JSON.stringify(effect)).digest('hex').slice(0, 32);
}
