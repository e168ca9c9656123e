import { Injectable } from '@nestjs/common';
import { bookingsDueToClose, Enrolments, overAtSql, windowsDueToClose } from '../enrolment/index.js';
import { Database } from '../platform/database/database.js';
import type { Work } from '../platform/jobs/job.js';
import { AcceptSubmission } from './accept-submission.js';
import { closeDrafts } from './close-drafts.js';
import { RestoreTakenBack } from './restore-taken-back.js';

/** Bookings closed in one transaction: what a crash undoes at most, and how long a submission can wait for its own row. */
const atOnce = 200;
/** How many submissions are accepted between two notes of progress. */
const noteEvery = 25;

/**
 * Closes what is due by the database's clock: bookings with nothing handed in become no-shows with their drafts, what was
 * taken back and not handed in again is restored, what was handed in is accepted, then the window is closed. Bookings a chunk at a time and submissions one at a time, each in a
 * transaction of its own: after a crash what was done stays done, and the next round goes on with what is left. One that cannot
 * be restored or accepted keeps nobody else waiting: the round ends with its fault, which stands at the work, and is tried again.
 */
@Injectable()
export class CloseWindows {
  constructor(
    private readonly database: Database,
    private readonly enrolments: Enrolments,
    private readonly acceptSubmission: AcceptSubmission,
    private readonly restoreTakenBack: RestoreTakenBack,
  ) {}

  async run(work: Work): Promise<void> {
    await this.closeBookings(work);
    const faults = [...(await this.restore(work)), ...(await this.acceptSubmitted(work))];
    for (const { windowId } of await windowsDueToClose(this.database)) {
      await this.database.transact(work.actor, (transaction) => this.enrolments.closeWindow(transaction, windowId));
    }
    if (faults.length > 0) throw new AggregateError(faults, faults.map(({ message }) => message).join('; '));
  }

  private async closeBookings(work: Work): Promise<void> {
    const due = await bookingsDueToClose(this.database);
    for (let from = 0; from < due.length; from += atOnce) {
      const chunk = due.slice(from, from + atOnce);
      await this.database.transact(work.actor, async (transaction) => {
        await closeDrafts(transaction, await this.enrolments.missBookings(transaction, chunk));
      });
      await work.progress(from + chunk.length, due.length, 'bookings closed');
    }
  }

  private async restore(work: Work): Promise<Error[]> {
    const faults: Error[] = [];
    for (const one of await this.restoreTakenBack.due())
      faults.push(...(await this.faultOf(one.id, 'restored', this.restoreTakenBack.run(work.actor, one))));
    return faults;
  }

  /** Also what was held while its checks ran: it is looked at again every round until it is accepted or a person decides. */
  private async acceptSubmitted(work: Work): Promise<Error[]> {
    const faults: Error[] = [];
    const due = await this.database.query<{ id: string }>(
      `select s.id from submission s join booking b on b.id = s.booking_id join assessment_window w on w.id = b.window_id
       where s.state = 'submitted' and ${overAtSql} <= (select app_now())
         and (s.held_reason is null or s.held_reason in ('pending', 'stuck', 'needs-person'))
       order by s.submitted_at, s.id`,
    );
    for (const [place, { id }] of due.entries()) {
      faults.push(...(await this.faultOf(id, 'accepted', this.acceptSubmission.run(work.actor, id))));
      const done = place + 1;
      if (done % noteEvery === 0 || done === due.length) await work.progress(done, due.length, 'submissions accepted');
    }
    return faults;
  }

  private async faultOf(id: string, done: 'restored' | 'accepted', act: Promise<unknown>): Promise<Error[]> {
    try {
      await act;
      return [];
    } catch (fault) {
      // A database that is away is no fault of this submission: it throws here, and the round ends.
      await this.database.now();
      return [new Error(`The submission ${id} cannot be ${done}: ${String(fault)}`, { cause: fault })];
    }
  }
}
