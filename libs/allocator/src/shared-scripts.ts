import type { Board, Seat } from './board.js';
import type { Role } from './problem.js';

/** The roles whose two marks of one script are set against each other. */
export const pairedRoles: readonly Role[] = ['first', 'second'];

/** Who shares how many scripts with whom: a symmetric matrix of counts, people × people. */
export class SharedScripts {
  readonly count: Int32Array;
  private readonly people: number;

  constructor(private readonly board: Board) {
    this.people = board.assessors.length;
    this.count = new Int32Array(this.people * this.people);
    board.scripts.forEach((_, script) => {
      const team = this.team(script);
      team.forEach((a, i) => team.slice(i + 1).forEach((b) => this.add(a, b, 1)));
    });
  }

  between(a: number, b: number): number {
    return this.count[a * this.people + b]!;
  }

  /** Changes the count of a pair and gives back by how much the sum of squares over pairs grew. */
  add(a: number, b: number, change: 1 | -1): number {
    const now = this.between(a, b);
    this.count[a * this.people + b] = now + change;
    this.count[b * this.people + a] = now + change;
    return 2 * change * now + 1;
  }

  /** Everyone who marks the script first or second, or did. */
  team(script: number): number[] {
    const now = this.board.seatsOf[script]!.filter((seat) => seat.assessor >= 0 && pairedRoles.includes(seat.role));
    const done = this.board.history[script]!.filter((one) => pairedRoles.includes(one.role));
    return [...now, ...done].map((one) => one.assessor);
  }

  partnersOf(seat: Seat): number[] {
    return this.team(seat.script).filter((person) => person !== seat.assessor);
  }

  /** The parts into which the people who mark fall when only sharing a script connects: one number per person, -1 for idle people. */
  parts(): Int32Array {
    const part = new Int32Array(this.people).fill(-1);
    const marks = new Set(this.board.scripts.flatMap((_, script) => this.team(script)));
    let next = 0;
    for (const start of [...marks].sort((a, b) => a - b)) {
      if (part[start]! >= 0) continue;
      const queue = [start];
      part[start] = next;
      for (const a of queue) {
        for (let b = 0; b < this.people; b++) {
          if (part[b]! < 0 && this.between(a, b) > 0) {
            part[b] = next;
            queue.push(b);
          }
        }
      }
      next++;
    }
    return part;
  }
}
