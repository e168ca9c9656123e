import { Injectable } from '@nestjs/common';
import { isRefusal } from '#libs/refusal';
import { Database, type Transaction } from '../../platform/database/database.js';
import type { EnrolmentRow } from '../enrolment.entity.js';
import type { EnrolmentEvent } from '../enrolment.lifecycle.js';
import { letters, writeToParticipant } from '../letters.js';
import { lockEnrolment, moveEnrolment } from '../move-enrolment.js';
import { isAwaySql, noteReturn } from '../return-from-deferral.js';

/** What the calendar does to an enrolment. */
export interface Turn {
  readonly event: EnrolmentEvent;
  readonly act: string;
  /** SQL on `e` that is true where it is due; asked again under lock. */
  readonly isDue: string;
  readonly after?: (tx: Transaction, row: EnrolmentRow) => Promise<void>;
}

// Evaluated at the civil date in London: a server in UTC lapses nobody an hour early in summer.
const today = `london_date((select app_now()))`;

// A place that is still held, or used, keeps an enrolment alive until the window has dealt with it.
const nothingHeld = `not exists (select from booking b where b.enrolment_id = e.id and b.attempt_no = e.attempt_no
                                 and b.state in ('booked', 'confirmed', 'used'))`;

/** In the order in which they are looked at: who is back from a deferral, or begins one, does not lapse before that is known. */
export const turns: readonly Turn[] = [
  {
    event: 'return',
    act: 'deferral.ended',
    isDue: `e.state in ('deferred') and not ${isAwaySql}`,
    after: noteReturn,
  },
  {
    event: 'defer',
    act: 'deferral.begun',
    isDue: `e.state in ('active') and ${isAwaySql}`,
  },
  {
    event: 'lapse',
    act: 'enrolment.lapsed',
    isDue: `e.state in ('active') and e.present_by < ${today} and ${nothingHeld}`,
    // The version is another each time: who was reinstated may run out again, and on the same day as before.
    after: (tx, row) =>
      writeToParticipant(tx, row.id, `lapsed:${row.id}:${row.version}`, letters.lapsed(row.presentBy)),
  },
  {
    event: 'fail',
    act: 'resubmission.ran-out',
    // Who presented before a deferral began is away in it all the same, and could submit nothing.
    isDue: `e.state in ('resubmitting') and e.resubmit_by < ${today} and ${nothingHeld} and not ${isAwaySql}`,
    after: (tx, row) =>
      writeToParticipant(
        tx,
        row.id,
        `resubmission-ran-out:${row.id}:${row.version}`,
        letters.resubmissionRanOut(row.resubmitBy ?? row.presentBy),
      ),
  },
];

const atOnce = 500;
const noteEvery = 50;

/** Finds every enrolment that a turn is due for, and turns each in a transaction of its own. */
@Injectable()
export class SweepEnrolments {
  constructor(private readonly database: Database) {}

  /**
   * Gives how many were turned. `note` is told how many of how many that were due at the beginning: a sweep that was
   * interrupted begins again and skips what is done. Who is back from a deferral may be due for another turn at once.
   */
  async run(
    actor: string,
    note: (done: number, total: number) => Promise<void> = async () => undefined,
  ): Promise<number> {
    const dueNow = await this.countDue();
    let turned = 0;
    for (const turn of turns) {
      for (let after = '00000000-0000-0000-0000-000000000000'; ;) {
        const due = await this.database.query<{ id: string }>(
          `select e.id from enrolment e where e.id > $1 and ${turn.isDue} order by e.id limit ${atOnce}`,
          [after],
        );
        for (const { id } of due) {
          if (!(await this.turn(actor, id, turn))) continue;
          turned += 1;
          if (turned % noteEvery === 0) await note(turned, Math.max(turned, dueNow));
        }
        await note(turned, Math.max(turned, dueNow));
        const last = due.at(-1);
        if (due.length < atOnce || !last) break;
        after = last.id;
      }
    }
    return turned;
  }

  private async countDue(): Promise<number> {
    const each = turns.map(({ isDue }) => `(select count(*) from enrolment e where ${isDue})`);
    const { due } = await this.database.one<{ due: number }>(`select (${each.join(' + ')})::int as due`);
    return due;
  }

  private async turn(actor: string, id: string, turn: Turn): Promise<boolean> {
    return this.database.transact(actor, async (tx) => {
      const row = await lockEnrolment(tx, id);
      const [still] = await tx.query(`select 1 from enrolment e where e.id = $1 and ${turn.isDue}`, [id]);
      if (!still) return false;
      const moved = await moveEnrolment(tx, row, turn.event, { act: turn.act });
      if (isRefusal(moved)) return false;
      await turn.after?.(tx, row);
      return true;
    });
  }
}
