import { Body, Controller, Inject, NotFoundException, Param, Query, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { isRefusal, refuse } from '#libs/refusal';
import { sayMoment } from '#libs/calendar';
import { configToken } from '../../platform/config/config.token.js';
import type { Config } from '../../platform/config/config.js';
import { done, page, refused, type PageReply, type Reply } from '../../platform/web/reply.js';
import { Route } from '../../platform/web/route.js';
import { Visiting, type Visitor } from '../../platform/web/visitor.js';
import { peopleMessages } from '../people.messages.js';
import { DemoClock, typedInstant } from './demo-clock.js';
import { DemoMail } from './demo-mail.js';
import { DemoSignIn } from './demo-sign-in.js';

const Somebody = z.object({ signInId: z.uuid() });
const Wanted = z.object({
  to: z.string().max(40).optional(),
  date: z.string().max(20).optional(),
  time: z.string().max(20).optional(),
});
const Moved = z.object({ to: z.string().max(40) });
const Letters = z.object({ before: z.uuid().optional(), to: z.string().max(320).optional() });

/** What only a demonstration has. In production none of it is there. */
@Controller()
export class DemoController {
  constructor(
    @Inject(configToken) private readonly config: Config,
    private readonly demoSignIn: DemoSignIn,
    private readonly demoClock: DemoClock,
    private readonly demoMail: DemoMail,
  ) {}

  @Route({ post: '/demo/sign-in', title: 'Be a person of the story', for: 'anyone', journal: 'session.opened' })
  async be(
    @Body({ schema: Somebody }) { signInId }: z.infer<typeof Somebody>,
    @Req() request: FastifyRequest,
  ): Promise<Reply> {
    this.holdToDemo();
    const session = await this.demoSignIn.run({
      signInId,
      address: request.ip,
      browser: request.headers['user-agent'] ?? null,
      replaces: request.visitor?.sessionHash ?? null,
    });
    if (!session) throw new NotFoundException();
    return done('/', { cookies: [session.cookie] });
  }

  @Route({ get: '/demo/clock', title: 'Move the clock', for: ['administrator'] })
  async clock(
    @Req() request: FastifyRequest,
    @Query({ schema: Wanted }) wanted: z.infer<typeof Wanted>,
  ): Promise<Reply> {
    this.holdToDemo();
    const clockPage = await this.clockPage(request.now);
    const instant = wantedInstant(wanted);
    if (instant === null) return clockPage;
    if (isRefusal(instant)) return refused(instant, peopleMessages, clockPage);
    if (Temporal.Instant.compare(instant, request.now) <= 0)
      return refused(refuse('clock-goes-forward', {}, 'date'), peopleMessages, clockPage);
    return page('people/pages/demo-clock-confirmation.njk', {
      title: 'Move the clock forward?',
      from: request.now.toString(),
      to: instant.toString(),
      back: { href: '/demo/clock', text: 'Back' },
    });
  }

  @Route({ post: '/demo/clock', title: 'Move the clock forward', for: ['administrator'], journal: 'clock.moved' })
  async move(
    @Visiting() visitor: Visitor,
    @Req() request: FastifyRequest,
    @Body({ schema: Moved }) { to }: z.infer<typeof Moved>,
  ): Promise<Reply> {
    this.holdToDemo();
    const instant = wantedInstant({ to });
    const moved =
      instant === null || isRefusal(instant)
        ? refuse('clock-not-a-time', {}, 'date')
        : await this.demoClock.move(visitor, instant);
    if (isRefusal(moved)) return refused(moved, peopleMessages, await this.clockPage(request.now));
    const notice = `The clock shows ${sayMoment(Temporal.Instant.from(moved.now))}.`;
    return done('/demo/clock', { value: moved, notice });
  }

  @Route({ get: '/demo/mail', title: 'Letters that were written', for: 'anyone' })
  async mail(@Query({ schema: Letters }) filter: z.infer<typeof Letters>): Promise<PageReply> {
    this.holdToDemo();
    const list = await this.demoMail.list(filter);
    return page('people/pages/demo-mail.njk', { title: 'Mail', ...list, to: filter.to ?? null });
  }

  @Route({ get: '/demo/mail/:id', title: 'A letter', for: 'anyone' })
  async letter(@Param('id', { schema: z.uuid() }) id: string): Promise<PageReply> {
    this.holdToDemo();
    const letter = await this.demoMail.read(id);
    if (!letter) throw new NotFoundException();
    return page('people/pages/demo-letter.njk', {
      title: letter.subject,
      letter,
      back: { href: '/demo/mail', text: 'All mail' },
    });
  }

  private holdToDemo(): void {
    if (this.config.mode !== 'demo') throw new NotFoundException();
  }

  private async clockPage(now: Temporal.Instant): Promise<PageReply> {
    const after = (hours: number): string =>
      now.add({ hours }).round({ smallestUnit: 'minute', roundingMode: 'ceil' }).toString();
    const presets = [
      { text: 'One hour on', at: after(1) },
      { text: 'One day on', at: after(24) },
      { text: 'One week on', at: after(7 * 24) },
      { text: 'Four weeks on', at: after(28 * 24) },
      // A minute after, so that what happens by itself then has its turn.
      ...(await this.demoClock.stops()).map(({ text, at }) => ({
        text,
        at: Temporal.Instant.from(at).add({ minutes: 1 }).toString(),
      })),
    ];
    const civil = now.toZonedDateTimeISO('Europe/London');
    return page('people/pages/demo-clock.njk', {
      title: 'Move the clock',
      shows: now.toString(),
      presets,
      date: civil.toPlainDate().toString(),
      time: civil.toPlainTime().toString({ smallestUnit: 'minute' }),
    });
  }
}

/** Null where none was asked for. */
function wantedInstant({
  to,
  date,
  time,
}: z.infer<typeof Wanted>): Temporal.Instant | ReturnType<typeof typedInstant> | null {
  if (to !== undefined) {
    try {
      return Temporal.Instant.from(to);
    } catch {
      return refuse('clock-not-a-time', {}, 'date');
    }
  }
  return date === undefined || date === '' ? null : typedInstant(date, time || '12:00');
}
