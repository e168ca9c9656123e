import { isMark, type MarkSet } from '#libs/rubric';
import type { Comparison, MarkedScript } from '#libs/second-marks';
import type { Transaction } from '../../platform/database/database.js';

/** The first marks of a window's scripts under one version of the framework, when no first marks are missing any more. */
export interface Round {
  readonly scripts: readonly MarkedScript[];
  /** Marked twice in any case, or past their first marks. */
  readonly already: ReadonlySet<string>;
}

interface Row {
  readonly script: string;
  readonly assessor: string;
  readonly marks: MarkSet;
  readonly carriedForward: MarkSet;
  readonly isAlready: boolean;
}

/** Null while first marks of a script of the window under this version are still to come. */
export async function gatherRound(tx: Transaction, windowId: string, version: string): Promise<Round | null> {
  const [waiting] = await tx.query(
    `select from live_script sc left join marking m on m.script_number = sc.number
     where sc.window_id = $1 and sc.framework_version = $2 and (m.script_number is null or m.state = 'first-marking') limit 1`,
    [windowId, version],
  );
  if (waiting) return null;
  const rows = await tx.query<Row>(
    `select sc.number as script, a.assessor_id as assessor, sc.carried_forward as "carriedForward",
            jsonb_object_agg(k.criterion, k.level) as marks,
            m.state <> 'provisional' or m.second_reasons <> '[]' or p.source is distinct from 'first' as "isAlready"
     from live_script sc join marking m on m.script_number = sc.number
     join assignment a on a.script_number = sc.number and a.role in ('first', 'remark') and a.state = 'locked'
     join mark_set s on s.assignment_id = a.id and s.state = 'locked' join mark k on k.mark_set_id = s.id
     left join provisional_result p on p.script_number = sc.number
     where sc.window_id = $1 and sc.framework_version = $2
     group by sc.number, sc.carried_forward, a.id, m.script_number, p.source order by sc.number`,
    [windowId, version],
  );
  return {
    scripts: rows.map(({ script, assessor, marks, carriedForward }) => ({
      script,
      readings: [{ assessor, marks }],
      standing: marks,
      carriedForward,
    })),
    already: new Set(rows.filter(({ isAlready }) => isAlready).map(({ script }) => script)),
  };
}

/**
 * The same with every blind reading so far and the marks that stand, when nothing of the window under this version is marked any
 * more; null before. `already`: an adjudicator or a moderator decided. Two statements.
 */
export async function gatherSettled(tx: Transaction, windowId: string, version: string): Promise<Round | null> {
  const [waiting] = await tx.query(
    `select from live_script sc left join marking m on m.script_number = sc.number
     where sc.window_id = $1 and sc.framework_version = $2 and m.state is distinct from 'provisional' limit 1`,
    [windowId, version],
  );
  if (waiting) return null;
  const rows = await tx.query<SettledRow>(
    `select sc.number as script, sc.carried_forward as "carriedForward", p.marks as standing,
            p.source in ('adjudicated', 'moderated') as "isAlready",
            jsonb_agg(jsonb_build_object('assessor', a.assessor_id, 'marks', k.marks)
              order by array_position(array['first', 'remark', 'second', 'adjudicator'], a.role)) as readings
     from live_script sc join provisional_result p on p.script_number = sc.number
     join assignment a on a.script_number = sc.number and a.state = 'locked'
     join mark_set s on s.assignment_id = a.id and s.state = 'locked'
     cross join lateral (select jsonb_object_agg(criterion, level) as marks from mark where mark_set_id = s.id) as k
     where sc.window_id = $1 and sc.framework_version = $2 group by sc.number, sc.carried_forward, p.script_number order by sc.number`,
    [windowId, version],
  );
  return {
    scripts: rows.map(({ script, readings, standing, carriedForward }) => ({
      script,
      readings,
      standing,
      carriedForward,
    })),
    already: new Set(rows.filter(({ isAlready }) => isAlready).map(({ script }) => script)),
  };
}

interface SettledRow extends Required<MarkedScript> {
  readonly isAlready: boolean;
}

/**
 * What these assessors gave beside what was right in the end, wherever two or more people looked: agreed, adjudicated and
 * moderated marks, and the marks that two gave alike. One statement.
 */
export async function gatherComparisons(
  tx: Transaction,
  version: string,
  assessors: readonly string[],
): Promise<Comparison[]> {
  const rows = await tx.query<{ assessor: string; given: number; right: number }>(
    `select a.assessor_id as assessor, k.level as given, (p.marks ->> k.criterion)::int as right
     from assignment a join live_script sc on sc.number = a.script_number and sc.framework_version = $1
     join provisional_result p on p.script_number = a.script_number
     join mark_set s on s.assignment_id = a.id and s.state = 'locked' join mark k on k.mark_set_id = s.id
     where a.assessor_id = any($2::uuid[]) and a.state = 'locked' and a.role <> 'adjudicator' and p.marks ? k.criterion
       and (p.source <> 'first' or ((p.marks ->> k.criterion)::int = k.level and exists (
             select from assignment b where b.script_number = a.script_number and b.id <> a.id and b.state = 'locked')))`,
    [version, assessors],
  );
  return rows.flatMap(({ assessor, given, right }) =>
    isMark(given) && isMark(right) ? [{ assessor, given, right }] : [],
  );
}
