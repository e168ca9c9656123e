import type { Framework, MarkSet } from '#libs/rubric';
import type { Transaction } from '../../platform/database/database.js';

/** One blind reading of a script that two people marked. */
export interface BlindSet {
  readonly assessorId: string;
  readonly name: string;
  readonly isFirst: boolean;
  /** Days since 1970, with a fraction: when it was locked. */
  readonly day: number;
  readonly marks: MarkSet;
}

/** A script that was marked twice, blind, and the marks that stand for it, null where they are still open. */
export interface SharedScript {
  readonly number: string;
  readonly frameworkVersion: Framework['code'];
  readonly carriedForward: MarkSet;
  readonly standing: MarkSet | null;
  readonly sets: readonly [BlindSet, BlindSet];
}

/** Which scripts: a window's, or those of every window of which `assessorId` marked a part and whose marking is over. */
export type Among = { readonly windowId: string } | { readonly assessorId: string };

/**
 * The scripts with two locked blind sets, first before second, the newest 2,000. For an assessor only windows in which no
 * script is still marked: before that, the figures would tell which scripts have a second marker. One statement.
 */
export async function sharedScripts(reads: Pick<Transaction, 'query'>, among: Among): Promise<SharedScript[]> {
  const where =
    'windowId' in among
      ? `sc.window_id = $1`
      : `sc.window_id in (
           select o.window_id from assignment b join live_script o on o.number = b.script_number where b.assessor_id = $1 and b.state = 'locked'
             and not exists (select from live_script q left join marking w on w.script_number = q.number
                             where q.window_id = o.window_id and w.state is distinct from 'provisional'))`;
  const rows = await reads.query<SharedScript>(
    `select sc.number, sc.framework_version as "frameworkVersion", sc.carried_forward as "carriedForward",
            case when m.state = 'provisional' then p.marks end as standing, x.sets
     from live_script sc join marking m on m.script_number = sc.number left join provisional_result p on p.script_number = sc.number
     cross join lateral (
       select jsonb_agg(jsonb_build_object('assessorId', a.assessor_id, 'name', f.name, 'isFirst', a.role <> 'second',
                'day', extract(epoch from s.locked_at) / 86400, 'marks', k.marks) order by a.role = 'second') as sets
       from assignment a join staff f on f.id = a.assessor_id join mark_set s on s.assignment_id = a.id and s.state = 'locked'
       cross join lateral (select jsonb_object_agg(criterion, level) as marks from mark where mark_set_id = s.id) as k
       where a.script_number = sc.number and a.state = 'locked' and a.role in ('first', 'remark', 'second')) as x
     where ${where} and jsonb_array_length(x.sets) = 2
     order by sc.accepted_at desc, sc.number limit 2000`,
    ['windowId' in among ? among.windowId : among.assessorId],
  );
  return rows;
}
