import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database.js';

export interface OutageLine {
  readonly id: string;
  readonly part: 'database' | 'store' | 'service';
  readonly beganAt: Date;
  readonly endedAt: Date;
  /** How many processes saw it. */
  readonly seenBy: number;
  /** Tries to submit that failed in it. */
  readonly faults: number;
  /** Windows of the provider that were open in it. */
  readonly windows: readonly { readonly id: string; readonly name: string }[];
}

export interface FailureLine {
  readonly id: string;
  readonly windowId: string;
  readonly window: string;
  readonly fromAt: Date;
  readonly untilAt: Date;
  readonly minutes: number;
  readonly reason: string;
  readonly declaredAt: Date;
  readonly declaredBy: string;
  readonly extended: number;
}

/** One person whom a declared failure gave time. */
export interface ExtensionLine {
  readonly bookingId: string;
  readonly name: string;
  readonly closesBefore: Date;
  readonly closesAt: Date;
  /** True where their place had become a no-show and was given back. */
  readonly reinstated: boolean;
}

const atOnce = 50;

const failures = `
  select f.id, f.window_id as "windowId", w.name as window, f.from_at as "fromAt", f.until_at as "untilAt", f.minutes,
         f.reason, f.declared_at as "declaredAt", s.name as "declaredBy",
         (select count(*)::int from failure_extension x where x.failure_id = f.id) as extended
  from technical_failure f join assessment_window w on w.id = f.window_id left join staff s on s.sign_in_id = f.declared_by`;

@Injectable()
export class FailureQueries {
  constructor(private readonly database: Database) {}

  /** The latest first; pages by the last id. */
  async outages(providerId: string, after: string | null): Promise<{ lines: OutageLine[]; hasMore: boolean }> {
    const rows = await this.database.query<OutageLine>(
      `select o.id, o.part, o.began_at as "beganAt", o.ended_at as "endedAt", cardinality(o.seen_by) as "seenBy",
              (select count(*)::int from failed_request f where f.at between o.began_at and o.ended_at) as faults,
              coalesce((select json_agg(json_build_object('id', w.id, 'name', w.name) order by w.opens_at) from assessment_window w
                where w.provider_id = $1 and w.opens_at < o.ended_at
                  and exists (select from booking b where b.window_id = w.id
                    and greatest(w.closes_at, b.personal_closes_at, b.extended_closes_at) > o.began_at)), '[]') as windows
       from outage o
       where $2::uuid is null or (o.ended_at, o.id) < (select ended_at, id from outage where id = $2)
       order by o.ended_at desc, o.id desc limit ${atOnce + 1}`,
      [providerId, after],
    );
    return { lines: rows.slice(0, atOnce), hasMore: rows.length > atOnce };
  }

  async declared(providerId: string): Promise<FailureLine[]> {
    return this.database.query<FailureLine>(
      `${failures} where w.provider_id = $1 order by f.declared_at desc, f.id limit 100`,
      [providerId],
    );
  }

  async find(id: string): Promise<FailureLine | null> {
    const [row] = await this.database.query<FailureLine>(`${failures} where f.id = $1`, [id]);
    return row ?? null;
  }

  async extensions(id: string): Promise<ExtensionLine[]> {
    return this.database.query(
      `select x.booking_id as "bookingId", p.name, x.closes_before as "closesBefore", x.closes_at as "closesAt", x.reinstated
       from failure_extension x join booking b on b.id = x.booking_id join enrolment e on e.id = b.enrolment_id
       join participant p on p.id = e.participant_id where x.failure_id = $1 order by p.name, b.id`,
      [id],
    );
  }

  /** Windows of a provider that a failure can be declared for: open now or lately. */
  async windows(providerId: string): Promise<{ id: string; name: string; closesAt: Date }[]> {
    return this.database.query(
      `select id, name, closes_at as "closesAt" from assessment_window
       where provider_id = $1 and opens_at <= (select app_now()) order by opens_at desc limit 12`,
      [providerId],
    );
  }
}
