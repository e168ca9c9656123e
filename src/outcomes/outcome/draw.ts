import { digestOf } from '#libs/ledger';
import { passes, recomputeOutcome, type Framework, type MarkSet, type Totals } from '#libs/rubric';

/** What an outcome is drawn from: the marks that stand, and the framework's version that judges them. */
export interface OutcomeInputs {
  readonly attemptId: string;
  readonly scriptNumber: string;
  readonly frameworkVersion: string;
  readonly marks: MarkSet;
  /** Marks of an earlier attempt for criteria that this one does not judge. */
  readonly carriedForward: MarkSet;
  /** SHA-256 of the words that the participant will read, so that these are sealed too. */
  readonly feedbackHash: string;
  /** What was stored when the marks were settled: a third opinion. */
  readonly storedPassed: boolean;
  /** Criteria that two leads have drawn as 0 for misconduct, whatever was marked; absent where there are none. */
  readonly sanction?: DrawnSanction | null;
}

export interface DrawnSanction {
  readonly id: string;
  readonly criteria: readonly string[];
  /** What the participant is told instead of what was said about the criterion. */
  readonly told: string;
}

/** The marks that the outcome is drawn from: those that stand, and 0 where a sanction says so. */
export function marksDrawn({
  marks,
  sanction,
}: {
  readonly marks: MarkSet;
  readonly sanction?: Pick<DrawnSanction, 'criteria'> | null;
}): MarkSet {
  const zeros = sanction?.criteria.filter((code) => marks[code] !== undefined) ?? [];
  return { ...marks, ...Object.fromEntries(zeros.map((code) => [code, 0 as const])) };
}

export interface DrawnOutcome {
  readonly attemptId: string;
  readonly scriptNumber: string;
  readonly result: 'passed' | 'failed';
  readonly totals: Totals;
  /** SHA-256 over everything the outcome follows from. */
  readonly inputsHash: string;
  /** Why it may not be released, or null. */
  readonly fault: DrawFault | null;
}

/**
 * `disagree`: the two computations differ. `stored-differs`: both differ from what was stored with the marks.
 * `unreadable`: a mark is missing or is no mark. Each is a bug or an interference: nothing is released until it is found.
 */
export type DrawFault = 'disagree' | 'stored-differs' | 'unreadable';

/** The two computations, sharing no code; a parameter so that a spec can let one of them be wrong. */
export const computations = { first: passes, second: recomputeOutcome };

const noTotals: Totals = { overall: { marks: 0, max: 0, needed: null, margin: null }, areas: [], tasks: [] };

/** Draws one outcome twice and says what is wrong where anything is. Never throws on marks that are no marks. */
export function drawOne(framework: Framework, inputs: OutcomeInputs, by = computations): DrawnOutcome {
  const { attemptId, scriptNumber, carriedForward } = inputs;
  const marks = marksDrawn(inputs);
  const drawn = { attemptId, scriptNumber, inputsHash: inputsHash(framework, inputs) };
  try {
    const one = by.first(framework, marks, carriedForward);
    const two = by.second(framework, withoutMarks(inputs), carriedForward);
    const agree = one.passed === two.passed && one.totals.overall.marks === two.overallMarks;
    // What is stored is what was judged, without any sanction.
    const judged = inputs.sanction ? by.first(framework, inputs.marks, carriedForward) : one;
    const fault = agree ? (judged.passed === inputs.storedPassed ? null : 'stored-differs') : 'disagree';
    return { ...drawn, result: one.passed ? 'passed' : 'failed', totals: one.totals, fault };
  } catch (error) {
    // The rubric throws a RangeError on a gap, and nothing else: anything else is a bug of this house.
    if ((error as { name?: unknown }).name !== 'RangeError') throw error;
    return { ...drawn, result: 'failed', totals: noTotals, fault: 'unreadable' };
  }
}

/** The same marks for the second program, which shares no code with the first. */
function withoutMarks({ marks, sanction }: OutcomeInputs): MarkSet {
  const entries = Object.entries(marks).map(([code, mark]) => [code, sanction?.criteria.includes(code) ? 0 : mark]);
  return Object.fromEntries(entries) as MarkSet;
}

function inputsHash(framework: Framework, inputs: OutcomeInputs): string {
  const { attemptId, scriptNumber, frameworkVersion, marks, carriedForward, feedbackHash } = inputs;
  const { pass } = framework;
  const sanction = inputs.sanction ? { sanction: { ...inputs.sanction } } : {};
  return digestOf({
    attemptId,
    scriptNumber,
    frameworkVersion,
    pass,
    marks,
    carriedForward,
    feedbackHash,
    ...sanction,
  });
}

/**
 * One hash over a whole release: its batch, its instant and every outcome, in the order of script numbers. Whoever
 * approves approves exactly this; at the instant it is computed again from the marks as they stand then.
 */
export function sealOf(
  release: { readonly batchId: string; readonly releaseAt: string },
  outcomes: readonly Pick<DrawnOutcome, 'attemptId' | 'scriptNumber' | 'result' | 'inputsHash'>[],
): string {
  const lines = outcomes
    .map(({ attemptId, scriptNumber, result, inputsHash: inputs }) => ({ attemptId, scriptNumber, result, inputs }))
    .sort((a, b) => (a.scriptNumber < b.scriptNumber ? -1 : 1));
  return digestOf({ form: 'release-1', ...release, outcomes: lines });
}
