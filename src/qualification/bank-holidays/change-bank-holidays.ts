import { Injectable } from '@nestjs/common';
import { checkBankHolidays, expectedBankHolidays, londonDate, type BankHolidayTable } from '#libs/calendar';
import { isRefusal, refuse, type Result } from '#libs/refusal';
import { Database, type Transaction } from '../../platform/database/database.js';
import { bankHolidays } from './bank-holidays.queries.js';

export type BankHolidayCode =
  | 'bank-holiday-date-unreadable'
  | 'bank-holiday-name-missing'
  | 'bank-holiday-is-over'
  | 'bank-holiday-twice'
  | 'bank-holiday-outside-table'
  | 'bank-holiday-not-there'
  | 'bank-holiday-reason-missing'
  | 'bank-holiday-year-not-next'
  | 'bank-holidays-not-in-order';

/** What is to become of the table. `date` as a form sends it, YYYY-MM-DD; `year` is the one after the table's last. */
export type BankHolidayChange =
  | { readonly kind: 'add'; readonly date: string; readonly name: string }
  | { readonly kind: 'remove'; readonly date: string }
  | { readonly kind: 'add-year'; readonly year: number };

/** An administrator changes England's bank holidays, with a reason. It holds for clocks that are read from then on. */
@Injectable()
export class ChangeBankHolidays {
  constructor(private readonly database: Database) {}

  /** The tables before and after; nothing is changed. */
  async preview(change: BankHolidayChange): Promise<Result<TwoTables, BankHolidayCode>> {
    const before = await bankHolidays(this.database);
    const after = changed(before, change, londonDate(await this.database.now()));
    return isRefusal(after) ? after : { before, after };
  }

  /** Two who change at once: the second waits, and is refused where the first has done it. */
  async run(command: {
    readonly actor: string;
    readonly change: BankHolidayChange;
    readonly reason: string;
  }): Promise<Result<TwoTables, BankHolidayCode>> {
    const reason = command.reason.trim();
    if (reason === '') return refuse('bank-holiday-reason-missing', {}, 'reason');
    return this.database.transact(command.actor, async (tx) => {
      await tx.query(`select 1 from bank_holiday_span for update`);
      const before = await bankHolidays(tx);
      const after = changed(before, command.change, londonDate(await tx.now()));
      if (isRefusal(after)) return after;
      await write(tx, before, after);
      const facts = { ...command.change };
      await tx.journal({ aggregate: 'bank-holidays', id: 'england', act: 'bank-holidays.changed', why: reason, facts });
      return { before, after };
    });
  }
}

export interface TwoTables {
  readonly before: BankHolidayTable;
  readonly after: BankHolidayTable;
}

/** The table after a change. Days that are over stay: deadlines were counted by them. */
export function changed(
  table: BankHolidayTable,
  change: BankHolidayChange,
  today: Temporal.PlainDate,
): Result<BankHolidayTable, BankHolidayCode> {
  if (change.kind === 'add-year') return withYear(table, change.year);
  const date = readDay(change.date);
  if (date === null) return refuse('bank-holiday-date-unreadable', { given: change.date }, 'date');
  if (Temporal.PlainDate.compare(date, today) <= 0)
    return refuse('bank-holiday-is-over', { date: date.toString() }, 'date');
  if (change.kind === 'remove') {
    const holidays = table.holidays.filter((holiday) => !holiday.date.equals(date));
    return holidays.length === table.holidays.length
      ? refuse('bank-holiday-not-there', { date: date.toString() }, 'date')
      : { ...table, holidays };
  }
  const name = change.name.trim();
  if (name === '') return refuse('bank-holiday-name-missing', {}, 'name');
  return checked({ ...table, holidays: inOrder([...table.holidays, { date, name }]) });
}

/** The eight days that the year has by rule; those that were proclaimed for it already stay as they are. */
function withYear(table: BankHolidayTable, year: number): Result<BankHolidayTable, BankHolidayCode> {
  const next = table.lastDay.add({ days: 1 }).year;
  if (year !== next) return refuse('bank-holiday-year-not-next', { next }, 'year');
  const lastDay = Temporal.PlainDate.from({ year, month: 12, day: 31 });
  return checked({ ...table, lastDay, holidays: inOrder([...table.holidays, ...expectedBankHolidays(year)]) });
}

function checked(table: BankHolidayTable): Result<BankHolidayTable, BankHolidayCode> {
  const problem = checkBankHolidays(table);
  return problem ? refuse(problem.code, problem.facts, 'date') : table;
}

function inOrder(holidays: BankHolidayTable['holidays']): BankHolidayTable['holidays'] {
  return [...holidays].sort((a, b) => Temporal.PlainDate.compare(a.date, b.date));
}

function readDay(text: string): Temporal.PlainDate | null {
  const found = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text.trim());
  if (!found) return null;
  const [year = 0, month = 0, day = 0] = found.slice(1).map(Number);
  if (month < 1 || month > 12 || day < 1) return null;
  if (day > Temporal.PlainYearMonth.from({ year, month }).daysInMonth) return null;
  return Temporal.PlainDate.from({ year, month, day });
}

async function write(tx: Transaction, before: BankHolidayTable, after: BankHolidayTable): Promise<void> {
  const had = new Set(before.holidays.map(({ date }) => date.toString()));
  const has = new Set(after.holidays.map(({ date }) => date.toString()));
  await tx.query(`delete from bank_holiday where date = any($1::date[])`, [[...had].filter((date) => !has.has(date))]);
  await tx.query(
    `insert into bank_holiday (date, name) select date, name from jsonb_to_recordset($1::jsonb) as h (date date, name text)`,
    [
      JSON.stringify(
        after.holidays
          .filter(({ date }) => !had.has(date.toString()))
          .map(({ date, name }) => ({ date: date.toString(), name })),
      ),
    ],
  );
  await tx.query(`update bank_holiday_span set last_day = $1`, [after.lastDay.toString()]);
}
