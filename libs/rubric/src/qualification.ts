import type { Framework } from './framework.js';
import { isMark, type MarkSet } from './marks.js';
import { passes } from './outcome.js';
import type { QualificationRule, QualificationTolerance } from './rules.js';

/** One script as somebody marked it, beside the marks that a panel agreed on. Both mark every criterion. */
export interface MarkedAgainst {
  readonly script: string;
  readonly definitive: MarkSet;
  readonly given: MarkSet;
}

export type QualificationVerdict = 'qualified' | 'qualified-on-probation' | 'not-qualified';

/** The verdict with everything that it was worked out from: counts of criteria over all scripts of the try. */
export interface Qualification {
  readonly verdict: QualificationVerdict;
  readonly criteria: number;
  /** Criteria marked as the panel did. */
  readonly exact: number;
  /** The largest difference on one criterion, in marks. */
  readonly furthest: number;
  /** Scripts that would have passed by one set and failed by the other. */
  readonly wrongDecisions: readonly string[];
}

/** What versions hold by that were published before the rule was written (domain 8.3: probation follows standardisation). */
const olderVersions: QualificationRule = { panelAtLeast: 2, onProbation: null, newcomersOnProbation: true };

/** The framework's own rule, or the one that versions without it hold by. */
export function qualificationRule({ accreditation }: Pick<Framework, 'accreditation'>): QualificationRule {
  return accreditation.qualification ?? olderVersions;
}

/**
 * Whether somebody qualifies to mark live scripts, by their marks of scripts whose marks are definitive (domain 8.3: every
 * decision right, a share of criteria exact, no criterion too far). `isAccredited`: they mark already and renew it; others
 * begin on probation where the rule says so. Whole numbers only. Throws without a script, and where a criterion has no mark.
 */
export function judgeQualification(
  framework: Framework,
  scripts: readonly MarkedAgainst[],
  isAccredited: boolean,
): Qualification {
  if (scripts.length === 0) throw new RangeError('Without a script nobody is judged');
  const { minExactPct, maxCriterionDifference } = framework.accreditation;
  const { onProbation, newcomersOnProbation } = qualificationRule(framework);
  const differences = scripts.flatMap((script) => differencesOf(framework, script));
  const measured = {
    criteria: differences.length,
    exact: differences.filter((difference) => difference === 0).length,
    furthest: Math.max(...differences),
    wrongDecisions: scripts.filter((script) => isDecidedWrongly(framework, script)).map(({ script }) => script),
  };
  const isFull = isWithin(measured, { minExactPct, maxCriterionDifference, maxWrongDecisions: 0 });
  const isNear = isFull || (onProbation !== null && isWithin(measured, onProbation));
  if (!isNear) return { verdict: 'not-qualified', ...measured };
  const isOnProbation = !isFull || (newcomersOnProbation && !isAccredited);
  return { verdict: isOnProbation ? 'qualified-on-probation' : 'qualified', ...measured };
}

function differencesOf({ criteria }: Framework, { script, definitive, given }: MarkedAgainst): number[] {
  return criteria.map(({ code }) => {
    const [right, mark] = [definitive[code], given[code]];
    if (!isMark(right) || !isMark(mark)) throw new RangeError(`${script} ${code}: no mark, so nothing can be judged`);
    return Math.abs(right - mark);
  });
}

function isDecidedWrongly(framework: Framework, { definitive, given }: MarkedAgainst): boolean {
  return passes(framework, definitive).passed !== passes(framework, given).passed;
}

function isWithin(
  { criteria, exact, furthest, wrongDecisions }: Omit<Qualification, 'verdict'>,
  tolerance: QualificationTolerance,
): boolean {
  return (
    100 * exact >= tolerance.minExactPct * criteria &&
    furthest <= tolerance.maxCriterionDifference &&
    wrongDecisions.length <= tolerance.maxWrongDecisions
  );
}
