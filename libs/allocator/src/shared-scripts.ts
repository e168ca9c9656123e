import type { Board } from './board.js';
import type { Role } from './problem.js';

/** The roles whose two marks of one script are set against each other. */
export const pairedRoles: readonly Role[] = ['first', 'second'];

/** Who marks the script first and second, by index: those placed, and those who did before. Two at most. */
export function teamOf(board: Board, script: number): number[] {
  return pairedRoles
    .map((role) => {
      const seat = board.seatsOf[script]!.find((seat) => seat.role === role);
      return seat ? seat.assessor : (board.history[script]!.find((done) => done.role === role)?.assessor ?? -1);
    })
    .filter((assessor) => assessor >= 0);
}

/** Who shares how many scripts with whom: a symmetric matrix of counts, people × people. */
export class SharedScripts {
  readonly count: Int32Array;
  /** Everyone who marks first or second. */
  readonly marking: readonly number[];
  readonly scripts: number;
  private readonly people: number;

  constructor(board: Board) {
    this.people = board.assessors.length;
    this.count = new Int32Array(this.people * this.people);
    const teams = board.scripts.map((_, script) => teamOf(board, script));
    for (const [a, b] of teams) if (a !== undefined && b !== undefined) this.add(a, b, 1);
    this.marking = [...new Set(teams.flat())].sort((a, b) => a - b);
    this.scripts = teams.filter((team) => team.length > 1).length;
  }

  between(a: number, b: number): number {
    return this.count[a * this.people + b]!;
  }

  add(a: number, b: number, change: 1 | -1): void {
    this.count[a * this.people + b]! += change;
    this.count[b * this.people + a]! += change;
  }

  get possiblePairs(): number {
    return (this.marking.length * (this.marking.length - 1)) / 2;
  }

  /** The parts into which those who mark fall when only sharing a script connects: a number from 0 for each, -1 for who marks nothing. */
  parts(): Int32Array {
    const part = new Int32Array(this.people).fill(-1);
    let next = 0;
    for (const start of this.marking) {
      if (part[start]! >= 0) continue;
      const queue = [start];
      part[start] = next;
      for (const a of queue) {
        for (const b of this.marking) {
          if (part[b]! >= 0 || this.between(a, b) === 0) continue;
          part[b] = next;
          queue.push(b);
        }
      }
      next++;
    }
    return part;
  }
}

/** How many parts there are. */
export function partCount(part: Int32Array): number {
  return part.reduce((most, one) => Math.max(most, one + 1), 0);
}
