import { Injectable } from '@nestjs/common';
import { endOfLondonDay, sayCount } from '#libs/calendar';
import { Database } from '../platform/database/database.js';
import { instantOf } from '../platform/database/types.js';
import { TellsNext, type NextThing } from '../platform/web/next-things.js';
import type { Visitor } from '../platform/web/visitor.js';

/** What marking puts on a person's first page. */
@Injectable()
export class MarkingNext {
  constructor(private readonly database: Database) {}

  @TellsNext()
  async assessor({ roles, staffId }: Visitor): Promise<NextThing[]> {
    if (!roles.includes('assessor') && !roles.includes('senior-assessor')) return [];
    const [row] = await this.database.query<{
      accept: number;
      mark: number;
      agree: number;
      due: string | null;
      agreeBy: Date | null;
    }>(
      `select count(*) filter (where a.state = 'assigned')::int as accept, count(*) filter (where s.state = 'open')::int as mark,
              min(a.due_on) filter (where a.state = 'assigned' or s.state = 'open') as due, count(*) filter (where m.state = 'agreeing' and a.state = 'locked')::int as agree,
              min(m.agree_by) filter (where m.state = 'agreeing' and a.state = 'locked') as "agreeBy"
       from assignment a left join mark_set s on s.assignment_id = a.id left join marking m on m.script_number = a.script_number
       where a.assessor_id = $1 and a.state in ('assigned', 'marking', 'locked')`,
      [staffId],
    );
    if (!row) return [];
    const due = row.due ? endOfDay(row.due) : null;
    const things: NextThing[] = [];
    if (row.agree > 0)
      things.push({
        text: `Agree on ${sayCount(row.agree, 'script')}`,
        href: '/marking',
        dueAt: row.agreeBy && instantOf(row.agreeBy).subtract({ milliseconds: 1 }),
        detail: 'After that a senior assessor decides.',
      });
    if (row.mark > 0) things.push({ text: `Mark ${sayCount(row.mark, 'script')}`, href: '/marking', dueAt: due });
    if (row.accept > 0)
      things.push({
        text: `Accept ${sayCount(row.accept, 'script')} or give ${row.accept === 1 ? 'it' : 'them'} back`,
        href: '/marking',
        dueAt: due,
      });
    return things;
  }

  @TellsNext()
  async lead({ roles, providerId }: Visitor): Promise<NextThing[]> {
    if (!roles.includes('lead')) return [];
    const [row] = await this.database.query<{ overdue: number; lost: number; stopped: number }>(
      `select (select count(*)::int from stopped_marks m join assignment b on b.id = m.assignment_id
                 join script t on t.number = b.script_number join assessment_window v on v.id = t.window_id
               where m.decision is null and v.provider_id = $1) as stopped,
              count(*) filter (where a.state in ('assigned', 'marking') and a.due_on < london_date((select app_now())))::int as overdue,
              count(distinct a.script_number) filter (where a.role = 'first' and a.state in ('declined', 'recalled') and not exists (
                select from assignment b where b.script_number = a.script_number and b.state in ('assigned', 'marking', 'locked')))::int as lost
       from assignment a join live_script sc on sc.number = a.script_number join assessment_window w on w.id = sc.window_id
       where w.provider_id = $1`,
      [providerId],
    );
    const things: NextThing[] = [];
    if (row && row.overdue > 0)
      things.push({
        text: `See to ${sayCount(row.overdue, 'overdue marking')}`,
        href: '/marking-progress',
        dueAt: null,
      });
    if (row && row.stopped > 0)
      things.push({
        text: `Decide about ${sayCount(row.stopped, 'script')} whose assessor was stopped`,
        href: '/stopped-marks',
        dueAt: null,
        detail: 'Their marks are locked: they stand, or the scripts are marked anew.',
      });
    if (row && row.lost > 0)
      things.push({
        text: `Allocate ${sayCount(row.lost, 'script')} that lost their assessor`.replace(
          '1 script that lost their',
          '1 script that lost its',
        ),
        href: '/marking-progress',
        dueAt: null,
      });
    return things;
  }
}

/** The last instant of a civil day: what is due "by the end of" it shows as that day and not as midnight of the next. */
function endOfDay(date: string): Temporal.Instant {
  return endOfLondonDay(Temporal.PlainDate.from(date)).subtract({ milliseconds: 1 });
}
