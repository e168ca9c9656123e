import type { Criterion, Framework, Mark } from './framework.js';
import { decidingMarks, type MarkSet } from './marks.js';
import { passes } from './outcome.js';
import { sharedSteps } from './shared-steps.js';
import { type Totals, totals } from './totals.js';

/** How far a decision is from flipping: the fewest steps of one mark, up or down, that would change it. */
export interface Margin {
  readonly passed: boolean;
  /** Null where no marks of this attempt could change the decision. */
  readonly steps: number | null;
}

/**
 * Counts the steps of one mark between this decision and the other one, in the criteria that `marks` holds (those
 * carried forward stand still). A pass flips at the threshold that the fewest steps down break; a fail flips when every
 * threshold is met, where one step may help its area and its task at once.
 */
export function margin(framework: Framework, marks: MarkSet, carriedForward: MarkSet = {}): Margin {
  const deciding = decidingMarks(framework, marks, carriedForward);
  const movable = framework.criteria.filter(({ code }) => marks[code] !== undefined);
  const { passed, totals: sums } = passes(framework, deciding);
  const steps = passed ? stepsDown(framework, deciding, movable, sums) : stepsUp(framework, deciding, movable);
  return { passed, steps };
}

/** Each threshold: what it needs, what is there, and the criteria that may move it. */
interface Threshold {
  readonly given: number;
  readonly needed: number;
  readonly movable: readonly Criterion[];
}

function thresholds(sums: Totals, movable: readonly Criterion[]): Threshold[] {
  return [
    ...sums.areas.map((sum) => ({ ...sum, movable: movable.filter(({ area }) => area === sum.area) })),
    ...sums.tasks.map((sum) => ({ ...sum, movable: movable.filter(({ task }) => task === sum.task) })),
    { ...sums.overall, movable },
  ].map(({ marks, needed, movable: own }) => ({ given: marks, needed: needed ?? 0, movable: own }));
}

function stepsDown(framework: Framework, marks: MarkSet, movable: readonly Criterion[], sums: Totals): number | null {
  const least = framework.pass.perCriterionMin;
  const single = movable.map((criterion) => ({
    given: marks[criterion.code] ?? 0,
    needed: least,
    movable: [criterion],
  }));
  const ways = [...thresholds(sums, movable), ...single]
    .map(({ given, needed, movable: own }) => ({
      steps: given - needed + 1,
      room: own.reduce((sum, { code }) => sum + (marks[code] ?? 0), 0),
    }))
    .filter(({ steps, room }) => steps <= room)
    .map(({ steps }) => steps);
  return ways.length === 0 ? null : Math.min(...ways);
}

function stepsUp(framework: Framework, marks: MarkSet, movable: readonly Criterion[]): number | null {
  const least = framework.pass.perCriterionMin;
  const stuck = framework.criteria.some((one) => !movable.includes(one) && (marks[one.code] ?? 0) < least);
  if (stuck) return null;
  const raised: MarkSet = Object.fromEntries(
    Object.entries(marks).map(([code, mark]) => [code, Math.max(mark, least) as Mark]),
  );
  const forced = Object.keys(marks).reduce((sum, code) => sum + (raised[code] ?? 0) - (marks[code] ?? 0), 0);
  const owing = thresholds(totals(framework, raised), movable).map(({ given, needed, movable: own }) => ({
    owed: Math.max(0, needed - given),
    room: own.reduce((sum, { code, maxMark }) => sum + maxMark - (raised[code] ?? 0), 0),
  }));
  if (owing.some(({ owed, room }) => owed > room)) return null;
  const owed = owing.map((one) => one.owed);
  const areas = owed.slice(0, framework.areas.length);
  const tasks = owed.slice(framework.areas.length, -1);
  const room = framework.areas.map(({ number }) =>
    framework.tasks.map(({ code }) =>
      movable
        .filter(({ area, task }) => area === number && task === code)
        .reduce((sum, one) => sum + one.maxMark - (raised[one.code] ?? 0), 0),
    ),
  );
  const apart = [...areas, ...tasks].reduce((sum, one) => sum + one, 0);
  return forced + Math.max(apart - sharedSteps(areas, tasks, room), owed.at(-1) ?? 0);
}
