import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { correspondingDate, presentBy } from '#libs/calendar';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';

/** CALENDAR_MONTHS=40 compares 40 lengths from each of 25,933 starts: a million dates, half a minute. */
const lengths = process.env['CALENDAR_MONTHS']
  ? Array.from({ length: Number(process.env['CALENDAR_MONTHS']) }, (_, at) => at + 1)
  : [1, 18, 24];

let test: TestDatabase;
let client: Client;
beforeAll(async () => {
  test = await createTestDatabase();
  client = new Client({ connectionString: test.url });
  await client.connect();
});
afterAll(async () => {
  await client?.end();
  await test?.drop();
});

/** What PostgreSQL makes of each start of seventy years: the day `months` later, and the instant at which it ends in London. */
async function byPostgres(months: number): Promise<{ start: string; last: string; ends: number }[]> {
  const { rows } = await client.query<{ start: string; last: string; ends: number }>(
    `select start::date::text as start, last::text,
            extract(epoch from (last + 1)::timestamp at time zone 'Europe/London')::float8 as ends
     from generate_series(date '1990-01-01', date '2060-12-31', interval '1 day') as start,
          lateral (select (start + make_interval(months => $1))::date as last) as l`,
    [months],
  );
  return rows;
}

describe('the corresponding date, beside PostgreSQL’s own calendar', () => {
  it.each(lengths)(
    'is the same %i months from every day of seventy years, and ends at the same instant in London',
    async (months) => {
      const rows = await byPostgres(months);
      expect(rows).toHaveLength(25_933);
      const wrong = rows.filter(({ start, last, ends }) => {
        const { date, endsAt } = presentBy(Temporal.PlainDate.from(start), months);
        return date.toString() !== last || endsAt.epochMilliseconds !== ends * 1_000;
      });
      expect(wrong).toEqual([]);
    },
  );

  it.each([
    ['2017-08-31', '2019-02-28'],
    ['2018-08-31', '2020-02-29'],
    ['2020-02-29', '2021-08-29'],
  ])('edge case 1: who starts on %s presents by %s', (start, last) => {
    expect(correspondingDate(Temporal.PlainDate.from(start), 18).toString()).toBe(last);
  });
});
