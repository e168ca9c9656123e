import { Injectable } from '@nestjs/common';
import { londonDate, warnOfTableEnd } from '#libs/calendar';
import { Database } from '../../platform/database/database.js';
import { writeLetters } from '../../platform/mail/mail.js';
import { bankHolidays } from '../../qualification/index.js';

/**
 * Tells every administrator, once for each end of the table, that the bank holidays end within twelve months: clocks
 * that run beyond it count as if there were none.
 */
@Injectable()
export class WarnOfTableEnd {
  constructor(private readonly database: Database) {}

  /** Gives how many were written to; 0 where the table reaches far enough. */
  async run(actor: string): Promise<number> {
    return this.database.transact(actor, async (tx) => {
      const table = await bankHolidays(tx);
      const warning = warnOfTableEnd(table, londonDate(await tx.now()));
      if (warning === null) return 0;
      const untold = await tx.query<{ key: string; name: string; email: string }>(
        `select k.key, s.name, i.email from staff s join sign_in i on i.id = s.sign_in_id
         cross join lateral (select 'bank-holidays-end:' || $1 || ':' || s.id as key) k
         where i.disabled_at is null
           and exists (select from staff_role r where r.staff_id = s.id and r.role in ('administrator'))
           and not exists (select from mail_message m where m.key = k.key) order by s.id`,
        [table.lastDay.toString()],
      );
      if (untold.length === 0) return 0;
      await writeLetters(
        tx,
        untold.map(({ key, name, email }) => ({
          key,
          to: email,
          subject: 'The table of bank holidays needs its next year',
          body: `Dear ${name}\n\n${warning}\n\nAdd the next year on the page “Bank holidays”: the eight days that it has by rule are offered, and you can add those that were proclaimed.\n\nThe assessment team\n`,
        })),
      );
      const facts = { lastDay: table.lastDay.toString(), letters: untold.length };
      await tx.journal({ aggregate: 'bank-holidays', id: 'england', act: 'bank-holidays.end-warned', facts });
      return untold.length;
    });
  }
}
