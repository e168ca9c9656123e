import { Body, Controller, Inject, NotFoundException, Param } from '@nestjs/common';
import { z } from 'zod';
import { writeCalendar } from '#libs/calendar';
import type { Config } from '../../platform/config/config.js';
import { configToken } from '../../platform/config/config.token.js';
import { publicAddress } from '../../platform/config/public-address.js';
import { Database } from '../../platform/database/database.js';
import { done, file, page, type PageReply, type Reply } from '../../platform/web/reply.js';
import { Route } from '../../platform/web/route.js';
import { Visiting, type Visitor } from '../../platform/web/visitor.js';
import { calendarBookings, linkOf, ownerOf } from './calendar.queries.js';
import { entriesOf } from './entries.js';
import { GiveLink, hashOfLink } from './give-link.js';

const NoBody = z.strictObject({}).nullish().meta({ id: 'NothingForCalendar' });

/** A participant's dates in their own calendar, by a secret address that they can end. */
@Controller()
export class CalendarController {
  constructor(
    @Inject(configToken) private readonly config: Config,
    private readonly database: Database,
    private readonly giveLink: GiveLink,
  ) {}

  @Route({ get: '/calendar-link', title: 'Your dates in your own calendar', for: ['participant'] })
  async show(@Visiting() visitor: Visitor): Promise<PageReply> {
    return page('notices/pages/calendar-link.njk', {
      title: 'Your dates in your own calendar',
      back: { href: '/time', text: 'Your time' },
      madeAt: await linkOf(this.database, visitor.signInId),
    });
  }

  @Route({
    post: '/calendar-link',
    title: 'Get an address for your own calendar',
    for: ['participant'],
    journal: 'calendar-link.made',
  })
  async make(@Visiting() visitor: Visitor, @Body({ schema: NoBody }) _body: z.infer<typeof NoBody>): Promise<Reply> {
    await this.giveLink.run(visitor.actor, visitor.signInId);
    return done('/calendar-link', { notice: 'We have sent you the address by e-mail' });
  }

  @Route({
    post: '/calendar-link/end',
    title: 'End the address of your calendar',
    for: ['participant'],
    journal: 'calendar-link.ended',
  })
  async end(@Visiting() visitor: Visitor, @Body({ schema: NoBody }) _body: z.infer<typeof NoBody>): Promise<Reply> {
    await this.giveLink.end(visitor.actor, visitor.signInId);
    return done('/calendar-link', { notice: 'The address works no more' });
  }

  @Route({ get: '/calendars/:token', title: 'The dates behind a secret address', for: 'anyone' })
  async calendar(@Param('token', { schema: z.string().max(64) }) token: string): Promise<Reply> {
    const owner = await ownerOf(this.database, hashOfLink(token));
    if (!owner) throw new NotFoundException();
    const text = writeCalendar({
      name: 'NPQEL assessment',
      maker: '-//Scriptorium//EN',
      stampedAt: await this.database.now(),
      entries: entriesOf(owner, await calendarBookings(this.database, owner.enrolmentId), publicAddress(this.config)),
    });
    return file(Buffer.from(text), 'text/calendar; charset=utf-8', 'assessment.ics');
  }
}
