import { feedback, totals, type Feedback, type Framework, type MarkSet, type Totals } from '#libs/rubric';

/** What a participant reads of an outcome, and what it adds up to. */
export interface Content {
  readonly totals: Totals;
  readonly feedback: Feedback;
}

/**
 * Totals and feedback of these marks. What was said about a criterion stays, save where `instead` has other words for it:
 * there its mark is another one now, and the words about the old mark go with it (edge case 30). Pure.
 */
export function contentWith(
  framework: Framework,
  before: { readonly feedback: Feedback; readonly carriedForward: MarkSet },
  marks: MarkSet,
  instead: Readonly<Record<string, string>>,
): Content {
  const said = before.feedback.areas.flatMap(({ criteria }) => criteria);
  const comments = {
    ...Object.fromEntries(said.map(({ criterion, comment }) => [criterion, comment ?? ''])),
    ...instead,
  };
  return {
    totals: totals(framework, marks, before.carriedForward),
    feedback: feedback(framework, marks, comments, before.carriedForward),
  };
}
