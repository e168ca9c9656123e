import type { Framework } from './framework.js';

/**
 * The outcome once more, by other means: nothing of `passes`, `totals` or `decidingMarks` is used here, so that one
 * slip cannot sit in both. It walks the marks once, keeps for each threshold the hundredths of a mark still owed
 * (pct × max - 100 × marks) and passes where nothing is owed. Used before every confirmation and release.
 */
export function recomputeOutcome(
  framework: Framework,
  marks: Readonly<Record<string, number>>,
  carriedForward: Readonly<Record<string, number>> = {},
): { readonly passed: boolean; readonly overallMarks: number } {
  const { perAreaMinPct, perTaskMinPct, overallMinPct, perCriterionMin } = framework.pass;
  const owed = new Map<string, number>();
  const owe = (threshold: string, hundredths: number): Map<string, number> =>
    owed.set(threshold, (owed.get(threshold) ?? 0) + hundredths);
  let overallMarks = 0;
  for (const { code, area, task, maxMark } of framework.criteria) {
    const mark = markOf(code, marks, carriedForward, framework.resubmission.keepBest);
    overallMarks += mark;
    owe(`area ${area}`, maxMark * perAreaMinPct - mark * 100);
    if (perTaskMinPct !== null) owe(`task ${task}`, maxMark * perTaskMinPct - mark * 100);
    owe('overall', maxMark * overallMinPct - mark * 100);
    owe(`criterion ${code}`, (perCriterionMin - mark) * 100);
  }
  return { passed: [...owed.values()].every((hundredths) => hundredths <= 0), overallMarks };
}

function markOf(
  code: string,
  marks: Readonly<Record<string, number>>,
  carriedForward: Readonly<Record<string, number>>,
  keepBest: boolean,
): number {
  const candidates = [marks[code], carriedForward[code]].filter((mark) => mark !== undefined);
  if (candidates.length === 0) throw new RangeError(`${code} has no mark`);
  if (candidates.some((mark) => ![0, 1, 2].includes(mark))) throw new RangeError(`${code} has no mark of 0, 1 or 2`);
  return keepBest ? Math.max(...candidates) : (candidates[0] ?? 0);
}
