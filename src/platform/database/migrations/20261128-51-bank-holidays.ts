import type { MigrationInterface, QueryRunner } from 'typeorm';
import { englandBankHolidays } from '#libs/calendar';

/** England's bank holidays as data: clocks of working days read them, an administrator changes them. */
export class BankHolidays20261128510000 implements MigrationInterface {
  name = 'BankHolidays20261128510000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- The days that the table speaks for, both included. Who changes the table holds this row.
      create table bank_holiday_span (
        only_row boolean primary key default true check (only_row),
        first_day date not null,
        last_day date not null,
        check (first_day <= last_day)
      )
    `);
    await runner.query(`
      create table bank_holiday (
        date date primary key,
        name text not null check (name <> '' and length(name) <= 100)
      )
    `);
    const { firstDay, lastDay, holidays } = englandBankHolidays;
    await runner.query(`insert into bank_holiday_span (first_day, last_day) values ($1, $2)`, [
      firstDay.toString(),
      lastDay.toString(),
    ]);
    await runner.query(
      `insert into bank_holiday (date, name) select date, name from jsonb_to_recordset($1::jsonb) as h (date date, name text)`,
      [JSON.stringify(holidays.map(({ date, name }) => ({ date: date.toString(), name })))],
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop table bank_holiday, bank_holiday_span`);
  }
}
