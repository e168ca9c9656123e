import { passes, totals, type Framework, type Mark, type MarkSet } from '#libs/rubric';
import type { TestApp } from '../app.js';
import { givePerson, type Person } from './people.js';
import { frameworkInForce, giveClosedWindow, giveScripts, type GivenScript } from './scripts.js';

/** A closed window whose scripts all have a provisional result by two assessors who take turns. */
export interface MarkedWindow {
  readonly windowId: string;
  readonly scripts: readonly GivenScript[];
  readonly assessors: readonly Person[];
  readonly framework: Framework;
}

/** Every mark the same, but for those named. */
export function allMarks(framework: Framework, level: Mark, others: MarkSet = {}): MarkSet {
  return { ...Object.fromEntries(framework.criteria.map(({ code }) => [code, level])), ...others };
}

/** Gives `marks.length` scripts with those marks as their result. */
export async function giveMarkedWindow(
  open: TestApp,
  marksOf: (framework: Framework) => readonly MarkSet[],
): Promise<MarkedWindow> {
  const { framework } = await frameworkInForce(open);
  const windowId = await giveClosedWindow(open);
  const marks = marksOf(framework);
  const scripts = await giveScripts(open, marks.length, windowId);
  const assessors = [await givePerson(open, { roles: ['assessor'] }), await givePerson(open, { roles: ['assessor'] })];
  for (const [index, script] of scripts.entries()) {
    await giveResult(open, framework, script, marks[index] ?? {}, assessors[index % assessors.length] as Person);
  }
  return { windowId, scripts, assessors, framework };
}

async function giveResult(
  open: TestApp,
  framework: Framework,
  script: GivenScript,
  marks: MarkSet,
  assessor: Person,
): Promise<void> {
  const feedback = {
    areas: framework.areas.map(({ number }) => ({
      area: number,
      criteria: framework.criteria
        .filter(({ area }) => area === number)
        .map(({ code }) => ({ criterion: code, comment: '' })),
    })),
  };
  await open.database.query(
    `insert into assignment (script_number, role, assessor_id, state, due_on, assigned_at) values ($1, 'first', $2, 'locked', current_date, app_now())`,
    [script.number, assessor.staffId],
  );
  await open.database.query(`insert into marking (script_number, state) values ($1, 'provisional')`, [script.number]);
  await open.database.query(
    `insert into provisional_result (script_number, marks, source, passed, totals, feedback, made_at) values ($1, $2, 'first', $3, $4, $5, app_now())`,
    [
      script.number,
      JSON.stringify(marks),
      passes(framework, marks).passed,
      JSON.stringify(totals(framework, marks)),
      JSON.stringify(feedback),
    ],
  );
}
