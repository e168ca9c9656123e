import { Injectable } from '@nestjs/common';
import { londonDate, remindersDue, type DueReminder } from '#libs/calendar';
import { Database, type Transaction } from '../platform/database/database.js';
import { writeLetters } from '../platform/mail/mail.js';
import { deadlinesDue, enrolmentsDue, type OpenDeadline } from './open-deadlines.js';
import { reminderLetter } from './reminder-letters.js';
import type { Series } from './timetable.js';

const allSeries: readonly Series[] = ['present-by', 'confirm-by', 'task-closes', 'window-closes'];
const atOnce = 500;

interface Drawn extends DueReminder {
  readonly of: OpenDeadline;
}

/**
 * Sends every reminder that is due and not on record, `atOnce` enrolments a transaction. After an outage the nearest of
 * a series is sent and those before it are recorded as overtaken. Killed anywhere, a run that begins again finds only
 * what is not done; two at once meet at the rows' locks and at `notice_once`.
 */
@Injectable()
export class SendReminders {
  constructor(private readonly database: Database) {}

  /** Gives how many letters were written. `note` is told after each transaction. */
  async run(actor: string, note: (written: number) => Promise<void> = async () => undefined): Promise<number> {
    let written = 0;
    for (const series of allSeries) {
      for (let after = '00000000-0000-0000-0000-000000000000'; ;) {
        const ids = await enrolmentsDue(this.database, series, after, atOnce);
        const last = ids.at(-1);
        if (last === undefined) break;
        written += await this.database.transact(actor, (tx) => remind(tx, series, ids));
        await note(written);
        after = last;
      }
    }
    return written;
  }
}

async function remind(tx: Transaction, series: Series, ids: readonly string[]): Promise<number> {
  // Whoever is booking, deferring or submitting just now holds their row: they are looked at again by the next run.
  const held = await tx.query<{ id: string }>(
    `select id from enrolment where id = any ($1::uuid[]) order by id for update skip locked`,
    [ids],
  );
  // A place is confirmed under its own lock; in the order in which every room takes the two.
  await tx.query(
    `select 1 from booking where enrolment_id = any ($1::uuid[]) and state in ('booked', 'confirmed') order by id for update`,
    [held.map(({ id }) => id)],
  );
  // Read after the locks were taken, so that what was done meanwhile is seen.
  const open = await deadlinesDue(
    tx,
    series,
    held.map(({ id }) => id),
  );
  const today = londonDate(await tx.now());
  const drawn = open.flatMap((of): Drawn[] =>
    remindersDue({
      deadline: Temporal.PlainDate.from(of.deadline),
      offsets: of.days,
      lastRunDate: of.since === null ? null : Temporal.PlainDate.from(of.since),
      today,
      sent: of.sent,
    }).map((reminder) => ({ ...reminder, of })),
  );
  const recorded = await record(tx, drawn);
  const toSend = drawn.filter((each) => each.supersededBy === null && recorded.has(keyOf(each)));
  await writeLetters(
    tx,
    toSend.map((each) => reminderLetter(each.of, each.daysLeft, keyOf(each))),
  );
  return toSend.length;
}

/** Puts what is new on record, and says which: what another worker had recorded is not among it. */
async function record(tx: Transaction, drawn: readonly Drawn[]): Promise<Set<string>> {
  if (drawn.length === 0) return new Set();
  const rows = await tx.query<{ id: string; key: string; overtaken: boolean; why: string }>(
    `insert into notice (enrolment_id, series, about, deadline, days_before, overtaken_by, why, at)
     select enrolment_id, series, about, deadline, days_before, overtaken_by, why, app_now()
     from jsonb_to_recordset($1::jsonb) as n (enrolment_id uuid, series text, about text, deadline date,
                                             days_before integer, overtaken_by integer, why text)
     on conflict on constraint notice_once do nothing
     returning id, concat_ws('/', 'reminder', series, enrolment_id, about, deadline, days_before) as key,
               overtaken_by is not null as overtaken, why`,
    [
      JSON.stringify(
        drawn.map(({ of, daysBefore, supersededBy, why }) => ({
          enrolment_id: of.enrolmentId,
          series: of.series,
          about: of.about,
          deadline: of.deadline,
          days_before: daysBefore,
          overtaken_by: supersededBy,
          why,
        })),
      ),
    ],
  );
  await tx.journalFirst(
    rows.map(({ id, key, overtaken, why }) => ({
      aggregate: 'notice',
      id,
      act: overtaken ? 'reminder.overtaken' : 'reminder.sent',
      why,
      facts: { key },
    })),
  );
  return new Set(rows.map(({ key }) => key));
}

function keyOf({ of, daysBefore }: Drawn): string {
  return ['reminder', of.series, of.enrolmentId, of.about, of.deadline, daysBefore].join('/');
}
