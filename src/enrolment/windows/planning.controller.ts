import { Body, Controller, NotFoundException, Param, Query } from '@nestjs/common';
import { z } from 'zod';
import { academicYearOf, londonDate, sayCount, type WindowTimes } from '#libs/calendar';
import { isRefusal, type Refusal } from '#libs/refusal';
import { Clock } from '../../platform/clock/clock.js';
import { Database } from '../../platform/database/database.js';
import { instantOf } from '../../platform/database/types.js';
import { done, page, problemOf, refused, type PageReply, type Reply } from '../../platform/web/reply.js';
import { Route } from '../../platform/web/route.js';
import { Visiting, type Visitor } from '../../platform/web/visitor.js';
import { bankHolidays, Frameworks } from '../../qualification/index.js';
import { enrolmentMessages } from '../enrolment.messages.js';
import { bookingLabels } from '../labels.js';
import type { BookingState } from '../bookings/booking.lifecycle.js';
import { AddWindows, ChangeCapacity } from './add-windows.js';
import { planYear, windowsOf, type PlanFields, type YearPlan } from './plan-year.js';
import { planningDefaults, proposeFields, readCapacity, readWindow, type WindowFields } from './window-form.js';
import { WindowQueries, type WindowLine } from './windows.queries.js';

const text = z.string().max(100).default('');
const WindowBody = z
  .strictObject({
    name: text,
    opensOn: text,
    opensTime: text,
    closesOn: text,
    closesTime: text,
    bookingOpensOn: text,
    bookingClosesOn: text,
    confirmByOn: text,
    capacity: text,
  })
  .meta({ id: 'AssessmentWindow' });
const CapacityBody = z.strictObject({ capacity: text }).meta({ id: 'WindowCapacity' });
const months = z.union([
  z.array(z.string().max(2)).max(12),
  z
    .string()
    .max(2)
    .transform((one) => [one]),
]);
const yearFields = {
  year: text,
  months: months.default([]),
  weekday: text,
  nth: text,
  days: text,
  opensTime: text,
  closesTime: text,
  bookingOpensDaysBefore: text,
  bookingClosesDaysBefore: text,
  confirmByDaysBefore: text,
  capacity: text,
};
const YearQuery = z.object(yearFields);
const YearBody = z.strictObject(yearFields).meta({ id: 'YearOfWindows' });

/** The plan of assessment windows: administrators make it, leads see it. */
@Controller()
export class PlanningController {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly frameworks: Frameworks,
    private readonly windows: WindowQueries,
    private readonly addWindows: AddWindows,
    private readonly changeCapacity: ChangeCapacity,
  ) {}

  @Route({ get: '/planning/windows', title: 'Assessment windows', for: ['administrator', 'lead'] })
  async list(@Visiting() visitor: Visitor): Promise<PageReply> {
    const all = await this.windows.all(visitor.providerId ?? '');
    return page('enrolment/pages/windows-planned.njk', {
      title: 'Assessment windows',
      workId: all.some(({ closing }) => closing !== null) ? await this.windows.closingWork() : null,
      windows: all.filter(({ isOver }) => !isOver),
      past: all.filter(({ isOver }) => isOver),
      mayPlan: visitor.roles.includes('administrator'),
    });
  }

  @Route({ get: '/planning/window', title: 'Plan one window: the form', for: ['administrator'] })
  async form(): Promise<PageReply> {
    const framework = await this.newest();
    const opensOn = londonDate(await this.clock.now()).add({ months: 3 });
    return formOf(framework ? proposeFields(framework.definition, opensOn) : null);
  }

  @Route({ post: '/planning/windows', title: 'Plan a window', for: ['administrator'], journal: 'window.planned' })
  async add(
    @Visiting() visitor: Visitor,
    @Body({ schema: WindowBody }) body: z.infer<typeof WindowBody>,
  ): Promise<Reply> {
    const framework = await this.newest();
    if (!framework) return refused(noFramework, enrolmentMessages, formOf(body));
    const read = readWindow(body);
    if (!('dates' in read)) return refused(read, enrolmentMessages, formOf(body));
    const ids = await this.addWindows.run({
      actor: visitor.actor,
      providerId: visitor.providerId ?? '',
      frameworkVersion: framework.id,
      windows: [read],
    });
    if (isRefusal(ids)) return refused(ids, enrolmentMessages, formOf(body));
    return done('/planning/windows', { value: { ids }, notice: `${read.name} is planned` });
  }

  @Route({ get: '/planning/windows/:id', title: 'One window', for: ['administrator', 'lead'], of: 'window' })
  async show(@Visiting() visitor: Visitor, @Param('id', { schema: z.uuid() }) id: string): Promise<PageReply> {
    const window = await this.windows.find(id);
    if (!window) throw new NotFoundException();
    const holders = await this.windows.holders(id);
    return page('enrolment/pages/window-planned.njk', {
      title: window.name,
      back: { href: '/planning/windows', text: 'Assessment windows' },
      window,
      holders: holders.map((one) => ({ ...one, stateText: bookingLabels[one.state as BookingState].staff })),
      mayPlan: visitor.roles.includes('administrator') && window.closedAt === null,
    });
  }

  @Route({
    post: '/planning/windows/:id/capacity',
    title: 'Change how many places a window has',
    for: ['administrator'],
    of: 'window',
    journal: 'window.capacity-changed',
  })
  async capacity(
    @Visiting() visitor: Visitor,
    @Param('id', { schema: z.uuid() }) windowId: string,
    @Body({ schema: CapacityBody }) body: z.infer<typeof CapacityBody>,
  ): Promise<Reply> {
    const read = readCapacity(body.capacity);
    const changed = isRefusal(read)
      ? read
      : await this.changeCapacity.run({ actor: visitor.actor, windowId, capacity: read });
    if (isRefusal(changed)) return refused(changed, enrolmentMessages, await this.show(visitor, windowId));
    return done(`/planning/windows/${windowId}`, {
      value: { capacity: changed },
      notice: `There are now ${sayCount(changed, 'place')}`,
    });
  }

  @Route({ get: '/planning/year', title: 'Plan a year of windows: the form, and the preview', for: ['administrator'] })
  async year(
    @Visiting() visitor: Visitor,
    @Query({ schema: YearQuery }) query: z.infer<typeof YearQuery>,
  ): Promise<PageReply> {
    if (query.year === '') return yearPage(await this.emptyYear(), null);
    const plan = planYear(query, await this.existing(visitor), await bankHolidays(this.database));
    if (isRefusal(plan)) return refused(plan, enrolmentMessages, yearPage(query, null));
    return yearPage(query, plan);
  }

  @Route({ post: '/planning/year', title: 'Make a year of windows', for: ['administrator'], journal: 'window.planned' })
  async makeYear(
    @Visiting() visitor: Visitor,
    @Body({ schema: YearBody }) body: z.infer<typeof YearBody>,
  ): Promise<Reply> {
    const framework = await this.newest();
    const plan = planYear(body, await this.existing(visitor), await bankHolidays(this.database));
    const read = !framework ? noFramework : isRefusal(plan) ? plan : windowsOf(plan);
    if (isRefusal(read)) return refused(read, enrolmentMessages, yearPage(body, isRefusal(plan) ? null : plan));
    const ids = await this.addWindows.run({
      actor: visitor.actor,
      providerId: visitor.providerId ?? '',
      frameworkVersion: framework?.id ?? '',
      windows: read,
    });
    if (isRefusal(ids)) return refused(ids, enrolmentMessages, yearPage(body, isRefusal(plan) ? null : plan));
    return done('/planning/windows', { value: { ids }, notice: `${sayCount(ids.length, 'window')} planned` });
  }

  private async newest(): Promise<{ id: string; definition: Awaited<ReturnType<Frameworks['framework']>> } | null> {
    const id = await this.frameworks.newest();
    return id === null ? null : { id, definition: await this.frameworks.framework(id) };
  }

  private async existing(visitor: Visitor): Promise<WindowTimes[]> {
    const lines = await this.windows.all(visitor.providerId ?? '');
    return lines.map(({ opensAt, closesAt }: WindowLine) => ({
      opensAt: instantOf(opensAt),
      closesAt: instantOf(closesAt),
    }));
  }

  private async emptyYear(): Promise<PlanFields> {
    const framework = await this.newest();
    const today = londonDate(await this.clock.now());
    return {
      year: String(academicYearOf(today).startYear + 1),
      months: ['2', '6', '10'],
      weekday: '4',
      nth: '-1',
      days: String(framework?.definition.window.lengthDays ?? ''),
      opensTime: planningDefaults.opensTime,
      closesTime: framework?.definition.window.closingTime ?? '',
      bookingOpensDaysBefore: String(planningDefaults.bookingOpensDaysBefore),
      bookingClosesDaysBefore: String(planningDefaults.bookingClosesDaysBefore),
      confirmByDaysBefore: String(framework?.definition.booking.confirmDaysBefore ?? ''),
      capacity: String(planningDefaults.capacity),
    };
  }
}

const noFramework: Refusal<'no-framework'> = { refused: true, code: 'no-framework', facts: {} };

function formOf(fields: WindowFields | null): PageReply {
  return page('enrolment/pages/window-form.njk', {
    title: 'Plan a window',
    back: { href: '/planning/windows', text: 'Assessment windows' },
    fields: fields ?? {},
    hasFramework: fields !== null,
  });
}

function yearPage(fields: PlanFields, plan: YearPlan | null): PageReply {
  return page('enrolment/pages/year-form.njk', {
    title: 'Plan a year of windows',
    back: { href: '/planning/windows', text: 'Assessment windows' },
    fields,
    plan: plan && {
      sentence: plan.sentence,
      capacity: plan.capacity,
      proposals: plan.proposals.map((one) => ({
        name: one.name,
        why: one.why,
        opensAt: one.dates?.opensAt.toString() ?? null,
        closesAt: one.dates?.closesAt.toString() ?? null,
        confirmBy: one.dates?.confirmBy.toString() ?? null,
        tableEndsBefore: one.tableEndsBefore,
        problems: one.problems.map((problem) => problemOf(problem, enrolmentMessages).text),
      })),
      usable: plan.proposals.filter(({ problems }) => problems.length === 0).length,
    },
  });
}
