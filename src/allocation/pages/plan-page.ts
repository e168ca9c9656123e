import type { Plan, Problem } from '#libs/allocator';
import { askedIn } from '../planning/problem.js';
import type { Purpose } from '../rounds/round.lifecycle.js';
import { pairingPicture, type PairingPicture } from './pairing-picture.js';
import { purposeWords, sayUnplaced, type NameOf, type UnplacedWords } from './words.js';

/** What one person carries under a plan, in scripts. */
export interface LoadLine {
  readonly assessorId: string;
  readonly name: string;
  /** Has already, in this window. */
  readonly held: number;
  /** Would get by this plan. */
  readonly added: number;
  readonly capacity: number;
}

/** One script of the plan. */
export interface PlacementLine {
  readonly script: string;
  readonly assessorId: string;
  readonly name: string;
  /** How many others may not have it, whatever else is placed. */
  readonly barred: number;
}

export interface PlanModel {
  readonly asked: number;
  readonly placed: number;
  readonly unplaced: readonly UnplacedWords[];
  readonly loads: readonly LoadLine[];
  readonly chart: Chart;
  readonly placements: readonly PlacementLine[];
  /** The last script of this page where there is another. */
  readonly after: string | null;
  readonly objective: string;
  readonly lowerBound: string;
  readonly isProven: boolean;
  readonly pairing: Plan['pairing'];
  readonly picture: PairingPicture | null;
}

const onAPage = 50;

/** The plan as the lead reads it: scripts by number, 50 at a time, after `after`. */
export function planModel(
  plan: Plan,
  problem: Problem,
  purpose: Purpose,
  names: ReadonlyMap<string, { readonly name: string }>,
  after?: string,
): PlanModel {
  const nameOf: NameOf = (id) => names.get(id)?.name ?? 'Somebody who left';
  const added = plan.placements.filter(({ kept }) => kept === 'new');
  const rest = added.filter(({ script }) => after === undefined || script > after);
  const shown = rest.slice(0, onAPage);
  const loads = loadsOf(plan, problem, purpose, nameOf);
  return {
    asked: askedIn(problem, purpose).length,
    placed: added.length,
    unplaced: plan.unplaced.map((one) => sayUnplaced(one, purpose, nameOf)),
    loads,
    chart: chartOf(loads),
    placements: shown.map(({ script, assessor }) => ({
      script,
      assessorId: assessor,
      name: nameOf(assessor),
      barred: new Set(problem.scripts.find(({ number }) => number === script)?.bars.map((bar) => bar.assessor)).size,
    })),
    after: rest.length > onAPage ? (shown.at(-1)?.script ?? null) : null,
    objective: plan.objective,
    lowerBound: plan.lowerBound,
    isProven: plan.objective === plan.lowerBound,
    pairing: plan.pairing,
    picture: pairingPicture(plan, nameOf),
  };
}

/** The people whom the round may ask, and whoever gets something by it, by name. */
function loadsOf(plan: Plan, problem: Problem, purpose: Purpose, nameOf: NameOf): LoadLine[] {
  const able = new Set(
    problem.assessors.filter(({ accreditedFor }) => accreditedFor.includes(purpose)).map(({ id }) => id),
  );
  return plan.loads
    .filter(({ assessor }) => able.has(assessor))
    .map(({ assessor, before, placed, capacity }) => {
      const added = plan.placements.filter((one) => one.assessor === assessor && one.kept === 'new').length;
      return { assessorId: assessor, name: nameOf(assessor), held: before + placed - added, added, capacity };
    })
    .sort((a, b) => a.name.localeCompare(b.name, 'en-GB'));
}

/** Bars in units of the drawing: what is held, what is added, and the room there is. */
export interface Chart {
  readonly height: number;
  readonly bars: readonly {
    readonly name: string;
    readonly y: number;
    readonly held: number;
    readonly added: number;
    readonly room: number;
    readonly text: string;
  }[];
}

const barWidth = 300;
const rowHeight = 46;

export function chartOf(loads: readonly LoadLine[]): Chart {
  const most = Math.max(1, ...loads.map(({ capacity, held, added }) => Math.max(capacity, held + added)));
  const units = (scripts: number): number => Math.round((scripts / most) * barWidth * 10) / 10;
  return {
    height: loads.length * rowHeight + 4,
    bars: loads.map(({ name, held, added, capacity }, at) => ({
      name,
      y: at * rowHeight,
      held: units(held),
      added: units(added),
      room: units(capacity),
      text: `${held + added} of ${capacity}`,
    })),
  };
}

/** What a button says before a plan is confirmed. */
export function confirmText(plan: PlanModel, purpose: Purpose): string {
  const people = plan.loads.filter(({ added }) => added > 0).length;
  const { who } = purposeWords[purpose];
  const scripts = plan.placed === 1 ? `1 ${who}` : `${plan.placed} ${who}s`;
  return `Confirm ${scripts} and write to ${people === 1 ? '1 person' : `${people} people`}`;
}
