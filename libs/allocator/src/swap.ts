import { isEligible, isOnScript } from './board.js';
import type { Board, Seat } from './board.js';
import type { Costs } from './costs.js';
import type { SharedScripts } from './shared-scripts.js';

/** Two people change scripts: everyone's load stays as it was. */
export interface Swap {
  readonly one: Seat;
  readonly other: Seat;
}

/** True where no hard rule minds: same kind of role, nothing pinned, both eligible, nobody twice on a script. */
export function maySwap(board: Board, { one, other }: Swap): boolean {
  if (one.script === other.script || one.assessor === other.assessor || one.pinned || other.pinned) return false;
  if (board.kindOf[one.role] !== board.kindOf[other.role]) return false;
  return (
    isEligible(board, one.script, one.role, other.assessor) &&
    isEligible(board, other.script, other.role, one.assessor) &&
    !isOnScript(board, one.script, other.assessor) &&
    !isOnScript(board, other.script, one.assessor)
  );
}

/** By how much expertise, change and spread grow. `inGroup` holds filled seats per `assessor group`. */
export function priceOf(
  board: Board,
  costs: Costs,
  inGroup: ReadonlyMap<string, number>,
  { one, other }: Swap,
): number {
  const kind = board.kindOf[one.role];
  const [x, y] = [one.assessor, other.assessor];
  const alone =
    costs.of(one.script, kind, y) +
    costs.of(other.script, kind, x) -
    costs.of(one.script, kind, x) -
    costs.of(other.script, kind, y);
  const from = board.scripts[one.script]!.group;
  const to = board.scripts[other.script]!.group;
  if (from === to) return alone;
  const now = (person: number, group: string): number => inGroup.get(`${person} ${group}`) ?? 0;
  // (n+1)² - n² = 2n + 1 for who comes, (n-1)² - n² = 1 - 2n for who goes.
  const left = from === undefined ? 0 : 2 * now(y, from) + 1 + 1 - 2 * now(x, from);
  const right = to === undefined ? 0 : 2 * now(x, to) + 1 + 1 - 2 * now(y, to);
  return alone + board.weights.spread * (left + right);
}

/** Carries the swap out and gives back by how much the sum of squared pair counts grew; doing it again undoes it. */
export function carryOut(
  shared: SharedScripts,
  inGroup: Map<string, number>,
  board: Board,
  { one, other }: Swap,
): number {
  const [x, y] = [one.assessor, other.assessor];
  const [p, q] = [shared.partnersOf(one), shared.partnersOf(other)];
  let growth = 0;
  for (const partner of p) growth += shared.add(partner, x, -1) + shared.add(partner, y, 1);
  for (const partner of q) growth += shared.add(partner, y, -1) + shared.add(partner, x, 1);
  one.assessor = y;
  other.assessor = x;
  const move = (script: number, goes: number, comes: number): void => {
    const { group } = board.scripts[script]!;
    if (group === undefined) return;
    inGroup.set(`${goes} ${group}`, (inGroup.get(`${goes} ${group}`) ?? 0) - 1);
    inGroup.set(`${comes} ${group}`, (inGroup.get(`${comes} ${group}`) ?? 0) + 1);
  };
  move(one.script, x, y);
  move(other.script, y, x);
  return growth;
}
