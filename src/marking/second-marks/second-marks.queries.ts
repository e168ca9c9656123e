import type { Look, Ranked } from '#libs/second-marks';
import type { Transaction } from '../../platform/database/database.js';

/** How a window's budget was spent, as the lead sees it. One for each version of the framework in the window, two where it is spent in two goes. */
export interface Spending {
  readonly frameworkVersion: string;
  /** 1 when the first marks are in, 2 when what was asked for then is settled. */
  readonly go: 1 | 2;
  readonly budget: number;
  readonly ranked: readonly Ranked[];
  readonly chosen: readonly string[];
  /** Empty in records of before: whole scripts by second markers. */
  readonly looks: readonly Look[];
  readonly expectedWrongLeft: number;
  readonly madeAt: Date;
}

/** A window by name, its first marks, its second marks by reason, and its spendings. One statement. */
export interface SecondMarksOfWindow {
  readonly name: string;
  readonly scripts: number;
  readonly firstMarked: number;
  readonly reasons: readonly { readonly number: string; readonly reasons: readonly string[] }[];
  readonly spendings: readonly (Omit<Spending, 'madeAt'> & { readonly madeAt: string })[];
}

export async function secondMarksOfWindow(
  reads: Pick<Transaction, 'query'>,
  windowId: string,
): Promise<SecondMarksOfWindow | null> {
  const [row] = await reads.query<SecondMarksOfWindow>(
    `select w.name, s.scripts, s."firstMarked", s.reasons, coalesce(p.list, '[]') as spendings
     from assessment_window w cross join lateral (
       select count(*)::int as scripts, count(*) filter (where m.state <> 'first-marking')::int as "firstMarked",
              coalesce(jsonb_agg(jsonb_build_object('number', sc.number, 'reasons', m.second_reasons) order by sc.number)
                filter (where m.second_reasons <> '[]'), '[]') as reasons
       from live_script sc left join marking m on m.script_number = sc.number where sc.window_id = w.id) as s
     cross join lateral (
       select jsonb_agg(jsonb_build_object('frameworkVersion', framework_version, 'go', go, 'looks', looks, 'budget', budget, 'ranked', ranked, 'chosen', chosen,
                'expectedWrongLeft', expected_wrong_left, 'madeAt', made_at) order by framework_version, go) as list
       from second_mark_spending where window_id = w.id) as p
     where w.id = $1`,
    [windowId],
  );
  return row ?? null;
}
