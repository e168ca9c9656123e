import { Injectable } from '@nestjs/common';
import { endOfLondonDay } from '#libs/calendar';
import { Database } from '../platform/database/database.js';
import { TellsNext, type NextThing } from '../platform/web/next-things.js';
import type { Visitor } from '../platform/web/visitor.js';

/** What standardisation puts on a person's first page: a round that is open and in which they have not come to an end. */
@Injectable()
export class StandardisationNext {
  constructor(private readonly database: Database) {}

  @TellsNext()
  async next({ roles, staffId }: Visitor): Promise<NextThing[]> {
    if (staffId === null || !(roles.includes('assessor') || roles.includes('senior-assessor'))) return [];
    const rows = await this.database.query<{ name: string; closesOn: string; tries: number; tryId: string | null }>(
      `select r.name, r.closes_on as "closesOn", count(t.id)::int as tries,
              (array_agg(t.id) filter (where t.state = 'marking'))[1] as "tryId"
       from standardisation_place p join standardisation_round r on r.id = p.round_id
       left join standardisation_try t on t.round_id = p.round_id and t.staff_id = p.staff_id
       join framework_version f on f.id = r.framework_version
       where p.staff_id = $1 and r.state = 'open' and r.closes_on >= london_date((select app_now()))
       group by r.id, f.id
       having count(t.id) filter (where t.verdict in ('qualified', 'qualified-on-probation')) = 0
         and (count(t.id) filter (where t.state = 'handed-in') < (f.definition -> 'accreditation' ->> 'tries')::int)
       order by r.closes_on, r.id`,
      [staffId],
    );
    return rows.map(({ name, closesOn, tries, tryId }) => ({
      text: tryId ? `Go on with “${name}”` : tries > 0 ? `Try “${name}” again` : `Standardise: “${name}”`,
      href: tryId ? `/standardisation-tries/${tryId}` : '/standardisation',
      dueAt: endOfLondonDay(Temporal.PlainDate.from(closesOn)).subtract({ milliseconds: 1 }),
      detail: 'Scripts whose marks a panel has settled; you see theirs when you have handed in yours.',
    }));
  }
}
