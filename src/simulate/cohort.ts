import { planAllocation } from '#libs/allocator';
import { npqel2017, type Mark, type MarkSet } from '#libs/rubric';
import type { Comparison } from '#libs/second-marks';
import { chanceFrom, type Chance } from './chance.js';
import type { Family } from './families.js';

const framework = npqel2017;
const codes = framework.criteria.map(({ code }) => code);

/** A script, and what everybody who may look at it would see. */
export interface VirtualScript {
  readonly number: string;
  readonly first: Reading;
  readonly second: Reading;
  readonly adjudicator: Reading;
  readonly moderator: Reading;
  readonly secondModerator: Reading;
  /** Whether the two markers, where they are discrepant, come to one mind: else an adjudicator decides. */
  readonly canAgree: boolean;
  /** 1, or 2 for a resubmission. */
  readonly attempt: number;
}

/** One look at a script: the quality that was seen of each criterion, and the marks given for it. */
export interface Reading {
  readonly assessor: string;
  readonly seen: Readonly<Record<string, number>>;
  readonly marks: MarkSet;
}

export interface Cohort {
  readonly scripts: readonly VirtualScript[];
  /** The true marks by script: what no policy is given. */
  readonly truth: ReadonlyMap<string, MarkSet>;
  readonly assessors: readonly string[];
  /** Who adjudicates and moderates: nothing is known of them beforehand. */
  readonly seniors: readonly string[];
  readonly onProbation: ReadonlySet<string>;
  /** What standardisation told of each assessor: three definitive scripts, every criterion. */
  readonly comparisons: readonly Comparison[];
}

interface VirtualAssessor {
  readonly id: string;
  readonly severity: number;
  readonly error: number;
  readonly drift: number;
}

/** How scripts differ, and areas and criteria within one. */
const between = 0.3;
const ofArea = 0.2;
const ofCriterion = 0.4;
/** One mark in a hundred has nothing to do with the script: a slip. No policy knows of it. */
const slips = 0.01;
const standardisationScripts = framework.accreditation.standardisationScripts;

/** What makes a family what it says: the mean quality of a criterion and the typical error of a mark, in marks. */
export interface Calibration {
  readonly mean: number;
  readonly error: number;
}

/** A virtual cohort of 15 to 115 scripts; the same for the same family, calibration (`calibrate`) and seed. */
export function drawCohort(family: Family, { mean, error }: Calibration, seed: string): Cohort {
  const chance = chanceFrom(seed);
  const size = chance.whole(15, 115);
  // Each marks some eight to fifteen scripts, and there are four at least: two to mark, one to adjudicate, one to spare.
  const panel = Array.from({ length: Math.max(4, Math.round(size / chance.whole(8, 15))) }, (_, at) =>
    drawAssessor(family, error, `A${at}`, chance),
  );
  const seniors = Array.from({ length: 3 }, (_, at) => drawSenior(family, error, `S${at}`, chance));
  const difficulties = drawDifficulties(chance);
  const numbers = Array.from({ length: size }, (_, at) => `V${String(at).padStart(3, '0')}`);
  const pairs = allocate(numbers, panel, seed);
  const truth = new Map<string, MarkSet>();
  const scripts = numbers.map((number, at): VirtualScript => {
    const quality = drawQuality(mean, difficulties, chance);
    const progress = at / size - 0.5;
    const read = (assessor: VirtualAssessor): Reading => readScript(quality, assessor, progress, chance);
    const [first, second] = pairs.get(number)!;
    truth.set(number, marksOf(quality));
    return {
      number,
      first: read(first),
      second: read(second),
      adjudicator: read(seniors[0]!),
      moderator: read(seniors[1]!),
      secondModerator: read(seniors[2]!),
      canAgree: chance.unit() > 0.15,
      attempt: chance.unit() < 0.05 ? 2 : 1,
    };
  });
  const comparisons = panel.flatMap((assessor) =>
    Array.from({ length: standardisationScripts }, () => {
      const quality = drawQuality(mean, difficulties, chance);
      const { marks } = readScript(quality, assessor, -0.5, chance);
      return codes.map((code): Comparison => ({
        assessor: assessor.id,
        given: marks[code]!,
        right: markOf(quality[code]!),
      }));
    }).flat(),
  );
  const onProbation = new Set(panel.filter(() => chance.unit() < 0.1).map(({ id }) => id));
  return {
    scripts,
    truth,
    assessors: panel.map(({ id }) => id),
    seniors: seniors.map(({ id }) => id),
    onProbation,
    comparisons,
  };
}

function drawAssessor(family: Family, error: number, id: string, chance: Chance): VirtualAssessor {
  return {
    id,
    severity: chance.normal() * family.severity,
    error: error * Math.exp(chance.normal() * family.errorVaries),
    drift: chance.normal() * family.drift,
  };
}

/** Senior assessors and moderators: half as far apart as the panel, and a quarter more precise. */
function drawSenior(family: Family, error: number, id: string, chance: Chance): VirtualAssessor {
  return { id, severity: (chance.normal() * family.severity) / 2, error: error * 0.75, drift: 0 };
}

function drawQuality(mean: number, difficulties: readonly number[], chance: Chance): Record<string, number> {
  const script = mean + chance.normal() * between;
  const areas = new Map(framework.areas.map(({ number }) => [number, chance.normal() * ofArea]));
  return Object.fromEntries(
    framework.criteria.map(({ code, area }, at) => [
      code,
      script + areas.get(area)! + difficulties[at]! + chance.normal() * ofCriterion,
    ]),
  );
}

function readScript(
  quality: Readonly<Record<string, number>>,
  assessor: VirtualAssessor,
  progress: number,
  chance: Chance,
): Reading {
  const shift = assessor.severity + assessor.drift * progress;
  const seen = Object.fromEntries(
    codes.map((code) => {
      const noise = chance.normal() * assessor.error;
      const isSlip = chance.unit() < slips;
      const slipped = chance.whole(0, 2);
      return [code, isSlip ? slipped : markOf(quality[code]!) - shift + noise];
    }),
  );
  return { assessor: assessor.id, seen, marks: marksOf(seen) };
}

/** The nearest whole mark. */
function markOf(quality: number): Mark {
  return quality < 0.5 ? 0 : quality < 1.5 ? 1 : 2;
}

export function marksOf(seen: Readonly<Record<string, number>>): MarkSet {
  return Object.fromEntries(codes.map((code): [string, Mark] => [code, markOf(seen[code]!)]));
}

/** First and second markers as the product allocates them. */
function allocate(
  numbers: readonly string[],
  panel: readonly VirtualAssessor[],
  seed: string,
): ReadonlyMap<string, readonly [VirtualAssessor, VirtualAssessor]> {
  const plan = planAllocation({
    scripts: numbers.map((number) => ({ number, roles: ['first', 'second'], bars: [] })),
    assessors: panel.map(({ id }) => ({ id, capacity: numbers.length, accreditedFor: ['first', 'second'] })),
    seed,
  });
  const byId = new Map(panel.map((assessor) => [assessor.id, assessor]));
  const of = (number: string, role: string): VirtualAssessor =>
    byId.get(plan.placements.find((placement) => placement.script === number && placement.role === role)!.assessor)!;
  return new Map(numbers.map((number) => [number, [of(number, 'first'), of(number, 'second')]]));
}

const calibrationScripts = 6_000;

/** The mean at which the family's share of scripts truly passes, and the error at which its share of first decisions is right: by halving. */
export function calibrate(family: Family, passes: (marks: MarkSet) => boolean): Calibration {
  const mean = halve(0, 3, (tried) => {
    const chance = chanceFrom(`mean of ${family.name}`);
    return shareOf(() => passes(marksOf(drawQuality(tried, drawDifficulties(chance), chance)))) < family.passRate;
  });
  const error = halve(0.05, 0.8, (tried) => {
    const chance = chanceFrom(`error of ${family.name}`);
    const isRight = (): boolean => {
      const quality = drawQuality(mean, drawDifficulties(chance), chance);
      const { marks } = readScript(quality, drawAssessor(family, tried, '', chance), chance.unit() - 0.5, chance);
      return passes(marks) === passes(marksOf(quality));
    };
    return shareOf(isRight) > family.accuracy;
  });
  return { mean, error };
}

function shareOf(holds: () => boolean): number {
  let count = 0;
  for (let at = 0; at < calibrationScripts; at += 1) if (holds()) count += 1;
  return count / calibrationScripts;
}

/** The place between `low` and `high` up to which `isBelow` holds. */
function halve(low: number, high: number, isBelow: (tried: number) => boolean): number {
  let [from, to] = [low, high];
  for (let step = 0; step < 12; step += 1) {
    const middle = (from + to) / 2;
    if (isBelow(middle)) from = middle;
    else to = middle;
  }
  return (from + to) / 2;
}

function drawDifficulties(chance: Chance): number[] {
  return codes.map(() => chance.normal() * 0.15);
}
