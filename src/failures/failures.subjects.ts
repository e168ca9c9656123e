import { Injectable } from '@nestjs/common';
import { londonDate } from '#libs/calendar';
import { heldByFailureSql } from '../enrolment/index.js';
import { Database } from '../platform/database/database.js';
import { instantOf } from '../platform/database/types.js';
import { TellsNext, type NextThing } from '../platform/web/next-things.js';
import { Subject } from '../platform/web/route.js';
import type { Visitor } from '../platform/web/visitor.js';

/** Who reaches a declared failure, and who is told that one waits to be looked at. */
@Injectable()
export class FailuresSubjects {
  constructor(private readonly database: Database) {}

  @Subject('failure')
  async failure(visitor: Visitor, { id }: Readonly<Record<string, string>>): Promise<boolean> {
    const rows = await this.database.query(
      `select 1 from technical_failure f join assessment_window w on w.id = f.window_id
       where f.id::text = $1 and w.provider_id = $2`,
      [id ?? '', visitor.providerId],
    );
    return rows.length > 0;
  }

  @TellsNext()
  async next(visitor: Visitor): Promise<NextThing[]> {
    if (!visitor.roles.includes('lead')) return [];
    const held = await this.database.query<{ name: string; count: number; until: Date }>(
      `select w.name, count(*)::int as count, min(w.closes_at + make_interval(hours => pr.failure_hold_hours)) as until
       from booking b join assessment_window w on w.id = b.window_id join enrolment e on e.id = b.enrolment_id
       join provider pr on pr.id = w.provider_id
       where w.provider_id = $1 and b.state in ('booked', 'confirmed') and w.closed_at is null
         and w.closes_at <= (select app_now()) and ${heldByFailureSql}
       group by w.id, w.name order by w.name`,
      [visitor.providerId],
    );
    return held.map(({ name, count, until }) => ({
      text: `Look at the failure at the end of ${name}`,
      href: '/failures',
      dueAt: instantOf(until),
      detail: `${count} without a submission ${count === 1 ? 'is' : 'are'} held back from becoming a no-show until then, ${londonDate(instantOf(until)).toString()}.`,
    }));
  }
}
