import { Body, Controller, NotFoundException, Param } from '@nestjs/common';
import { z } from 'zod';
import { fitsWithin, londonDate, sayDaysTo } from '#libs/calendar';
import { firstRefusal, isRefusal, type Refusal } from '#libs/refusal';
import { Database } from '../../platform/database/database.js';
import { instantOf } from '../../platform/database/types.js';
import { done, page, problemOf, refused, type PageReply, type Reply } from '../../platform/web/reply.js';
import { Route } from '../../platform/web/route.js';
import { Visiting, type Visitor } from '../../platform/web/visitor.js';
import { Frameworks } from '../../qualification/index.js';
import { lastDayOf, whyLastDay } from '../clock.js';
import { enrolmentOf, type EnrolmentOf } from '../door.queries.js';
import { enrolmentMessages } from '../enrolment.messages.js';
import { bookingLabels, chargeKinds, enrolmentLabels, type ChargeKind } from '../labels.js';
import { WindowQueries, type WindowLine } from '../windows/windows.queries.js';
import { BookWindow } from './book-window.js';
import { bookingRules, type BookFacts } from './booking.rules.js';
import { BookingQueries } from './bookings.queries.js';
import { waitingOf } from './waiting-list.js';

const NoBody = z.strictObject({}).nullish().meta({ id: 'Nothing' });

/** A participant's own time, the windows that fit into it, and the way to a place in one. */
@Controller()
export class ChooseWindowController {
  constructor(
    private readonly database: Database,
    private readonly frameworks: Frameworks,
    private readonly windows: WindowQueries,
    private readonly bookings: BookingQueries,
    private readonly bookWindow: BookWindow,
  ) {}

  @Route({ get: '/windows', title: 'Your time, and the windows that fit into it', for: ['participant'] })
  async choose(@Visiting() visitor: Visitor): Promise<PageReply> {
    const mine = await enrolmentOf(this.database, visitor.signInId);
    const title = 'Your assessment window';
    if (!mine) return page('enrolment/pages/windows.njk', { title, enrolment: null });
    const { booking: rule } = await this.frameworks.framework(mine.frameworkVersion);
    const lines = await this.windows.bookable(mine.providerId, mine.frameworkVersion);
    const now = await this.database.now();
    const judged = lines.map((line) => ({ line, refusal: judge(mine, line, now, rule.unpaidChargeBarsSubmission) }));
    const waits = await waitingOf(this.database, mine.enrolmentId, mine.attemptNo);
    const barred = barOf(mine, rule.unpaidChargeBarsSubmission);
    return page('enrolment/pages/windows.njk', {
      title,
      enrolment: yours(mine, now),
      booking: mine.booking && {
        id: mine.booking.id,
        window: mine.booking.windowName,
        stateText: bookingLabels[mine.booking.state].participant,
        opensAt: mine.booking.opensAt.toString(),
        closesAt: mine.booking.closesAt.toString(),
      },
      charges: (await this.bookings.openCharges(mine.enrolmentId)).map((charge) => ({
        ...charge,
        text: chargeKinds[charge.kind as ChargeKind],
      })),
      barred: barred && problemOf(barred, enrolmentMessages).text,
      windows: judged.filter(({ refusal }) => refusal === null).map(({ line }) => offer(line)),
      coming: judged
        .filter(({ line, refusal }) => refusal?.code === 'booking-not-open-yet' && fits(mine, line))
        .map(({ line }) => offer(line)),
      full: judged
        .filter(({ refusal }) => refusal?.code === 'window-full')
        .map(({ line }) => ({ ...offer(line), isWaiting: waits.has(line.id) })),
    });
  }

  @Route({ get: '/windows/:id/booking', title: 'Before you take a place', for: ['participant'], of: 'window' })
  async confirm(@Visiting() visitor: Visitor, @Param('id', { schema: z.uuid() }) windowId: string): Promise<PageReply> {
    const mine = await enrolmentOf(this.database, visitor.signInId);
    const line = await this.windows.find(windowId);
    if (!mine || !line) throw new NotFoundException();
    const { booking: rule } = await this.frameworks.framework(mine.frameworkVersion);
    const now = await this.database.now();
    const refusal = judge(mine, line, now, rule.unpaidChargeBarsSubmission);
    const again = page('enrolment/pages/book-window.njk', {
      title: `Book a place in ${line.name}`,
      back: { href: '/windows', text: 'Your assessment window' },
      window: offer(line),
      rule: { lateDays: rule.lateCancelDaysBefore, latePence: rule.lateCancelPence, noShowPence: rule.noShowPence },
      isConfirmedAtOnce: Temporal.Instant.compare(now, instantOf(line.confirmBy)) >= 0,
      mayBook: refusal === null,
    });
    return refusal ? refused(refusal, enrolmentMessages, again) : again;
  }

  @Route({
    post: '/windows/:id/bookings',
    title: 'Take a place in a window',
    for: ['participant'],
    of: 'window',
    journal: 'booking.made',
  })
  async book(
    @Visiting() visitor: Visitor,
    @Param('id', { schema: z.uuid() }) windowId: string,
    @Body({ schema: NoBody }) _body: z.infer<typeof NoBody>,
  ): Promise<Reply> {
    const id = await this.bookWindow.run({ actor: visitor.actor, signInId: visitor.signInId, windowId });
    if (!isRefusal(id)) return done(`/bookings/${id}`, { value: { id }, notice: 'Your place is booked' });
    const again = await this.choose(visitor);
    return refused(id, enrolmentMessages, again);
  }
}

function factsOf(mine: EnrolmentOf, line: WindowLine, now: Temporal.Instant, unpaidBars: boolean): BookFacts {
  return {
    now,
    state: mine.state,
    frameworkVersion: mine.frameworkVersion,
    lastDay: lastDayOf(mine),
    bookedWindow: mine.booking?.windowName ?? null,
    unpaidPence: mine.unpaidPence,
    unpaidBars,
    deferrals: mine.deferrals,
    window: {
      frameworkVersion: line.frameworkVersion,
      opensAt: instantOf(line.opensAt),
      closesAt: instantOf(line.closesAt),
      bookingOpensAt: instantOf(line.bookingOpensAt),
      bookingClosesAt: instantOf(line.bookingClosesAt),
    },
    seatsLeft: leftOf(line),
  };
}

/** The same rules that booking asks under lock, asked for a page. */
function judge(mine: EnrolmentOf, line: WindowLine, now: Temporal.Instant, unpaidBars: boolean): Refusal | null {
  return firstRefusal(bookingRules, factsOf(mine, line, now, unpaidBars));
}

/** What keeps this person from any window at all, and not from one in particular. */
function barOf(mine: EnrolmentOf, unpaidBars: boolean): Refusal | null {
  if (mine.state !== 'active' && mine.state !== 'resubmitting')
    return { refused: true, code: 'not-in-a-state-to-book', facts: { state: mine.state } };
  return unpaidBars && mine.unpaidPence > 0 && mine.booking === null
    ? { refused: true, code: 'unpaid-charge', facts: { pence: mine.unpaidPence } }
    : null;
}

function fits(mine: EnrolmentOf, line: WindowLine): boolean {
  return fitsWithin({ opensAt: instantOf(line.opensAt), closesAt: instantOf(line.closesAt) }, lastDayOf(mine)).fits;
}

function yours(mine: EnrolmentOf, now: Temporal.Instant): Record<string, unknown> {
  const lastDay = lastDayOf(mine);
  const isFirst = mine.attemptNo === 1;
  return {
    state: mine.state,
    stateText: enrolmentLabels[mine.state].participant,
    isFirst,
    attemptNo: mine.attemptNo,
    isRunning: mine.state === 'active' || mine.state === 'resubmitting',
    startDate: mine.startDate,
    lastDay: lastDay.toString(),
    why: whyLastDay(mine),
    inWords: sayDaysTo(londonDate(now), lastDay),
    unpaidPence: mine.unpaidPence,
  };
}

/** Places nobody holds and nobody waits for. */
function leftOf({ capacity, taken, waiting }: WindowLine): number {
  return Math.max(0, capacity - taken - waiting);
}

function offer(line: WindowLine): Record<string, unknown> {
  return {
    id: line.id,
    name: line.name,
    opensAt: line.opensAt,
    closesAt: line.closesAt,
    taskClosings: line.taskClosings,
    confirmBy: line.confirmBy,
    bookingOpensAt: line.bookingOpensAt,
    bookingClosesAt: line.bookingClosesAt,
    left: leftOf(line),
  };
}
