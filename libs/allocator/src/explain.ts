import { layOut } from './board.js';
import { fillSeats } from './fill-seats.js';
import { obstaclesTo } from './obstacles.js';
import type { Obstacle, Plan, Terms } from './plan.js';
import type { Problem, Role, Standing } from './problem.js';
import { termsOf } from './terms.js';

/** Why an assessor has a script, or has it not. */
export interface Explanation {
  readonly script: string;
  readonly assessor: string;
  /** The role the assessor has on the script, or null. */
  readonly role: Role | null;
  /**
   * `pinned`: it was told so. `only`, `best`, `equal`: placed, and without this assessor the whole plan would leave one more seat empty, be
   * worse, or be as good (the seed decided). `barred`: a hard rule forbids it. `dearer`, `as-good`: not placed, and with this assessor the
   * whole plan would be worse, or as good. `not-asked`: the script is not in the problem.
   */
  readonly verdict: 'pinned' | 'only' | 'best' | 'equal' | 'barred' | 'dearer' | 'as-good' | 'not-asked';
  /** What forbids it, where barred. */
  readonly inTheWay: readonly Obstacle[];
  /** By how much each term of the whole plan would grow if it were otherwise. Exact: the plan is made again. All 0 where barred. */
  readonly otherwise: Terms;
}

const nothing: Terms = { unplaced: 0, balance: 0, expertise: 0, spread: 0, change: 0 };

/**
 * Explains one pair. The other plan is made in full, with the assessor pinned to the script or kept off it, so this takes as long as a
 * plan without its pairing. The evening of pairs is left out on both sides.
 */
export function explain(problem: Problem, plan: Plan, script: string, assessor: string): Explanation {
  const asked = problem.scripts.find(({ number }) => number === script);
  const placed = plan.placements.find((one) => one.script === script && one.assessor === assessor);
  const say = (
    verdict: Explanation['verdict'],
    otherwise: Terms = nothing,
    inTheWay: readonly Obstacle[] = [],
  ): Explanation => ({
    script,
    assessor,
    role: placed?.role ?? null,
    verdict,
    inTheWay,
    otherwise,
  });
  if (!asked) return say('not-asked');
  if (placed?.kept === 'pinned') return say('pinned');
  if (placed) {
    const without = growth(problem, {
      ...problem,
      scripts: problem.scripts.map((one) => (one === asked ? barring(one, assessor) : one)),
    });
    if (without.unplaced > 0) return say('only', without);
    return say(isWorse(without, problem) ? 'best' : 'equal', without);
  }
  const tried = asked.roles.map((role) => ({ role, inTheWay: obstaclesTo(problem, asked, role, assessor) }));
  const open = tried.filter(({ inTheWay }) => inTheWay.length === 0);
  if (open.length === 0) return say('barred', nothing, fewest(tried.map(({ inTheWay }) => inTheWay)));
  const growths = open.map(({ role }) => growth(problem, pinning(problem, { script, role, assessor, pinned: true })));
  const best = growths.reduce((least, one) => (isWorse(one, problem, least) ? least : one));
  return say(isWorse(best, problem) ? 'dearer' : 'as-good', best);
}

function barring<T extends Problem['scripts'][number]>(script: T, assessor: string): T {
  return { ...script, bars: [...script.bars, { assessor, reason: 'declared-conflict' }] };
}

function pinning(problem: Problem, pin: Standing): Problem {
  const others = (problem.standing ?? []).filter((one) => one.script !== pin.script || one.role !== pin.role);
  return { ...problem, standing: [...others, pin] };
}

function growth(problem: Problem, other: Problem): Terms {
  const [now, then] = [solved(problem), solved(other)];
  return {
    unplaced: then.unplaced - now.unplaced,
    balance: then.balance - now.balance,
    expertise: then.expertise - now.expertise,
    spread: then.spread - now.spread,
    change: then.change - now.change,
  };
}

function solved(problem: Problem): Terms {
  const board = layOut(problem);
  fillSeats(board);
  return termsOf(board);
}

/** Compares growths the way the objective does: empty seats, then loads (or loads weighed in), then the rest. */
function isWorse(one: Terms, { weights }: Problem, than: Terms = nothing): boolean {
  if (one.unplaced !== than.unplaced) return one.unplaced > than.unplaced;
  const rest = (terms: Terms): number => terms.expertise + terms.spread + terms.change;
  const balance = one.balance - than.balance;
  const slack = 1e-6;
  if (typeof weights?.balance === 'number') return weights.balance * balance + rest(one) - rest(than) > slack;
  return Math.abs(balance) > slack ? balance > 0 : rest(one) > rest(than);
}

function fewest(lists: readonly (readonly Obstacle[])[]): readonly Obstacle[] {
  return lists.reduce((least, list) => (list.length < least.length ? list : least), lists[0] ?? []);
}
