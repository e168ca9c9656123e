import type { Board } from './board.js';

/** The coaches' groups as numbers, and how many filled seats of each group every assessor holds. */
export class Groups {
  /** Per script its group, or -1 where it has none or is alone in it: one script needs no spreading. */
  readonly of: Int32Array;
  private readonly filled: Int32Array;
  private readonly people: number;

  constructor(board: Board) {
    const sizes = new Map<string, number>();
    for (const { group } of board.scripts) if (group !== undefined) sizes.set(group, (sizes.get(group) ?? 0) + 1);
    const numbers = new Map([...sizes].filter(([, size]) => size > 1).map(([group], at) => [group, at]));
    this.of = Int32Array.from(board.scripts, ({ group }) => (group === undefined ? -1 : (numbers.get(group) ?? -1)));
    this.people = board.assessors.length;
    this.filled = new Int32Array(numbers.size * this.people);
    for (const seat of board.seats) if (seat.assessor >= 0) this.add(this.of[seat.script]!, seat.assessor, 1);
  }

  /** Filled seats of the group with the assessor. */
  held(group: number, assessor: number): number {
    return this.filled[group * this.people + assessor]!;
  }

  add(group: number, assessor: number, change: 1 | -1): void {
    if (group >= 0) this.filled[group * this.people + assessor]! += change;
  }

  /** Σ over groups and assessors of the filled seats squared: least where each group is spread as thin as can be. */
  sumOfSquares(): number {
    return this.filled.reduce((sum, n) => sum + n * n, 0);
  }
}
