import { carried, roundingSlack } from './board.js';
import type { Board } from './board.js';

/**
 * The rising price of load. An assessor with share w and k placements costs k²/w; one more costs (2k+1)/w more. The cheapest plan is
 * then the evenest the rules allow: no move of work from one assessor to another can lower it, so relative loads k/w of any two
 * between whom work can move differ by at most one unit.
 */
export interface Balance {
  /** How many more placements of this effort the assessor has room for. */
  readonly room: Int32Array;
  /** The price of the assessor's nth further placement, n from 0, in thousandths where shares or loads are uneven. */
  readonly step: (assessor: number, n: number) => number;
}

/** `effort`: what one placement costs now, in units of capacity. Loads so far are counted in placements of that effort. */
export function balanceOf(board: Board, effort: number): Balance {
  const load = carried(board);
  const share = Float64Array.from(board.assessors, (assessor) => assessor.share ?? 1);
  const begun = load.map((units) => units / effort);
  const whole = share.every((s) => s === 1) && begun.every((units) => Number.isInteger(units));
  const scale = whole ? 1 : 1000;
  const room = Int32Array.from(board.assessors, (assessor, at) =>
    Math.max(0, Math.floor((assessor.capacity - load[at]!) / effort + roundingSlack)),
  );
  return { room, step: (at, n) => Math.round((scale * (2 * (begun[at]! + n) + 1)) / share[at]!) };
}
