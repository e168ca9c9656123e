import type { BankHolidayTable } from '#libs/calendar';
import type { Transaction } from '../../platform/database/database.js';

type Reads = Pick<Transaction, 'query'>;

/** The table as `bankHolidaysSql` gives it. Days are YYYY-MM-DD. */
export interface BankHolidaysJson {
  readonly firstDay: string;
  readonly lastDay: string;
  readonly holidays: readonly { readonly date: string; readonly name: string }[];
}

/** SQL for England's bank holidays as one value: for a statement that reads a clock of working days with other things. */
export const bankHolidaysSql = `(select json_build_object('firstDay', first_day, 'lastDay', last_day, 'holidays',
  (select coalesce(json_agg(json_build_object('date', date, 'name', name) order by date), '[]') from bank_holiday))
  from bank_holiday_span)`;

export function bankHolidaysFrom(json: BankHolidaysJson): BankHolidayTable {
  return {
    firstDay: Temporal.PlainDate.from(json.firstDay),
    lastDay: Temporal.PlainDate.from(json.lastDay),
    holidays: json.holidays.map(({ date, name }) => ({ date: Temporal.PlainDate.from(date), name })),
  };
}

/** England's bank holidays as they stand now: what every clock of working days counts by. One statement. */
export async function bankHolidays(db: Reads): Promise<BankHolidayTable> {
  const [row] = await db.query<{ holidays: BankHolidaysJson }>(`select ${bankHolidaysSql} as holidays`);
  if (!row) throw new Error('There is no table of bank holidays');
  return bankHolidaysFrom(row.holidays);
}
