import type { Board } from './board.js';

/** What placing an assessor on a script in a kind of role costs besides load and spread, in whole numbers. */
export interface Costs {
  readonly expertise: (script: number, assessor: number) => number;
  /** Gain of staying: the weight of a change where the assessor stood in an open seat of that kind on the script, else 0. */
  readonly stays: (script: number, kind: number, assessor: number) => number;
  readonly of: (script: number, kind: number, assessor: number) => number;
}

/** Expertise: weight × the script's topics that the assessor lacks. Change: each standing seat kept saves its weight. */
export function costsOf(board: Board): Costs {
  const has = board.assessors.map((assessor) => new Set(assessor.expertise ?? []));
  const topics = board.scripts.map((script) => [...new Set(script.expertise ?? [])]);
  const stood = board.seatsOf.map((seats) => seats.filter((seat) => !seat.pinned && seat.stood >= 0));
  const expertise = (script: number, assessor: number): number => {
    let lacking = 0;
    for (const topic of topics[script]!) if (!has[assessor]!.has(topic)) lacking++;
    return lacking * board.weights.expertise;
  };
  const stays = (script: number, kind: number, assessor: number): number => {
    for (const seat of stood[script]!)
      if (seat.stood === assessor && board.kindOf[seat.role] === kind) return board.weights.change;
    return 0;
  };
  return {
    expertise,
    stays,
    of: (script, kind, assessor) => expertise(script, assessor) - stays(script, kind, assessor),
  };
}
