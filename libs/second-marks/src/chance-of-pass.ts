import { decidingMarks, fewestMarks, passes, type Criterion, type Framework, type MarkSet } from '#libs/rubric';
import type { MarkChances } from './marker.js';

/** Chances of the true mark by criterion; a criterion without an entry stands still at the mark that it has. */
export type ChancesByCriterion = Readonly<Record<string, MarkChances>>;

/** What of a framework decides, laid out once: it is asked for thousands of times a round. */
interface Layout {
  readonly areas: readonly { readonly needed: number; readonly max: number; readonly criteria: readonly Placed[] }[];
  /** Sums that are followed beside an area's, as places of one number; and for each whether it is enough. */
  readonly enough: readonly boolean[];
}

interface Placed {
  readonly code: string;
  /** What one mark adds to the place of the sums. */
  readonly step: number;
  readonly maxMark: number;
}

const layouts = new WeakMap<Framework, Layout>();

function layoutOf(framework: Framework): Layout {
  const known = layouts.get(framework);
  if (known) return known;
  const { perAreaMinPct, perTaskMinPct, overallMinPct } = framework.pass;
  // Sums by task are followed apart only where a rule asks for them: it multiplies the work by a task's marks.
  const followed =
    perTaskMinPct === null
      ? [framework.criteria]
      : framework.tasks.map(({ code }) => framework.criteria.filter(({ task }) => task === code));
  const sumOf = (criteria: readonly Criterion[]): number => criteria.reduce((sum, { maxMark }) => sum + maxMark, 0);
  const most = followed.map(sumOf);
  const places = most.map((_, at) => most.slice(0, at).reduce((product, max) => product * (max + 1), 1));
  const size = most.reduce((product, max) => product * (max + 1), 1);
  const all = most.reduce((sum, max) => sum + max, 0);
  const isEnough = (at: number): boolean => {
    const parts = most.map((max, part) => Math.floor(at / places[part]!) % (max + 1));
    const isEach = perTaskMinPct === null || parts.every((sum, part) => sum >= fewestMarks(most[part]!, perTaskMinPct));
    return isEach && parts.reduce((sum, one) => sum + one, 0) >= fewestMarks(all, overallMinPct);
  };
  const layout = {
    areas: framework.areas.map(({ number }) => {
      const own = framework.criteria.filter(({ area }) => area === number);
      const max = sumOf(own);
      const criteria = own.map((criterion) => ({
        code: criterion.code,
        step: places[followed.findIndex((part) => part.includes(criterion))]!,
        maxMark: criterion.maxMark,
      }));
      return { needed: fewestMarks(max, perAreaMinPct), max, criteria };
    }),
    enough: Array.from({ length: size }, (_, at) => isEnough(at)),
  };
  layouts.set(framework, layout);
  return layout;
}

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
  const { areas, enough } = layoutOf(framework);
  const chancesOf = (code: string): readonly number[] =>
    (marks[code] === undefined ? undefined : chances[code]) ?? surely[deciding[code]!]!;
  const size = enough.length;
  let sums = new Float64Array(size);
  sums[0] = 1;
  let reached = 0;
  for (const { criteria, needed, max } of areas) {
    // Rows: marks in this area so far. Columns: the sums that are followed, of which those after `reached` are still 0.
    let byArea = new Float64Array((max + 1) * size);
    byArea.set(sums);
    let rows = 0;
    for (const { code, step, maxMark } of criteria) {
      byArea = addMark(byArea, { size, rows, reached }, chancesOf(code), step, framework.pass.perCriterionMin);
      rows += maxMark;
      reached = Math.min(size - 1, reached + maxMark * step);
    }
    sums = new Float64Array(size);
    for (let row = needed; row <= max; row += 1)
      for (let at = 0; at <= reached; at += 1) sums[at]! += byArea[row * size + at]!;
  }
  return sums.reduce((sum, chance, at) => (chance > 0 && enough[at] ? sum + chance : sum), 0);
}

const surely = [0, 1, 2].map((mark) => [0, 1, 2].map((other) => Number(other === mark)));

/** The sums after one more criterion. Written as plain loops: this is all the work there is. */
function addMark(
  byArea: Float64Array,
  { size, rows, reached }: { readonly size: number; readonly rows: number; readonly reached: number },
  chances: readonly number[],
  step: number,
  least: number,
): Float64Array<ArrayBuffer> {
  const next = new Float64Array(byArea.length);
  for (let mark = least; mark < chances.length; mark += 1) {
    const chance = chances[mark]!;
    if (chance <= 0) continue;
    for (let row = 0; row <= rows; row += 1) {
      const from = row * size;
      const to = (row + mark) * size + mark * step;
      for (let at = 0; at <= reached; at += 1) next[to + at]! += byArea[from + at]! * chance;
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
