import type { Board } from './board.js';
import { costOf, lowerBound } from './bound.js';
import { cheapestFlow } from './network-simplex.js';
import { buildStage } from './stage.js';

/** What the flows cost, and what they could not have cost less than. */
export interface Filled {
  readonly objective: bigint;
  readonly bound: bigint;
}

/**
 * Fills the open seats at least cost. Roles of equal effort are solved together, which is exact; where efforts differ, the
 * most laborious first, each exact given those before (mixed efforts in one capacity are a knapsack, not a flow).
 */
export function fillSeats(board: Board): Filled {
  const open = board.seats.filter((seat) => seat.assessor < 0);
  const efforts = [...new Set(open.map((seat) => board.effortOf(seat.role)))].sort((a, b) => b - a);
  let objective = 0n;
  let bound = 0n;
  for (const effort of efforts) {
    const { network, places, firstArc } = buildStage(board, effort);
    const flow = cheapestFlow(network);
    objective += costOf(network, flow.flow);
    bound += lowerBound(network, flow);
    places.forEach((place, at) => {
      const chosen = place.eligible.filter((_, n) => flow.flow[firstArc[at]! + n]! > 0);
      place.seats.forEach((seat, n) => (seat.assessor = chosen[n] ?? -1));
    });
  }
  return { objective, bound };
}
