import { Injectable } from '@nestjs/common';
import { endOfLondonDay, sayCount, sayDate } from '#libs/calendar';
import { Database } from '../platform/database/database.js';
import { TellsNext, type NextThing } from '../platform/web/next-things.js';
import type { Visitor } from '../platform/web/visitor.js';
import { lastDayOf, whyLastDay } from './clock.js';
import { enrolmentOf, type EnrolmentOf } from './door.queries.js';

interface StaffRow {
  readonly kept: number;
  readonly running_out: number;
  readonly coming: number;
  readonly charges: number;
}

/** SQL: from the farthest reminder of the framework `f` on, who has no place is in danger. */
const dangerDays = `(select max(days::int) from jsonb_array_elements_text(f.definition #> '{clock,remindDaysBefore}') as days)`;

/** What enrolment has for people to do next: participants their own, staff what nobody else will notice. */
@Injectable()
export class EnrolmentNext {
  constructor(private readonly database: Database) {}

  @TellsNext()
  async next(visitor: Visitor): Promise<NextThing[]> {
    if (visitor.roles.includes('participant')) {
      const mine = await enrolmentOf(this.database, visitor.signInId);
      return mine ? forParticipant(mine) : [];
    }
    const isLead = visitor.roles.includes('lead');
    const isAdministrator = visitor.roles.includes('administrator');
    if (!isLead && !isAdministrator) return [];
    return forStaff(await this.readStaff(visitor.providerId ?? ''), isAdministrator);
  }

  private async readStaff(providerId: string): Promise<StaffRow> {
    return this.database.one<StaffRow>(
      `select (select count(*)::int from booking b join assessment_window w on w.id = b.window_id
               where w.provider_id = $1 and b.state in ('booked') and b.kept_at is not null) as kept,
              (select count(*)::int from enrolment e join participant p on p.id = e.participant_id
               join framework_version f on f.id = e.framework_version
               where p.provider_id = $1 and e.state in ('active')
                 and e.present_by < london_date((select app_now())) + ${dangerDays}
                 and not exists (select from booking b where b.enrolment_id = e.id and b.attempt_no = e.attempt_no
                                 and b.state in ('booked', 'confirmed', 'used'))) as running_out,
              (select count(*)::int from assessment_window
               where provider_id = $1 and booking_closes_at > (select app_now())) as coming,
              (select count(*)::int from charge c join enrolment e on e.id = c.enrolment_id
               join participant p on p.id = e.participant_id
               where p.provider_id = $1 and c.settled_at is null and c.waived_at is null) as charges`,
      [providerId],
    );
  }
}

function forParticipant(mine: EnrolmentOf): NextThing[] {
  if (mine.state !== 'active' && mine.state !== 'resubmitting') return [];
  const lastDay = lastDayOf(mine);
  const { booking } = mine;
  if (mine.unpaidPence > 0 && booking === null) {
    const pounds = `£${(mine.unpaidPence / 100).toFixed(2)}`;
    return [{ text: `Pay ${pounds} before you book`, href: '/windows', dueAt: endOfLondonDay(lastDay) }];
  }
  if (booking === null) {
    return [
      {
        text: 'Book your assessment window',
        href: '/windows',
        dueAt: endOfLondonDay(lastDay),
        detail: `You ${mine.attemptNo === 1 ? 'present for assessment' : 'resubmit'} by the end of ${sayDate(lastDay)} (${whyLastDay(mine)}).`,
      },
    ];
  }
  if (booking.state === 'booked')
    return [
      {
        text: `Confirm your place in ${booking.windowName}`,
        href: `/bookings/${booking.id}/confirmation`,
        dueAt: booking.confirmBy,
        detail: 'A place that is not confirmed in time moves to the next window that fits.',
      },
    ];
  return [];
}

function forStaff(row: StaffRow, isAdministrator: boolean): NextThing[] {
  const things: NextThing[] = [];
  if (row.kept > 0)
    things.push({
      text: `Speak to ${sayCount(row.kept, 'participant')} with a place that is not confirmed`,
      href: '/planning/windows',
      dueAt: null,
      detail: 'No later window fits into their time, so the place was kept.',
    });
  if (row.running_out > 0)
    things.push({
      text: `See who has no place and little time left: ${sayCount(row.running_out, 'participant')}`,
      href: '/participants?state=active',
      dueAt: null,
    });
  if (row.coming === 0 && isAdministrator)
    things.push({
      text: 'Plan the next assessment windows',
      href: '/planning/year',
      dueAt: null,
      detail: 'There is no window that participants can book.',
    });
  if (row.charges > 0 && isAdministrator)
    things.push({ text: `Follow up ${sayCount(row.charges, 'open charge')}`, href: '/participants', dueAt: null });
  return things;
}
