import { refuse, type Result } from '#libs/refusal';
import type { Criterion, Framework, Mark } from './framework.js';

/** Marks by criterion code: of the whole framework, or of the criteria that a resubmission has in scope. */
export type MarkSet = Readonly<Record<string, Mark>>;

export type MarksRefusal = 'marks.missing' | 'marks.not-a-mark' | 'marks.out-of-scope';

/** The criterion with this code, or undefined. */
export function criterionOf(framework: Framework, code: string): Criterion | undefined {
  return framework.criteria.find((criterion) => criterion.code === code);
}

/** True for 0, 1 and 2 and nothing else: not 1.5, not '1', not true. */
export function isMark(value: unknown): value is Mark {
  return value === 0 || value === 1 || value === 2;
}

/**
 * Reads the marks of a form or a file. Gives a MarkSet with exactly the criteria in `scope` (all of the framework where
 * none is given), in the framework's order. Refuses a criterion out of scope, a value that is no mark, and a gap.
 */
export function checkMarks(
  framework: Framework,
  marks: Readonly<Record<string, unknown>>,
  scope: readonly string[] = framework.criteria.map(({ code }) => code),
): Result<MarkSet, MarksRefusal> {
  const outside = Object.keys(marks).filter((code) => !scope.includes(code) || !criterionOf(framework, code));
  if (outside.length > 0) return refuse('marks.out-of-scope', { criteria: outside }, outside[0]);
  const wrong = scope.filter((code) => marks[code] !== undefined && marks[code] !== null && !isMark(marks[code]));
  if (wrong.length > 0) return refuse('marks.not-a-mark', { criteria: wrong }, wrong[0]);
  const missing = scope.filter((code) => marks[code] === undefined || marks[code] === null);
  if (missing.length > 0) return refuse('marks.missing', { criteria: missing }, missing[0]);
  const ordered = framework.criteria.filter(({ code }) => scope.includes(code));
  return Object.fromEntries(ordered.map(({ code }) => [code, marks[code] as Mark]));
}

/**
 * The marks that decide: those of this attempt, and for criteria out of its scope those carried forward from the
 * attempt before. New marks replace old ones; with the framework's `keepBest` the better of the two stands.
 * Throws where a criterion has no mark at all: a decision on a gap would be a bug.
 */
export function decidingMarks(framework: Framework, marks: MarkSet, carriedForward: MarkSet = {}): MarkSet {
  const deciding: Record<string, Mark> = {};
  for (const { code } of framework.criteria) {
    const fresh = marks[code];
    const earlier = carriedForward[code];
    const mark = fresh === undefined ? earlier : framework.resubmission.keepBest ? better(fresh, earlier) : fresh;
    if (!isMark(mark)) throw new RangeError(`${framework.code} ${code}: no mark, so nothing can be decided`);
    deciding[code] = mark;
  }
  return deciding;
}

function better(fresh: Mark, earlier: Mark | undefined): Mark {
  return earlier !== undefined && earlier > fresh ? earlier : fresh;
}
