import type { Board } from './board.js';
import { balanceOf } from './balance.js';
import { costsOf } from './costs.js';
import { Groups } from './groups.js';
import type { Network } from './network-simplex.js';
import { eligibleTwice, openPlaces } from './places.js';
import type { Place } from './places.js';

/** A network for the open seats whose roles cost the same effort, and the way back from its flow to the seats. */
export interface Stage {
  readonly network: Network;
  readonly places: readonly Place[];
  /** For each place the number of its first arc to an assessor; the arcs of its eligible assessors follow in order. */
  readonly firstArc: readonly number[];
}

/**
 * Builds the network: place → (person on this script) → (person in this group) → assessor → root. The two nodes in brackets stand only
 * where needed: the first keeps one person to one role of a script, the second makes each further script of a group dearer.
 */
export function buildStage(board: Board, effort: number): Stage {
  const balance = balanceOf(board, effort);
  const places = openPlaces(board, effort, balance.room);
  const draft = new Draft(board, places);
  draft.drawPlaces();
  draft.drawGroups();
  const seats = places.reduce((sum, place) => sum + place.seats.length, 0);
  // No other plan for the same seats can be cheaper by more than this in expertise, change and spread together.
  const gainElsewhere = seats * draft.dearestDetour() + 1;
  const steepest = draft.drawLoads(balance, board.weights.balance === 'first' ? gainElsewhere : board.weights.balance);
  draft.drawEmptySeats(gainElsewhere + steepest);
  return { network: draft.network(), places, firstArc: draft.firstArc };
}

class Draft {
  readonly firstArc: number[] = [];
  private readonly from: number[] = [];
  private readonly to: number[] = [];
  private readonly capacity: number[] = [];
  private readonly cost: number[] = [];
  private readonly treeArc: number[] = [];
  private readonly root: number;
  private nodes: number;
  private readonly groups: Groups;
  private readonly doors = new Map<number, number>();
  private readonly groupNodes = new Map<number, { node: number; assessor: number; arcs: number }>();
  /** How many arcs lead to each assessor: no more seats than that are worth drawing. */
  private readonly reach: Int32Array;
  private dearest = 0;
  private cheapest = 0;
  private widest = 0;

  constructor(
    private readonly board: Board,
    private readonly places: readonly Place[],
  ) {
    this.root = places.length + board.assessors.length;
    this.nodes = this.root + 1;
    this.groups = new Groups(board);
    this.reach = new Int32Array(board.assessors.length);
  }

  drawPlaces(): void {
    const costs = costsOf(this.board);
    this.countDoors();
    for (let at = 0; at < this.places.length;) {
      const { script } = this.places[at]!;
      let end = at + 1;
      while (end < this.places.length && this.places[end]!.script === script) end++;
      const twice = eligibleTwice(this.places.slice(at, end));
      const person = new Map<number, number>();
      for (const assessor of twice) person.set(assessor, this.nodes++);
      for (; at < end; at++) {
        const { kind, eligible } = this.places[at]!;
        this.firstArc.push(this.from.length);
        for (const assessor of eligible) {
          const cost = costs.of(script, kind, assessor);
          if (cost > this.dearest) this.dearest = cost;
          if (cost < this.cheapest) this.cheapest = cost;
          const node = person.get(assessor);
          if (node === undefined) this.lead(at, script, assessor, cost);
          else this.arc(at, node, 1, cost);
        }
      }
      for (const [assessor, node] of person) this.treeArc[node] = this.lead(node, script, assessor, 0);
    }
  }

  drawGroups(): void {
    const { spread } = this.board.weights;
    for (const [key, { node, assessor, arcs }] of this.groupNodes) {
      const already = this.groups.held(Math.floor(key / this.board.assessors.length), assessor);
      for (let n = 0; n < arcs; n++) {
        const cost = spread * (2 * (already + n) + 1);
        const arc = this.arc(node, this.places.length + assessor, 1, cost);
        this.treeArc[node] ??= arc;
        this.widest = Math.max(this.widest, cost);
      }
    }
  }

  /** The most that one placement can cost more than another, loads apart. */
  dearestDetour(): number {
    return this.dearest - this.cheapest + this.widest;
  }

  /** Draws each assessor's seats, each dearer than the one before; returns the dearest. */
  drawLoads(balance: ReturnType<typeof balanceOf>, factor: number): number {
    let steepest = 0;
    this.board.assessors.forEach((_, assessor) => {
      const seats = Math.min(balance.room[assessor]!, this.reach[assessor]!);
      for (let n = 0; n < seats; n++) {
        const cost = factor * balance.step(assessor, n);
        const arc = this.arc(this.places.length + assessor, this.root, 1, cost);
        this.treeArc[this.places.length + assessor] ??= arc;
        steepest = Math.max(steepest, cost);
      }
    });
    return steepest;
  }

  /** Draws the way out that leaves a seat empty, dearer than any way round. An assessor without seats gets an arc nobody gains from. */
  drawEmptySeats(dearerThan: number): void {
    const price = dearerThan + 1;
    if (!(price < 2 ** 48)) throw new Error('allocator: weights, capacities or shares are too large to add up exactly');
    this.places.forEach((place, at) => {
      this.treeArc[at] = this.arc(at, this.root, place.seats.length + 1, price);
    });
    this.board.assessors.forEach((_, assessor) => {
      this.treeArc[this.places.length + assessor] ??= this.arc(this.places.length + assessor, this.root, 1, 4 * price);
    });
  }

  network(): Network {
    const supply = new Int32Array(this.nodes);
    this.places.forEach((place, at) => (supply[at] = place.seats.length));
    return {
      nodes: this.nodes,
      root: this.root,
      from: Int32Array.from(this.from),
      to: Int32Array.from(this.to),
      capacity: Int32Array.from(this.capacity),
      cost: Float64Array.from(this.cost),
      supply,
      treeArc: Int32Array.from({ length: this.nodes }, (_, node) => this.treeArc[node] ?? -1),
    };
  }

  /** How many ways there will be into each group's node of each assessor. */
  private countDoors(): void {
    let script = -1;
    let seen = new Set<number>();
    for (const place of this.places) {
      if (place.script !== script) seen = new Set();
      ({ script } = place);
      const group = this.groups.of[script]!;
      if (group < 0 || this.board.weights.spread === 0) continue;
      for (const assessor of place.eligible) {
        if (seen.has(assessor)) continue;
        seen.add(assessor);
        const key = this.doorKey(group, assessor);
        this.doors.set(key, (this.doors.get(key) ?? 0) + 1);
      }
    }
  }

  private doorKey(group: number, assessor: number): number {
    return group * this.board.assessors.length + assessor;
  }

  /** Leads a script to the assessor, through the group's node where others of the group may come too. */
  private lead(from: number, script: number, assessor: number, cost: number): number {
    this.reach[assessor]!++;
    const end = this.places.length + assessor;
    const group = this.groups.of[script]!;
    const { spread } = this.board.weights;
    if (group < 0 || spread === 0) return this.arc(from, end, 1, cost);
    const key = this.doorKey(group, assessor);
    if (this.doors.get(key) === 1) {
      const alone = spread * (2 * this.groups.held(group, assessor) + 1);
      this.widest = Math.max(this.widest, alone);
      return this.arc(from, end, 1, cost + alone);
    }
    let door = this.groupNodes.get(key);
    if (!door) this.groupNodes.set(key, (door = { node: this.nodes++, assessor, arcs: 0 }));
    door.arcs++;
    return this.arc(from, door.node, 1, cost);
  }

  private arc(from: number, to: number, capacity: number, cost: number): number {
    this.to.push(to);
    this.capacity.push(capacity);
    this.cost.push(cost);
    return this.from.push(from) - 1;
  }
}
