import type { Framework, Mark } from './framework.js';
import { decidingMarks, type MarkSet } from './marks.js';
import { type FailReason, passes } from './outcome.js';

/** What a participant reads about one criterion after release. */
export interface CriterionFeedback {
  readonly criterion: string;
  readonly title: string;
  readonly statement: string;
  readonly task: string;
  readonly mark: Mark;
  readonly maxMark: 2;
  /** The descriptor of the mark given, and that of the next one up: what more would have been needed. */
  readonly descriptor: string;
  readonly nextDescriptor: string | null;
  readonly comment: string | null;
  /** True where the mark is from an earlier attempt. */
  readonly carriedForward: boolean;
}

export interface AreaFeedback {
  readonly area: number;
  readonly title: string;
  readonly marks: number;
  readonly max: number;
  readonly needed: number | null;
  readonly met: boolean;
  readonly criteria: readonly CriterionFeedback[];
}

export interface Feedback {
  readonly passed: boolean;
  readonly marks: number;
  readonly max: number;
  readonly reasons: readonly FailReason[];
  readonly areas: readonly AreaFeedback[];
}

/**
 * Feedback by area and criterion, drawn from the final marks and the comments that go to the participant (by criterion
 * code). Drawn anew whenever the marks change, so that text and outcome cannot part. Throws where a mark is missing.
 */
export function feedback(
  framework: Framework,
  marks: MarkSet,
  comments: Readonly<Record<string, string>> = {},
  carriedForward: MarkSet = {},
): Feedback {
  const deciding = decidingMarks(framework, marks, carriedForward);
  const { passed, reasons, totals } = passes(framework, deciding);
  const onCriterion = (criterion: Framework['criteria'][number]): CriterionFeedback => {
    const { code, title, statement, task, maxMark, descriptors } = criterion;
    const mark = deciding[code] ?? 0;
    return {
      criterion: code,
      title,
      statement,
      task,
      mark,
      maxMark,
      descriptor: descriptors[mark],
      nextDescriptor: mark === 2 ? null : descriptors[mark === 0 ? 1 : 2],
      comment: comments[code]?.trim() || null,
      carriedForward: marks[code] === undefined,
    };
  };
  const areas = totals.areas.map(({ area, marks: given, max, needed }) => ({
    area,
    title: framework.areas.find(({ number }) => number === area)?.title ?? '',
    marks: given,
    max,
    needed,
    met: needed === null || given >= needed,
    criteria: framework.criteria.filter((criterion) => criterion.area === area).map(onCriterion),
  }));
  return { passed, marks: totals.overall.marks, max: totals.overall.max, reasons, areas };
}
