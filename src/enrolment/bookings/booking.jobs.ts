import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database.js';
import { Handles, type Work } from '../../platform/jobs/job.js';
import { MoveUnconfirmed } from './move-unconfirmed.js';
import { OfferPlaces } from './offer-places.js';
import { windowsWithPlacesToOffer } from './waiting-list.js';

/** What the clock does to bookings. */
@Injectable()
export class BookingJobs {
  constructor(
    private readonly database: Database,
    private readonly moveUnconfirmed: MoveUnconfirmed,
    private readonly offerPlaces: OfferPlaces,
  ) {}

  /** Every place that was to be confirmed by now and was not, one transaction each: restarted, it goes on where it was. */
  @Handles('booking.confirm-by')
  async confirmBy(work: Work): Promise<void> {
    const due = await this.database.query<{ id: string }>(
      `select b.id from booking b join assessment_window w on w.id = b.window_id
       where b.state in ('booked') and b.kept_at is null and w.confirm_by <= (select app_now())
       order by w.confirm_by, b.booked_at, b.id`,
    );
    for (const [index, { id }] of due.entries()) {
      await this.moveUnconfirmed.run(work.actor, id);
      if (index % 50 === 49) await work.progress(index + 1, due.length);
    }
  }

  /** The free places of one window, or by the clock of every window where somebody waits, to those who wait. */
  @Handles('booking.offer-places')
  async offer(work: Work): Promise<void> {
    const { windowId } = work.subject;
    const windows = windowId === undefined ? await windowsWithPlacesToOffer(this.database) : [windowId];
    for (const id of windows) await this.offerPlaces.run(work.actor, id);
  }
}
