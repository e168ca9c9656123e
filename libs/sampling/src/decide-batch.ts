import type { SequentialStep } from './sequential.js';

/** What moderation found on one script of the sample. */
export interface Moderated {
  readonly script: string;
  readonly stratum: 'census' | 'random' | 'cover';
  /** The assessor whose marks stood. */
  readonly assessor: string;
  /** Moderated total minus the total that stood. */
  readonly difference: number;
  /** True where the moderated marks fall outside the tolerance of the comparison rule. */
  readonly outOfTolerance: boolean;
  /** True where pass became fail or fail became pass. */
  readonly flip: boolean;
}

/** The numbers of the batch rule; ours by default (domain.md 8.3). */
export interface BatchRule {
  readonly meanDifference: number;
  readonly outOfTolerancePercent: number;
  readonly flipPercent: number;
  readonly cycles: number;
}

export const defaultBatchRule: BatchRule = { meanDifference: 1, outOfTolerancePercent: 10, flipPercent: 5, cycles: 2 };

/** Where a batch stands: cycles of re-marking done before, and whether this sample was extended already. */
export interface BatchFacts {
  readonly moderated: readonly Moderated[];
  readonly extended: boolean;
  /** True where no decision is left that was not looked at, so that there is nothing to extend to or to conclude about. */
  readonly allSeen?: boolean;
  readonly cyclesDone: number;
  /** What a sequential policy asks for after what the random items showed; left out under every other policy. */
  readonly sequential?: SequentialStep;
  /** True where the board had every decision looked at: nothing is left to extend to or to mark again. */
  readonly censused?: boolean;
}

export type BatchReason =
  | 'nothing-found'
  | 'single-flip'
  | 'single-flip-explained'
  | 'flips-on-one-assessor'
  | 'flips-on-several-assessors'
  | 'flip-share'
  | 'out-of-tolerance'
  | 'mean-difference'
  | 'not-proven-yet'
  | 'not-provable'
  | 'every-decision-seen'
  | 'cycles-used-up';

/** What is to happen with the batch, and by which of the rules. `extend` asks for as many more random items as there are, or for `to`. */
export interface BatchDecision {
  readonly decision: 'confirm' | 'extend' | 'remark-assessor' | 'remark-all' | 'board';
  /** Whose scripts are to be marked again; empty unless `remark-assessor`. */
  readonly assessors: readonly string[];
  readonly reasons: readonly BatchReason[];
  /** How many random items there are to be, where a sequential policy says so. */
  readonly to?: number;
  readonly facts: {
    readonly flips: number;
    readonly randomItems: number;
    readonly randomFlips: number;
    readonly randomOutOfTolerance: number;
    readonly meanDifference: number;
  };
}

/**
 * The batch rule, gravest first. Flips on two or more assessors: all are marked again. Two or more on one: all of that assessor's. A
 * single flip, out-of-tolerance random items above their share, or too large a mean difference: the sample is extended once; what is then
 * still above its share is marked again, by assessor where one accounts for all of it. When the cycles are used up the board decides.
 * Where every decision was looked at, less than two flips are corrected and the batch is confirmed: there is nothing to conclude about.
 * A single flip at up to `flipPercent` of the extended random items is corrected and confirmed. A batch of nothing is confirmed. Under a
 * sequential policy the sample grows as often as `stagesFor` says, and what no sample can prove any more is marked again. What the board
 * had looked at to the last decision is confirmed as corrected: that is where it ends (domain.md, edge case 31).
 */
export function decideBatch(
  { moderated, extended, allSeen = false, cyclesDone, sequential, censused }: BatchFacts,
  rule: BatchRule = defaultBatchRule,
): BatchDecision {
  const random = moderated.filter(({ stratum }) => stratum === 'random');
  const flips = moderated.filter(({ flip }) => flip);
  const outside = random.filter(({ outOfTolerance }) => outOfTolerance);
  const sumOfDifferences = moderated.reduce((sum, { difference }) => sum + Math.abs(difference), 0);
  const facts = {
    flips: flips.length,
    randomItems: random.length,
    randomFlips: random.filter(({ flip }) => flip).length,
    randomOutOfTolerance: outside.length,
    meanDifference: moderated.length === 0 ? 0 : sumOfDifferences / moderated.length,
  };
  const decide = (
    decision: BatchDecision['decision'],
    reasons: BatchReason[],
    assessors: string[] = [],
  ): BatchDecision =>
    decision.startsWith('remark') && cyclesDone >= rule.cycles
      ? { decision: 'board', assessors: [], reasons: [...reasons, 'cycles-used-up'], facts }
      : { decision, assessors, reasons, facts };
  const remark = (reason: BatchReason, whose: readonly Moderated[]): BatchDecision => {
    const assessors = assessorsOf(whose);
    return assessors.length === 1 ? decide('remark-assessor', [reason], assessors) : decide('remark-all', [reason]);
  };

  if (censused) return decide('confirm', ['every-decision-seen']);
  if (assessorsOf(flips).length > 1) return decide('remark-all', ['flips-on-several-assessors']);
  if (flips.length > 1) return remark('flips-on-one-assessor', flips);
  if (sequential?.kind === 'not-provable') return decide('remark-all', ['not-provable']);
  if (sequential?.kind === 'extend') return { ...decide('extend', ['not-proven-yet']), to: sequential.to };
  const tooFar: BatchReason[] = [];
  // Whole numbers on both sides: 100 × found > percent × looked at.
  if (100 * outside.length > rule.outOfTolerancePercent * random.length) tooFar.push('out-of-tolerance');
  if (sumOfDifferences > rule.meanDifference * moderated.length) tooFar.push('mean-difference');
  // Shares say something about decisions that were not seen. Where all were, each is corrected already, and that is all.
  if (allSeen)
    return decide('confirm', [
      flips.length === 1 ? 'single-flip-explained' : tooFar.length > 0 ? 'every-decision-seen' : 'nothing-found',
    ]);
  if (!extended && (flips.length === 1 || tooFar.length > 0)) {
    return decide('extend', [...(flips.length === 1 ? (['single-flip'] as const) : []), ...tooFar]);
  }
  if (100 * facts.randomFlips > rule.flipPercent * random.length) return decide('remark-all', ['flip-share']);
  if (tooFar[0] === 'out-of-tolerance') return remark('out-of-tolerance', outside);
  if (tooFar[0] === 'mean-difference') return decide('remark-all', ['mean-difference']);
  return decide('confirm', [flips.length === 1 ? 'single-flip-explained' : 'nothing-found']);
}

function assessorsOf(items: readonly Moderated[]): string[] {
  return [...new Set(items.map(({ assessor }) => assessor))].sort();
}
