import { decidingMarks, fewestMarks, passes, type Criterion, type Framework, type MarkSet } from '#libs/rubric';
import type { MarkChances } from './marker.js';

/** Chances of the true mark by criterion; a criterion without an entry stands still at the mark that it has. */
export type ChancesByCriterion = Readonly<Record<string, MarkChances>>;

/**
 * The chance that the true marks pass by the framework's rule, exact: criteria are taken to err independently of each other,
 * and the sums by area, by task and overall are followed together, since one mark may decide several of them.
 */
export function chanceOfPass(
  framework: Framework,
  marks: MarkSet,
  chances: ChancesByCriterion,
  carriedForward: MarkSet = {},
): number {
  const deciding = decidingMarks(framework, marks, carriedForward);
  const { perCriterionMin, perAreaMinPct, perTaskMinPct, overallMinPct } = framework.pass;
  const chancesOf = ({ code }: Criterion): readonly number[] => {
    const own = marks[code] === undefined ? undefined : chances[code];
    return own ?? [0, 1, 2].map((mark) => (mark === deciding[code] ? 1 : 0));
  };
  // Sums by task are followed apart only where a rule asks for them: it multiplies the work by a task's marks.
  const followed =
    perTaskMinPct === null
      ? [framework.criteria]
      : framework.tasks.map(({ code }) => framework.criteria.filter(({ task }) => task === code));
  const most = followed.map((criteria) => criteria.reduce((sum, { maxMark }) => sum + maxMark, 0));
  const places = most.map((_, at) => most.slice(0, at).reduce((product, max) => product * (max + 1), 1));
  const size = most.reduce((product, max) => product * (max + 1), 1);
  let sums = new Float64Array(size);
  sums[0] = 1;
  for (const { number } of framework.areas) {
    const own = framework.criteria.filter(({ area }) => area === number);
    const max = own.reduce((sum, { maxMark }) => sum + maxMark, 0);
    const needed = fewestMarks(max, perAreaMinPct);
    // Rows: marks in this area so far. Columns: the sums that are followed.
    let byArea = Array.from({ length: max + 1 }, (_, at) => (at === 0 ? sums : new Float64Array(size)));
    for (const criterion of own) {
      const step = places[followed.findIndex((criteria) => criteria.includes(criterion))]!;
      byArea = addMark(byArea, chancesOf(criterion), step, perCriterionMin);
    }
    sums = new Float64Array(size);
    for (let marksHere = needed; marksHere <= max; marksHere += 1)
      for (let at = 0; at < size; at += 1) sums[at]! += byArea[marksHere]![at]!;
  }
  const enough = (at: number): boolean => {
    const parts = most.map((max, part) => Math.floor(at / places[part]!) % (max + 1));
    const isEach = perTaskMinPct === null || parts.every((sum, part) => sum >= fewestMarks(most[part]!, perTaskMinPct));
    const all = most.reduce((sum, max) => sum + max, 0);
    const isAll = parts.reduce((sum, one) => sum + one, 0) >= fewestMarks(all, overallMinPct);
    return isEach && isAll;
  };
  return sums.reduce((sum, chance, at) => (chance > 0 && enough(at) ? sum + chance : sum), 0);
}

/** The sums after one more criterion. Written as plain loops: this is all the work there is. */
function addMark(
  byArea: readonly Float64Array[],
  chances: readonly number[],
  step: number,
  least: number,
): Float64Array<ArrayBuffer>[] {
  const next = byArea.map((row) => new Float64Array(row.length));
  for (let marksHere = 0; marksHere < byArea.length; marksHere += 1) {
    const row = byArea[marksHere]!;
    for (let at = 0; at < row.length; at += 1) {
      if (row[at] === 0) continue;
      for (let mark = least; mark < chances.length; mark += 1)
        if (chances[mark]! > 0) next[marksHere + mark]![at + mark * step]! += row[at]! * chances[mark]!;
    }
  }
  return next;
}

/** The chance that the decision of these marks is not that of the true marks. */
export function chanceOfFlip(
  framework: Framework,
  marks: MarkSet,
  chances: ChancesByCriterion,
  carriedForward: MarkSet = {},
): number {
  const pass = chanceOfPass(framework, marks, chances, carriedForward);
  const { passed } = passes(framework, marks, carriedForward);
  return Math.min(1, Math.max(0, passed ? 1 - pass : pass));
}
