import { sha256 } from '#libs/ledger';
import { npqel2017, secondMarkReasons, totals, type MarkSet, type SecondMarkBudget } from '#libs/rubric';
import {
  assurance,
  changeSample,
  chanceToSeeOne,
  decideBatch,
  drawSample,
  freezeFrame,
  pearson,
  percent,
  type FrameItem,
  type Policy as SamplingPolicy,
  type Sample,
} from '#libs/sampling';
import {
  estimateMarkers,
  hasSecondGo,
  likeliestAccount,
  isDrawnForSecond,
  priorOf,
  rankScripts,
  spendByRule,
  type MarkedScript,
  type Ranked,
} from '#libs/second-marks';
import type { Cohort, VirtualScript } from './cohort.js';
import { adjudicated, moderated, once, passed, twice, type Looked } from './second-looks.js';

const framework = npqel2017;

/** A cohort without what is true of it. */
export type VisibleCohort = Omit<Cohort, 'truth'>;

/** How a policy draws, and from which marks: they stood when it drew, before anybody looked. */
export interface Drawing {
  readonly from: ReadonlyMap<string, MarkSet>;
  readonly draw: (seed: string) => Sample;
}

/** What a policy made of a cohort: the marks that stand for each script; and how it drew, where it did. */
export interface Judged {
  readonly standing: ReadonlyMap<string, Looked>;
  readonly drawing: Drawing | null;
}

export type Policy = (cohort: VisibleCohort, seed: string) => Judged;

const plain = (size: SamplingPolicy['size']): SamplingPolicy => ({ size, mandatory: [], perAssessor: 0 });

/** Marked once, and a random share looked at again; a wrong decision that shows is put right, and nothing else follows. */
const sampled =
  (policy: SamplingPolicy): Policy =>
  ({ scripts }, seed) => {
    const frame = freezeFrame(scripts.map((script) => frameItem(script, once(script), false)));
    const draw = (of: string): Sample => drawSample(frame, policy, sha256(of));
    const drawn = new Set(draw(seed).items.map(({ script }) => script));
    const standing = new Map(
      scripts.map((script) => [script.number, drawn.has(script.number) ? twice(script) : once(script)]),
    );
    return { standing, drawing: { from: new Map(scripts.map(({ number, first }) => [number, first.marks])), draw } };
  };

/** As much as fixed 10 % spends, where the decision is likeliest to flip: by the framework's rule, of which the classes and the draw are left out. */
const atEqualCost =
  (rule: SecondMarkBudget): Policy =>
  (cohort) => {
    const standing = new Map(cohort.scripts.map((script) => [script.number, once(script)]));
    spend(cohort, standing, { ...rule, percent: 10, leastChancePct: 0 }, new Set());
    return { standing, drawing: null };
  };

/** Second marks wherever the decision may flip with this chance, whatever class the script is of; no moderation. */
const byFlipChance =
  (least: number): Policy =>
  (cohort) => {
    const doubtful = new Set(
      rank(cohort)
        .filter(({ chanceOfFlip }) => chanceOfFlip >= least)
        .map(({ script }) => script),
    );
    const standing = new Map(
      cohort.scripts.map((script) => [script.number, doubtful.has(script.number) ? twice(script) : once(script)]),
    );
    return { standing, drawing: null };
  };

/** What the framework says: its classes, its random share and its budget marked twice, then the batch frozen, sampled and moderated, and the batch rule followed. */
const byTheFramework =
  (budget: SecondMarkBudget): Policy =>
  (cohort, seed) => {
    const standing = markedByTheFramework(cohort, seed, budget);
    const item = (script: VirtualScript): FrameItem =>
      frameItem(script, standing.get(script.number)!, cohort.onProbation.has(script.first.assessor));
    const frame = freezeFrame(cohort.scripts.map(item));
    const { atLeast, percent: share } = framework.moderation.randomPolicy as { atLeast: number; percent: number };
    const draw = (of: string): Sample => drawSample(frame, percent(share, atLeast), sha256(of));
    const from = new Map([...standing].map(([script, { marks }]) => [script, marks]));
    let sample = draw(seed);
    const found = new Map<string, ReturnType<typeof moderated>>();
    const look = (): ReturnType<typeof decideBatch> => {
      for (const { script } of sample.items) {
        if (found.has(script)) continue;
        found.set(
          script,
          moderated(
            cohort.scripts.find(({ number }) => number === script)!,
            standing.get(script)!,
          ),
        );
      }
      return decideBatch({
        moderated: sample.items.map(({ script, stratum }) => {
          const { flip, difference, readings } = found.get(script)!;
          const outOfTolerance = Math.abs(difference) > framework.moderation.batch.toleranceMarks;
          return { script, stratum, assessor: readings[0].assessor, difference, outOfTolerance, flip };
        }),
        extended: sample.changes.length > 0,
        cyclesDone: 0,
      });
    };
    let decided = look();
    if (decided.decision === 'extend') {
      sample = changeSample(frame, sample, { kind: 'extended', to: sample.drawn * 2 });
      decided = look();
    }
    for (const [script, looked] of found) standing.set(script, looked);
    // Marked again by somebody else: what nobody but the first marker has seen. What was looked at stands as it is.
    for (const script of cohort.scripts) {
      const before = standing.get(script.number)!;
      const isAgain = decided.decision === 'remark-all' || decided.assessors.includes(script.first.assessor);
      if (isAgain && before.readings.length === 1 && !found.has(script.number))
        standing.set(script.number, twice(script));
    }
    return { standing, drawing: { from, draw } };
  };

function markedByTheFramework(cohort: VisibleCohort, seed: string, budget: SecondMarkBudget): Map<string, Looked> {
  const { randomPct } = framework.secondMarking;
  const standing = new Map(cohort.scripts.map((script) => [script.number, once(script)]));
  const ranked = new Map(rank(cohort).map((one) => [one.script, one]));
  const already = new Set<string>();
  for (const script of cohort.scripts) {
    if (!isMarkedTwice(cohort, script) && !isDrawnForSecond(seed, script.number, randomPct)) continue;
    already.add(script.number);
    // Where looks are at accounts, every second mark is of one.
    const account = budget.scope === 'account' ? likeliestAccount(ranked.get(script.number)!) : null;
    standing.set(script.number, twice(script, account));
  }
  spend(cohort, standing, budget, already);
  return standing;
}

/**
 * Spends a budget as the product does: when the first marks are in, and where the rule says so a second time when what was asked for
 * is settled. What an adjudication took on the way is taken off the second go.
 */
function spend(
  cohort: VisibleCohort,
  standing: Map<string, Looked>,
  rule: SecondMarkBudget,
  already: ReadonlySet<string>,
): void {
  const scripts = new Map(cohort.scripts.map((script) => [script.number, script]));
  const first = spendByRule(rule, rank(cohort), { already, spent: null });
  for (const { script, account } of first.looks) standing.set(script, twice(scripts.get(script)!, account));
  if (!hasSecondGo(rule)) return;
  const spent = first.looks.reduce((sum, { script }) => sum + standing.get(script)!.cost, 0);
  const settled = new Set([...standing].filter(([, { isAdjudicated }]) => isAdjudicated).map(([script]) => script));
  for (const { script, account, by } of spendByRule(rule, rank(cohort, standing), { already: settled, spent }).looks) {
    const one = scripts.get(script)!;
    standing.set(script, by === 'second' ? twice(one, account) : adjudicated(one, standing.get(script)!, account));
  }
}

function isMarkedTwice(cohort: VisibleCohort, script: VirtualScript): boolean {
  const reasons = secondMarkReasons(framework, {
    marks: script.first.marks,
    attempt: script.attempt,
    assessorOnProbation: cohort.onProbation.has(script.first.assessor),
    roundSize: cohort.scripts.length,
  });
  return reasons.length > 0;
}

function frameItem(
  script: VirtualScript,
  { marks, readings, isAdjudicated }: Looked,
  isProbationary: boolean,
): FrameItem {
  const sums = totals(framework, marks);
  return {
    script: script.number,
    outcome: passed(marks) ? 'pass' : 'fail',
    totals: Object.fromEntries(sums.areas.map(({ area, marks: given }) => [area, given])),
    margin: Math.min(...sums.areas.map(({ margin }) => margin ?? 0)),
    assessors: readings.map(({ assessor }) => assessor),
    flags: [
      ...(isAdjudicated ? (['adjudicated'] as const) : []),
      ...(isProbationary ? (['probationary'] as const) : []),
      ...(script.attempt > 1 ? (['resubmission'] as const) : []),
    ],
  };
}

/** What is believed of a marker of whom nothing is known yet. */
const prior = priorOf(framework.secondMarking.budget!);

/** The scripts of a cohort as they are marked once: several policies begin from there. */
const ranks = new WeakMap<VisibleCohort['scripts'], Ranked[]>();

function rank(cohort: VisibleCohort, standing?: ReadonlyMap<string, Looked>): Ranked[] {
  const known = standing ? undefined : ranks.get(cohort.scripts);
  if (known) return known;
  const markers = estimateMarkers([...cohort.assessors, ...cohort.seniors], cohort.comparisons, prior);
  const round = cohort.scripts.map((script): MarkedScript => {
    const { marks, readings } = standing?.get(script.number) ?? once(script);
    return { script: script.number, readings, standing: marks };
  });
  const ranked = rankScripts(framework, round, markers);
  if (!standing) ranks.set(cohort.scripts, ranked);
  return ranked;
}

/** The budget that the framework we ship has: whole scripts, so that nobody can tell a second mark from a first. */
const shipped = framework.secondMarking.budget!;
/** The one that a provider can choose instead: one account at a time, in two goes, at the price that who is asked for an account can tell. */
const byAccount: SecondMarkBudget = { ...shipped, scope: 'account', firstGoPct: 67 };

/** Every policy by the name it is printed under. */
export const policies: Readonly<Record<string, Policy>> = {
  'marked once': ({ scripts }) => ({
    standing: new Map(scripts.map((one) => [one.number, once(one)])),
    drawing: null,
  }),
  'fixed 10 %': sampled(plain({ kind: 'percent', percent: 10, atLeast: 1 })),
  '√N': sampled(plain({ kind: 'square-root' })),
  'Pearson’s table': sampled(plain(pearson().size)),
  'assurance 5 %, 95 %': sampled(plain(assurance().size)),
  'ours, equal cost': atEqualCost(byAccount),
  'whole scripts, equal cost': atEqualCost(shipped),
  'ours, flip chance 2 %': byFlipChance(0.02),
  'ours, default': byTheFramework(shipped),
  'ours, by account': byTheFramework(byAccount),
};

/** The chance that the random stratum of a sample shows one of `wrong` decisions among those it speaks for, as pages state it. */
export function statedChance({ decisions, drawn }: Sample, wrong: number): number {
  return chanceToSeeOne({ total: decisions, wrong, drawn });
}
