import { Body, Controller, Query } from '@nestjs/common';
import { z } from 'zod';
import { expectedBankHolidays, londonDate, warnOfTableEnd, type BankHolidayTable } from '#libs/calendar';
import { isRefusal } from '#libs/refusal';
import { Database } from '../../platform/database/database.js';
import { instantOf } from '../../platform/database/types.js';
import { done, page, refused, type PageReply, type Reply } from '../../platform/web/reply.js';
import { Route } from '../../platform/web/route.js';
import { Visiting, type Visitor } from '../../platform/web/visitor.js';
import {
  bankHolidays,
  ChangeBankHolidays,
  qualificationMessages,
  type BankHolidayChange,
} from '../../qualification/index.js';
import { heldBatches, workingDayRules } from './bank-holidays.queries.js';
import { changedDaysOf, clocksAround, holdClock, movedDays, type MovedDay } from './moved.js';

const text = z.string().max(200).default('');
const fields = {
  kind: z.enum(['add', 'remove', 'add-year']).default('add'),
  date: text,
  name: z.string().max(100).default(''),
  year: text,
};
const Wish = z.object(fields);
const Change = z.strictObject({ ...fields, reason: text }).meta({ id: 'BankHolidayChange' });
type Asked = z.infer<typeof Wish>;

const path = '/bank-holidays';

/** England's bank holidays, by which every clock of working days counts: seen by staff, changed by an administrator. */
@Controller()
export class BankHolidaysController {
  constructor(
    private readonly database: Database,
    private readonly changeBankHolidays: ChangeBankHolidays,
  ) {}

  @Route({ get: path, title: 'England’s bank holidays', for: ['administrator', 'lead'] })
  async list(@Visiting() { roles }: Visitor): Promise<PageReply> {
    const table = await bankHolidays(this.database);
    const today = londonDate(await this.database.now());
    const nextYear = table.lastDay.add({ days: 1 }).year;
    return page('oversight/pages/bank-holidays.njk', {
      title: 'Bank holidays',
      mayChange: roles.includes('administrator'),
      warning: warnOfTableEnd(table, today),
      lastDay: table.lastDay.toString(),
      years: yearsOf(table, today),
      nextYear,
      expected: expectedBankHolidays(nextYear).map(({ date, name }) => ({ date: date.toString(), name })),
    });
  }

  @Route({
    get: `${path}/change`,
    title: 'What a change of the bank holidays would move',
    for: ['administrator'],
  })
  async preview(@Visiting() visitor: Visitor, @Query({ schema: Wish }) asked: Asked): Promise<PageReply> {
    const tables = await this.changeBankHolidays.preview(changeOf(asked));
    if (isRefusal(tables)) return refused(tables, qualificationMessages, await this.list(visitor));
    const clocks = await this.clocks(visitor.providerId, changedDaysOf(tables));
    return changePage(asked, movedDays(clocks, tables));
  }

  @Route({ post: path, title: 'Change the bank holidays', for: ['administrator'], journal: 'bank-holidays.changed' })
  async change(@Visiting() visitor: Visitor, @Body({ schema: Change }) body: z.infer<typeof Change>): Promise<Reply> {
    const { reason, ...asked } = body;
    const change = changeOf(asked);
    const changed = await this.changeBankHolidays.run({ actor: visitor.actor, change, reason });
    if (!isRefusal(changed)) return done(path, { value: { ...change }, notice: notices[asked.kind] });
    // Where only the reason is wanting the preview stays; anything else is seen beside the table as it stands now.
    const again =
      changed.code === 'bank-holiday-reason-missing' ? await this.preview(visitor, asked) : await this.list(visitor);
    return refused(changed, qualificationMessages, again);
  }

  private async clocks(
    providerId: string | null,
    days: readonly Temporal.PlainDate[],
  ): Promise<ReturnType<typeof clocksAround>> {
    const rules = await workingDayRules(this.database, providerId ?? '');
    const today = londonDate(await this.database.now());
    const given = rules
      ? [
          { what: 'A script that is given out then is marked by', days: rules.markDays },
          { what: 'Markers who differ then agree by', days: rules.agreeDays },
          { what: 'A request that is made then is decided by', days: rules.decideDays },
          ...(rules.holdDays === null
            ? []
            : [{ what: 'Results of a batch confirmed then wait for the quality agent until', days: rules.holdDays }]),
        ]
      : [];
    const held = await heldBatches(this.database, providerId ?? '');
    return [
      ...clocksAround(days, today, given),
      ...held.map((hold) => holdClock({ ...hold, confirmedAt: instantOf(hold.confirmedAt) })),
    ];
  }
}

const notices = {
  add: 'The bank holiday is added',
  remove: 'The bank holiday is removed',
  'add-year': 'The year is added',
} as const;

function changeOf({ kind, date, name, year }: Asked): BankHolidayChange {
  if (kind === 'add-year') return { kind, year: /^\d{4}$/.test(year) ? Number(year) : 0 };
  return kind === 'add' ? { kind, date, name } : { kind, date };
}

function changePage(asked: Asked, moved: readonly MovedDay[]): PageReply {
  const titles = {
    add: 'Add a bank holiday',
    remove: 'Remove a bank holiday',
    'add-year': `Add the bank holidays of ${asked.year}`,
  };
  return page('oversight/pages/bank-holiday-change.njk', {
    title: titles[asked.kind],
    back: { href: path, text: 'Bank holidays' },
    asked,
    moved,
    expected:
      asked.kind === 'add-year'
        ? expectedBankHolidays(Number(asked.year)).map(({ date, name }) => ({ date: date.toString(), name }))
        : [],
  });
}

/** From this year on; what is over is seen and not changed. */
function yearsOf(table: BankHolidayTable, today: Temporal.PlainDate): unknown[] {
  const years = [];
  for (let year = today.year; year <= table.lastDay.year; year += 1)
    years.push({
      year,
      holidays: table.holidays
        .filter(({ date }) => date.year === year)
        .map(({ date, name }) => ({
          date: date.toString(),
          name,
          isAhead: Temporal.PlainDate.compare(date, today) > 0,
        })),
    });
  return years;
}
