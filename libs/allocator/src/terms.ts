import { carried } from './board.js';
import type { Board } from './board.js';
import { costsOf } from './costs.js';
import { Groups } from './groups.js';
import type { Terms } from './plan.js';

/** What the board as it is filled now costs, term by term. */
export function termsOf(board: Board): Terms {
  const costs = costsOf(board);
  const filled = board.seats.filter((seat) => seat.assessor >= 0);
  return {
    unplaced: board.seats.length - filled.length,
    balance: carried(board).reduce((sum, load, at) => sum + (load * load) / (board.assessors[at]!.share ?? 1), 0),
    expertise: filled.reduce((sum, seat) => sum + costs.expertise(seat.script, seat.assessor), 0),
    spread: board.weights.spread * new Groups(board).sumOfSquares(),
    change:
      board.weights.change *
      board.seats.filter((seat) => !seat.pinned && seat.stood >= 0 && seat.stood !== seat.assessor).length,
  };
}
