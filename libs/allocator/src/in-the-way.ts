import { carried, isOnScript, roundingSlack } from './board.js';
import type { Board, Seat } from './board.js';
import type { Obstacle, Unplaced } from './plan.js';
import type { BarReason } from './problem.js';

/**
 * For each empty seat a smallest set of obstacles whose removal lets one more seat be filled. That is a shortest path: from the seat to a
 * person (each bar, missing accreditation or candidacy on the way counts one), from a full person to the seats they fill, whose
 * people move on in turn, until a person with room, or one whose capacity is stretched (counts one).
 */
export function findObstacles(board: Board): Unplaced[] {
  const search = new Search(board);
  return board.seats.filter((seat) => seat.assessor < 0).map((seat) => search.from(seat));
}

interface Step {
  readonly person: number;
  readonly seat: Seat;
  readonly before: Step | null;
}

class Search {
  private readonly room: boolean[];
  private readonly movable: Seat[][];
  private readonly reasons: readonly ReadonlyMap<string, BarReason[]>[];

  constructor(private readonly board: Board) {
    const effort = carried(board);
    const smallest = Math.min(...board.seats.map((seat) => board.effortOf(seat.role)));
    this.room = board.assessors.map(({ capacity }, at) => effort[at]! + smallest <= capacity + roundingSlack);
    this.movable = board.assessors.map(() => []);
    for (const seat of board.seats) if (seat.assessor >= 0 && !seat.pinned) this.movable[seat.assessor]!.push(seat);
    this.reasons = board.scripts.map(({ bars }) => {
      const byAssessor = new Map<string, BarReason[]>();
      for (const { assessor, reason } of bars) {
        const known = byAssessor.get(assessor) ?? [];
        if (!known.includes(reason)) byAssessor.set(assessor, [...known, reason]);
      }
      return byAssessor;
    });
  }

  from(seat: Seat): Unplaced {
    const { board } = this;
    const script = board.scripts[seat.script]!.number;
    const full = this.fullWithin(seat);
    const path = full.length > 0 ? null : this.shortest(seat);
    const inTheWay: Obstacle[] =
      full.length > 0
        ? [{ kind: 'capacity', assessor: full[0]! }]
        : path
          ? this.along(path)
          : [{ kind: 'people', script }];
    return { script, role: seat.role, inTheWay, full: [...full].sort() };
  }

  /** Those whom the seat reaches without breaking anything: as the plan is optimal, all are full. Direct ones first. */
  private fullWithin(seat: Seat): string[] {
    const seen = new Set<number>();
    const queue = [seat];
    for (const next of queue) {
      this.board.assessors.forEach((_, person) => {
        if (seen.has(person) || this.takenBy(next, person) || this.obstacles(next, person).length > 0) return;
        seen.add(person);
        queue.push(...this.movable[person]!);
      });
    }
    return [...seen].map((person) => this.board.assessors[person]!.id);
  }

  /** Dijkstra in buckets, since every obstacle counts one. */
  private shortest(seat: Seat): Step | null {
    const settled = new Set<number>();
    const buckets: { step: Step; arrived: boolean }[][] = [];
    const offer = (at: Seat, before: Step | null, cost: number): void => {
      this.board.assessors.forEach((_, person) => {
        if (settled.has(person) || this.takenBy(at, person)) return;
        const to = cost + this.obstacles(at, person).length;
        (buckets[to] ??= []).push({ step: { person, seat: at, before }, arrived: false });
      });
    };
    offer(seat, null, 0);
    for (let cost = 0; cost < buckets.length; cost++) {
      for (const { step, arrived } of (buckets[cost] ??= [])) {
        if (arrived) return step;
        if (settled.has(step.person)) continue;
        settled.add(step.person);
        if (this.room[step.person]) return step;
        (buckets[cost + 1] ??= []).push({ step, arrived: true });
        for (const next of this.movable[step.person]!) offer(next, step, cost);
      }
    }
    return null;
  }

  private along(path: Step): Obstacle[] {
    const found: Obstacle[] = [];
    if (!this.room[path.person]) found.push({ kind: 'capacity', assessor: this.board.assessors[path.person]!.id });
    for (let step: Step | null = path; step; step = step.before)
      found.unshift(...this.obstacles(step.seat, step.person));
    return found;
  }

  private takenBy(seat: Seat, person: number): boolean {
    return isOnScript(this.board, seat.script, person);
  }

  private obstacles(seat: Seat, person: number): Obstacle[] {
    const { board } = this;
    const script = board.scripts[seat.script]!.number;
    const assessor = board.assessors[person]!.id;
    const found: Obstacle[] = (this.reasons[seat.script]!.get(assessor) ?? []).map((reason) => ({
      kind: 'bar',
      script,
      assessor,
      reason,
    }));
    if (board.accredited[seat.role][person] === 0) found.push({ kind: 'accreditation', assessor, role: seat.role });
    const candidates = board.candidates[seat.script];
    if (candidates && !candidates.includes(person)) found.push({ kind: 'candidates', script, assessor });
    return found;
  }
}
