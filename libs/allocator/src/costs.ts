import type { Board } from './board.js';

/** What placing an assessor on a script in a kind of role costs besides load and spread, in whole numbers. */
export interface Costs {
  readonly expertise: (script: number, assessor: number) => number;
  readonly of: (script: number, kind: number, assessor: number) => number;
}

/**
 * Expertise: weight × the script's topics that the assessor lacks. Change: staying in an open seat where the assessor stood saves
 * the weight of a change. One table row for each distinct set of topics, so that asking millions of times is cheap.
 */
export function costsOf(board: Board): Costs {
  const { weights, kindOf } = board;
  const known = board.assessors.map((assessor) => new Set(assessor.expertise ?? []));
  const rows = new Map<string, Int32Array>();
  const rowOf = board.scripts.map((script) => {
    const topics = [...new Set(script.expertise ?? [])].sort();
    const key = JSON.stringify(topics);
    const row =
      rows.get(key) ??
      Int32Array.from(known, (has) => weights.expertise * topics.filter((topic) => !has.has(topic)).length);
    rows.set(key, row);
    return row;
  });
  const stood = board.seatsOf.map((seats) => seats.filter((seat) => !seat.pinned && seat.stood >= 0));
  const expertise = (script: number, assessor: number): number => rowOf[script]![assessor]!;
  const of = (script: number, kind: number, assessor: number): number => {
    let cost = expertise(script, assessor);
    const seats = stood[script]!;
    for (let n = 0; n < seats.length; n++) {
      const seat = seats[n]!;
      if (seat.stood === assessor && kindOf[seat.role] === kind) cost -= weights.change;
    }
    return cost;
  };
  return { expertise, of };
}
