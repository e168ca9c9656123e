import { isEligible, isOnScript } from './board.js';
import type { Board, Seat } from './board.js';
import { costsOf } from './costs.js';
import type { Costs } from './costs.js';
import { Groups } from './groups.js';
import { pairedRoles, SharedScripts, teamOf } from './shared-scripts.js';

/**
 * First and second marks that may change hands, in columns, with pairs and groups counted and kept right. A swap of marks i and j gives
 * each to the other's assessor, so every load stays as it was.
 */
export class Exchange {
  readonly shared: SharedScripts;
  readonly size: number;
  readonly person: Int32Array;
  /** Per assessor the marks held. */
  readonly held: number[][];
  /** By how much a pair that shares n scripts weighs on the plan: n², and where all pairs can meet, dearly where they do not. */
  private readonly weight: Float64Array;
  private readonly seats: readonly Seat[];
  private readonly script: Int32Array;
  private readonly mate: Int32Array;
  private readonly settledPartner: Int32Array;
  private readonly groups: Groups;
  private readonly costs: Costs;

  constructor(private readonly board: Board) {
    this.shared = new SharedScripts(board);
    this.groups = new Groups(board);
    this.costs = costsOf(board);
    this.seats = board.seats.filter((seat) => !seat.pinned && seat.assessor >= 0 && pairedRoles.includes(seat.role));
    this.size = this.seats.length;
    this.person = Int32Array.from(this.seats, (seat) => seat.assessor);
    this.script = Int32Array.from(this.seats, (seat) => seat.script);
    const at = new Map(this.seats.map((seat, mark) => [seat, mark]));
    this.mate = Int32Array.from(this.seats, (seat) => {
      const other = board.seatsOf[seat.script]!.find((one) => one !== seat && pairedRoles.includes(one.role));
      return (other && at.get(other)) ?? -1;
    });
    this.settledPartner = Int32Array.from(
      this.seats,
      (seat) => teamOf(board, seat.script).find((one) => one !== seat.assessor) ?? -1,
    );
    this.held = board.assessors.map(() => []);
    this.person.forEach((person, mark) => this.held[person]!.push(mark));
    const everyoneCanMeet = this.shared.scripts >= this.shared.possiblePairs;
    this.weight = Float64Array.from({ length: this.shared.scripts + 2 }, (_, n) => n * n);
    if (everyoneCanMeet) this.weight[0] = strangers;
  }

  /** The other mark of the script, where it may change hands too, or -1. */
  mateOf(i: number): number {
    return this.mate[i]!;
  }

  /** The assessor with whom mark i is one of a pair, or -1. */
  partner(i: number): number {
    const mate = this.mate[i]!;
    return mate >= 0 ? this.person[mate]! : this.settledPartner[i]!;
  }

  /** By how much pairs would weigh more after the swap. */
  growth(i: number, j: number): number {
    const { shared, weight } = this;
    const p = this.partner(i);
    const q = this.partner(j);
    const x = this.person[i]!;
    const y = this.person[j]!;
    if (p === q) return 0;
    let growth = 0;
    if (p >= 0) {
      const goes = shared.between(p, x);
      const comes = shared.between(p, y);
      growth += weight[goes - 1]! - weight[goes]! + weight[comes + 1]! - weight[comes]!;
    }
    if (q >= 0) {
      const goes = shared.between(q, y);
      const comes = shared.between(q, x);
      growth += weight[goes - 1]! - weight[goes]! + weight[comes + 1]! - weight[comes]!;
    }
    return growth;
  }

  /** By how much expertise, change and spread would grow. */
  price(i: number, j: number): number {
    const { costs, groups, board } = this;
    const kind = board.kindOf[this.seats[i]!.role];
    const s = this.script[i]!;
    const t = this.script[j]!;
    const x = this.person[i]!;
    const y = this.person[j]!;
    const alone = costs.of(s, kind, y) + costs.of(t, kind, x) - costs.of(s, kind, x) - costs.of(t, kind, y);
    const from = groups.of[s]!;
    const to = groups.of[t]!;
    if (from === to) return alone;
    // (n+1)² - n² = 2n + 1 for who comes, (n-1)² - n² = 1 - 2n for who goes.
    const left = from < 0 ? 0 : 2 * (groups.held(from, y) - groups.held(from, x)) + 2;
    const right = to < 0 ? 0 : 2 * (groups.held(to, x) - groups.held(to, y)) + 2;
    return alone + board.weights.spread * (left + right);
  }

  /** True where mark i may go to this assessor as far as the hard rules about one script go. */
  mayGo(i: number, to: number): boolean {
    const { script, role } = this.seats[i]!;
    return isEligible(this.board, script, role, to) && !isOnScript(this.board, script, to);
  }

  /** True where both may go and cost the same effort, being of one kind. */
  isAllowed(i: number, j: number): boolean {
    const { kindOf } = this.board;
    const [x, y] = [this.person[i]!, this.person[j]!];
    if (x === y || this.script[i] === this.script[j] || kindOf[this.seats[i]!.role] !== kindOf[this.seats[j]!.role])
      return false;
    return this.mayGo(i, y) && this.mayGo(j, x);
  }

  /** Carries the swap out; doing it again undoes it. */
  swap(i: number, j: number): void {
    const [x, y] = [this.person[i]!, this.person[j]!];
    this.move(i, x, y);
    this.move(j, y, x);
    this.held[x]![this.held[x]!.indexOf(i)] = j;
    this.held[y]![this.held[y]!.indexOf(j)] = i;
  }

  private move(mark: number, from: number, to: number): void {
    const partner = this.partner(mark);
    if (partner >= 0) {
      this.shared.add(partner, from, -1);
      this.shared.add(partner, to, 1);
    }
    this.person[mark] = to;
    this.seats[mark]!.assessor = to;
    const group = this.groups.of[this.script[mark]!]!;
    this.groups.add(group, from, -1);
    this.groups.add(group, to, 1);
  }
}

/** What a pair that never meets weighs, where there are scripts enough for all pairs: as much as a pair that meets ten times over. */
const strangers = 100;
