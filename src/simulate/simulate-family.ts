import type { MarkSet } from '#libs/rubric';
import { calibrate, drawCohort, type Calibration, type Cohort } from './cohort.js';
import type { Family } from './families.js';
import { policies, statedChance, type Drawing, type Policy } from './policies.js';
import { passed } from './second-looks.js';

/** One policy on one family, as it is printed. Detection in fractions; null where the policy draws no sample. */
export interface Line {
  readonly policy: string;
  readonly family: string;
  readonly cohorts: number;
  readonly seed: string;
  /** Wrong outcomes among 1,000 that are released, and its 95 % interval over cohorts. */
  readonly wrongPer1000: number;
  readonly interval: readonly [number, number];
  /** Whole markings beyond the first, a script. */
  readonly extraMarks: number;
  /** The mean of the chance that pages state: that the random sample shows one of the wrong decisions it was drawn from. */
  readonly statedDetection: number | null;
  /** How often it did. */
  readonly seenDetection: number | null;
}

interface Counted {
  readonly scripts: number;
  readonly wrong: number;
  readonly marks: number;
  /** Of draws from cohorts in which something was wrong. */
  readonly draws: number;
  readonly stated: number;
  readonly seen: number;
}

/** How often each cohort's sample is drawn where nobody says: enough to see a chance that is wrong by some points. */
export const drawsOfACohort = 30;

/**
 * Runs every policy on the same `cohorts` virtual cohorts of a family, and draws each cohort's sample `draws` times. The same lines
 * for the same arguments.
 */
export function simulateFamily(
  family: Family,
  cohorts: number,
  seed: string,
  {
    calibration = calibrate(family, passed),
    draws = drawsOfACohort,
  }: { calibration?: Calibration; draws?: number } = {},
): Line[] {
  const counted = new Map<string, Counted[]>(Object.keys(policies).map((name) => [name, []]));
  for (let at = 0; at < cohorts; at += 1) {
    const cohort = drawCohort(family, calibration, `${seed} ${family.name} ${at}`);
    for (const [name, policy] of Object.entries(policies))
      counted.get(name)!.push(count(cohort, policy, `${seed} ${family.name} ${at}`, draws));
  }
  return [...counted].map(([policy, counts]) => ({ policy, family: family.name, cohorts, seed, ...figuresOf(counts) }));
}

function count(cohort: Cohort, policy: Policy, seed: string, draws: number): Counted {
  const { truth, ...visible } = cohort;
  const isWrong = (script: string, marks: MarkSet): boolean => passed(marks) !== passed(truth.get(script)!);
  const judged = policy(visible, `${seed} 0`);
  const looked = [...judged.standing];
  return {
    scripts: looked.length,
    wrong: looked.filter(([script, { marks }]) => isWrong(script, marks)).length,
    marks: looked.reduce((sum, [, { cost }]) => sum + cost, 0),
    ...countDraws(judged.drawing, isWrong, seed, draws),
  };
}

/** Whether samples showed what was wrong when they were drawn: among the decisions that the random stratum speaks for. */
function countDraws(
  drawing: Drawing | null,
  isWrong: (script: string, marks: MarkSet) => boolean,
  seed: string,
  times: number,
): Pick<Counted, 'draws' | 'stated' | 'seen'> {
  let [draws, stated, seen] = [0, 0, 0];
  const allWrong = [...(drawing?.from ?? [])]
    .filter(([script, marks]) => isWrong(script, marks))
    .map(([script]) => script);
  if (!drawing || allWrong.length === 0) return { draws, stated, seen };
  for (let draw = 0; draw < times; draw += 1) {
    const sample = drawing.draw(`${seed} draw ${draw}`);
    const census = new Set(sample.items.filter(({ stratum }) => stratum === 'census').map(({ script }) => script));
    const wrong = new Set(allWrong.filter((script) => !census.has(script)));
    if (wrong.size === 0) continue;
    draws += 1;
    stated += statedChance(sample, wrong.size);
    seen += sample.items.some(({ script, stratum }) => stratum === 'random' && wrong.has(script)) ? 1 : 0;
  }
  return { draws, stated, seen };
}

/** A ratio over cohorts, with the interval of a ratio estimator: cohorts are independent, scripts within one are not. */
function figuresOf(
  counts: readonly Counted[],
): Pick<Line, 'wrongPer1000' | 'interval' | 'extraMarks' | 'statedDetection' | 'seenDetection'> {
  const total = (of: (one: Counted) => number): number => counts.reduce((sum, one) => sum + of(one), 0);
  const scripts = total((one) => one.scripts);
  const share = total((one) => one.wrong) / scripts;
  const squares = total((one) => (one.wrong - share * one.scripts) ** 2);
  const half = (1.96 * Math.sqrt((squares * counts.length) / (counts.length - 1))) / scripts;
  const draws = total((one) => one.draws);
  return {
    wrongPer1000: per1000(share),
    interval: [per1000(Math.max(0, share - half)), per1000(share + half)],
    extraMarks: round(total((one) => one.marks) / scripts),
    statedDetection: draws === 0 ? null : round(total((one) => one.stated) / draws),
    seenDetection: draws === 0 ? null : round(total((one) => one.seen) / draws),
  };
}

const per1000 = (share: number): number => Number((share * 1_000).toFixed(2));
const round = (value: number): number => Number(value.toFixed(4));
