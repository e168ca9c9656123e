import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database.js';
import { waitingSql } from '../bookings/waiting-list.js';
import { windowTaskClosingsSql } from './task-closings.js';

/** A window with its seats. Times as the driver gives them. */
export interface WindowLine {
  readonly id: string;
  readonly name: string;
  readonly frameworkVersion: string;
  readonly opensAt: Date;
  readonly closesAt: Date;
  readonly bookingOpensAt: Date;
  readonly bookingClosesAt: Date;
  readonly confirmBy: Date;
  readonly capacity: number;
  /** Tasks whose accounts are taken up to an earlier time; ISO 8601. */
  readonly taskClosings: readonly { readonly title: string; readonly closesAt: string }[];
  readonly closedAt: Date | null;
  /** Seats that are held now. */
  readonly taken: number;
  readonly confirmed: number;
  readonly kept: number;
  /** Who waits for a place and could take it now. */
  readonly waiting: number;
  readonly isOver: boolean;
  /** While it is closing: places that have been dealt with, of all that were held. Null before and after. */
  readonly closing: Closing | null;
}

export interface Closing {
  readonly done: number;
  readonly total: number;
  /** Who may still submit, by a closing time of their own or after a failure of ours. */
  readonly longer: number;
}

// Dealt with is who missed their place, and whose submission no longer waits to be accepted.
const closingSql = `
  select json_build_object('total', count(*), 'longer', count(*) filter (where isLonger),
           'done', count(*) filter (where not isLonger and (k.state in ('no-show')
             or k.state in ('used') and not exists (select from submission s where s.booking_id = k.id and s.state in ('submitted'))))) as of
  from (select id, state, coalesce(state <> 'no-show' and greatest(personal_closes_at, extended_closes_at) > (select app_now()), false) as isLonger
        from booking where window_id = w.id and state in ('booked', 'confirmed', 'used', 'no-show')
          and w.closed_at is null and w.closes_at <= (select app_now())) k`;

const columns = `w.id, w.name, w.framework_version as "frameworkVersion", w.opens_at as "opensAt", w.closes_at as "closesAt",
  w.booking_opens_at as "bookingOpensAt", w.booking_closes_at as "bookingClosesAt", w.confirm_by as "confirmBy",
  w.capacity, ${windowTaskClosingsSql} as "taskClosings", w.closed_at as "closedAt", coalesce(b.taken, 0) as taken, coalesce(b.confirmed, 0) as confirmed,
  coalesce(b.kept, 0) as kept, ${waitingSql} as waiting, w.closes_at <= (select app_now()) as "isOver",
  case when w.closed_at is null and w.closes_at <= (select app_now()) then closing.of end as closing`;
const seats = `left join lateral (
  select count(*)::int as taken, count(*) filter (where state in ('confirmed', 'used'))::int as confirmed,
         count(*) filter (where state in ('booked') and kept_at is not null)::int as kept
  from booking where window_id = w.id and seat is not null) b on true
  left join lateral (${closingSql}) closing on true`;

/** What the screens of windows read. */
@Injectable()
export class WindowQueries {
  constructor(private readonly database: Database) {}

  /** Every window of a provider, those to come first and then the past, newest first; a hundred at most. */
  async all(providerId: string): Promise<WindowLine[]> {
    return this.database.query<WindowLine>(
      `select ${columns} from assessment_window w ${seats} where w.provider_id = $1
       order by "isOver", case when w.closes_at > (select app_now()) then w.opens_at end, w.opens_at desc, w.id limit 100`,
      [providerId],
    );
  }

  /** The work that closes windows just now, for a page that follows it; null where none is in hand. */
  async closingWork(): Promise<string | null> {
    const [work] = await this.database.query<{ id: string }>(
      `select id from work_item where kind = 'submission.close-windows' and state in ('waiting', 'running')
         and due_at <= (select app_now()) order by state, due_at limit 1`,
    );
    return work?.id ?? null;
  }

  async find(id: string): Promise<WindowLine | null> {
    const [row] = await this.database.query<WindowLine>(
      `select ${columns} from assessment_window w ${seats} where w.id = $1`,
      [id],
    );
    return row ?? null;
  }

  /** Windows of a provider and framework for which booking has not closed, soonest first. */
  async bookable(providerId: string, frameworkVersion: string): Promise<WindowLine[]> {
    return this.database.query<WindowLine>(
      `select ${columns} from assessment_window w ${seats}
       where w.provider_id = $1 and w.framework_version = $2 and w.booking_closes_at > (select app_now())
       order by w.opens_at, w.id limit 100`,
      [providerId, frameworkVersion],
    );
  }

  /** Who holds a place in a window. */
  async holders(
    windowId: string,
  ): Promise<{ participantId: string; name: string; state: string; keptAt: Date | null }[]> {
    return this.database.query(
      `select p.id as "participantId", p.name, b.state, b.kept_at as "keptAt"
       from booking b join enrolment e on e.id = b.enrolment_id join participant p on p.id = e.participant_id
       where b.window_id = $1 and b.seat is not null order by p.name, p.id limit 500`,
      [windowId],
    );
  }
}
