import { Injectable } from '@nestjs/common';
import { isRefusal } from '#libs/refusal';
import { bookingsDueToClose, Enrolments, windowsDueToClose } from '../enrolment/index.js';
import { Database } from '../platform/database/database.js';
import type { Work } from '../platform/jobs/job.js';
import { AcceptSubmission } from './accept-submission.js';
import { lockSubmission, moveSubmission } from './move-submission.js';

const atOnce = 200;

/**
 * Closes what is due by the database's clock: bookings with nothing handed in become no-shows with their drafts, what was
 * handed in is accepted, then the window is closed. Each booking in a transaction of its own, so that a crash in the
 * middle leaves nothing half done and the next round goes on.
 */
@Injectable()
export class CloseWindows {
  constructor(
    private readonly database: Database,
    private readonly enrolments: Enrolments,
    private readonly acceptSubmission: AcceptSubmission,
  ) {}

  async run(work: Work): Promise<void> {
    await this.closeBookings(work);
    await this.acceptSubmitted(work);
    for (const { windowId } of await windowsDueToClose(this.database)) {
      await this.database.transact(work.actor, (transaction) => this.enrolments.closeWindow(transaction, windowId));
    }
  }

  private async closeBookings(work: Work): Promise<void> {
    for (let closed = 0; ;) {
      const due = await bookingsDueToClose(this.database, atOnce);
      for (const { bookingId } of due) await this.closeBooking(work.actor, bookingId);
      closed += due.length;
      if (due.length > 0) await work.progress(closed, closed, 'bookings closed');
      if (due.length < atOnce) return;
    }
  }

  private async closeBooking(actor: string, bookingId: string): Promise<void> {
    await this.database.transact(actor, async (transaction) => {
      const missed = await this.enrolments.noShow(transaction, bookingId);
      if (isRefusal(missed)) return;
      const drafts = await transaction.query<{ id: string }>(
        `select s.id from submission s join attempt a on a.id = s.attempt_id
         join booking b on b.enrolment_id = a.enrolment_id and b.attempt_no = a.no
         where b.id = $1 and s.state = 'draft'`,
        [bookingId],
      );
      for (const { id } of drafts) {
        const draft = await lockSubmission(transaction, id);
        if (draft) await moveSubmission(transaction, draft, 'close');
      }
    });
  }

  /** Also what was held while its checks ran: it is looked at again every round until it is accepted or a person decides. */
  private async acceptSubmitted(work: Work): Promise<void> {
    const due = await this.database.query<{ id: string }>(
      `select s.id from submission s join booking b on b.id = s.booking_id join assessment_window w on w.id = b.window_id
       where s.state = 'submitted' and coalesce(b.personal_closes_at, w.closes_at) <= (select app_now())
         and (s.held_reason is null or s.held_reason in ('pending', 'stuck', 'needs-person'))
       order by s.submitted_at, s.id`,
    );
    for (const [place, { id }] of due.entries()) {
      await this.acceptSubmission.run(work.actor, id);
      await work.progress(place + 1, due.length, 'submissions accepted');
    }
  }
}
