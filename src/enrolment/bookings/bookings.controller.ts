import { Body, Controller, NotFoundException, Param } from '@nestjs/common';
import { z } from 'zod';
import { isRefusal } from '#libs/refusal';
import { Clock } from '../../platform/clock/clock.js';
import { instantOf } from '../../platform/database/types.js';
import { done, page, refused, type PageReply, type Reply } from '../../platform/web/reply.js';
import { Route } from '../../platform/web/route.js';
import { Visiting, type Visitor } from '../../platform/web/visitor.js';
import { Frameworks } from '../../qualification/index.js';
import { enrolmentMessages } from '../enrolment.messages.js';
import { bookingLabels } from '../labels.js';
import { cancellationCharge } from './booking.rules.js';
import { BookingQueries, type BookingRecord } from './bookings.queries.js';
import { CancelBooking } from './cancel-booking.js';
import { ConfirmBooking } from './confirm-booking.js';
import { SetClosingTime } from './set-closing-time.js';

const id = z.uuid();
const text = z.string().max(2_000).default('');
const NoBody = z.strictObject({}).nullish().meta({ id: 'Nothing' });
const CancellationBody = z
  .strictObject({ agreedPence: z.coerce.number().int().min(0).max(10_000_000) })
  .meta({ id: 'BookingCancellation' });
const ClosingTimeBody = z.strictObject({ day: text, time: text, reason: text }).meta({ id: 'PersonalClosingTime' });

/** One booking: its participant confirms or cancels it; a lead may give it a later closing time. */
@Controller()
export class BookingsController {
  constructor(
    private readonly clock: Clock,
    private readonly frameworks: Frameworks,
    private readonly bookings: BookingQueries,
    private readonly confirmBooking: ConfirmBooking,
    private readonly cancelBooking: CancelBooking,
    private readonly setClosingTime: SetClosingTime,
  ) {}

  @Route({ get: '/bookings/:id', title: 'One booking', for: ['participant', 'administrator', 'lead'], of: 'booking' })
  async show(@Visiting() visitor: Visitor, @Param('id', { schema: id }) bookingId: string): Promise<PageReply> {
    const booking = await this.read(bookingId);
    const isOwn = visitor.roles.includes('participant');
    const isOpen = booking.state === 'booked' || booking.state === 'confirmed';
    return page('enrolment/pages/booking.njk', {
      title: isOwn ? `Your place in ${booking.window}` : `${booking.name}: ${booking.window}`,
      back: isOwn
        ? { href: '/windows', text: 'Your assessment window' }
        : { href: `/participants/${booking.participantId}`, text: booking.name },
      booking,
      stateText: isOwn ? bookingLabels[booking.state].participant : bookingLabels[booking.state].staff,
      isOwn,
      mayConfirm: isOwn && booking.mayStillConfirm,
      mayCancel: isOwn && isOpen && !booking.windowIsOpen,
      maySetClosing: isOpen && visitor.roles.includes('lead'),
    });
  }

  @Route({ get: '/bookings/:id/confirmation', title: 'Before you confirm', for: ['participant'], of: 'booking' })
  async beforeConfirming(@Param('id', { schema: id }) bookingId: string): Promise<PageReply> {
    const booking = await this.read(bookingId);
    const { booking: rule } = await this.frameworks.framework(booking.frameworkVersion);
    return page('enrolment/pages/confirm-booking.njk', {
      title: `Confirm your place in ${booking.window}`,
      back: { href: `/bookings/${bookingId}`, text: `Your place in ${booking.window}` },
      booking,
      rule: { lateDays: rule.lateCancelDaysBefore, latePence: rule.lateCancelPence, noShowPence: rule.noShowPence },
    });
  }

  @Route({
    post: '/bookings/:id/confirmation',
    title: 'Confirm a place',
    for: ['participant'],
    of: 'booking',
    journal: 'booking.confirmed',
  })
  async confirm(
    @Visiting() visitor: Visitor,
    @Param('id', { schema: id }) bookingId: string,
    @Body({ schema: NoBody }) _body: z.infer<typeof NoBody>,
  ): Promise<Reply> {
    const confirmed = await this.confirmBooking.run({ actor: visitor.actor, bookingId });
    if (isRefusal(confirmed)) return refused(confirmed, enrolmentMessages, await this.show(visitor, bookingId));
    return done(`/bookings/${bookingId}`, { value: { id: bookingId }, notice: 'Your place is confirmed' });
  }

  @Route({ get: '/bookings/:id/cancellation', title: 'Before you cancel', for: ['participant'], of: 'booking' })
  async beforeCancelling(@Param('id', { schema: id }) bookingId: string): Promise<PageReply> {
    const booking = await this.read(bookingId);
    const { booking: rule } = await this.frameworks.framework(booking.frameworkVersion);
    return page('enrolment/pages/cancel-booking.njk', {
      title: `Cancel your place in ${booking.window}`,
      back: { href: `/bookings/${bookingId}`, text: `Your place in ${booking.window}` },
      booking,
      pence: cancellationCharge(rule, instantOf(booking.opensAt), await this.clock.now()),
      lateDays: rule.lateCancelDaysBefore,
    });
  }

  @Route({
    post: '/bookings/:id/cancellation',
    title: 'Cancel a place',
    for: ['participant'],
    of: 'booking',
    journal: 'booking.cancelled',
  })
  async cancel(
    @Visiting() visitor: Visitor,
    @Param('id', { schema: id }) bookingId: string,
    @Body({ schema: CancellationBody }) body: z.infer<typeof CancellationBody>,
  ): Promise<Reply> {
    const cancelled = await this.cancelBooking.run({ actor: visitor.actor, bookingId, ...body });
    if (isRefusal(cancelled)) {
      const isPriceNew = cancelled.code === 'charge-has-changed';
      return refused(
        cancelled,
        enrolmentMessages,
        isPriceNew ? await this.beforeCancelling(bookingId) : await this.show(visitor, bookingId),
      );
    }
    return done('/windows', { value: cancelled, notice: 'Your place is cancelled' });
  }

  @Route({
    get: '/bookings/:id/closing-time',
    title: 'A closing time of one’s own: the form',
    for: ['lead'],
    of: 'booking',
  })
  async closingTime(@Param('id', { schema: id }) bookingId: string): Promise<PageReply> {
    return this.closingTimeForm(bookingId, { day: '', time: '', reason: '' });
  }

  @Route({
    post: '/bookings/:id/closing-time',
    title: 'Give a person a closing time of their own',
    for: ['lead'],
    of: 'booking',
    journal: 'booking.closing-time-set',
  })
  async setTime(
    @Visiting() visitor: Visitor,
    @Param('id', { schema: id }) bookingId: string,
    @Body({ schema: ClosingTimeBody }) body: z.infer<typeof ClosingTimeBody>,
  ): Promise<Reply> {
    const closesAt = await this.setClosingTime.run({ actor: visitor.actor, bookingId, ...body });
    if (isRefusal(closesAt)) return refused(closesAt, enrolmentMessages, await this.closingTimeForm(bookingId, body));
    return done(`/bookings/${bookingId}`, {
      value: { closesAt: closesAt.toString() },
      notice: 'The closing time is set, and the participant is told',
    });
  }

  private async closingTimeForm(bookingId: string, form: Readonly<Record<string, string>>): Promise<PageReply> {
    const booking = await this.read(bookingId);
    return page('enrolment/pages/closing-time.njk', {
      title: `A closing time for ${booking.name}`,
      back: { href: `/bookings/${bookingId}`, text: booking.window },
      booking,
      form,
    });
  }

  private async read(bookingId: string): Promise<BookingRecord> {
    const booking = await this.bookings.find(bookingId);
    if (!booking) throw new NotFoundException();
    return booking;
  }
}
