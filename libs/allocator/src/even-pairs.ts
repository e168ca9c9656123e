import type { Board, Seat } from './board.js';
import { costsOf } from './costs.js';
import { groupsBegun } from './groups.js';
import { pairedRoles, SharedScripts } from './shared-scripts.js';
import { carryOut, maySwap, priceOf } from './swap.js';
import type { Swap } from './swap.js';

/** Looks at this many swaps at most, so that the largest problems end in time; 300 scripts and 10 people need about 100,000. */
const patience = 1_000_000;

/**
 * Evens out who shares scripts with whom by swaps that leave every load as it is: first swaps that cost nothing in the other terms
 * (or at most `weights.pairing` for each unit of the sum of squares), then, while the graph is torn, the cheapest swap that joins two
 * parts. Returns what this cost above the flow's optimum.
 */
export function evenPairs(board: Board): number {
  const evening = new Evening(board);
  return evening.smooth() + evening.join();
}

class Evening {
  private readonly shared: SharedScripts;
  private readonly costs;
  private readonly inGroup;
  private readonly movable: Seat[];
  private readonly seatsOf: Seat[][];
  private left = patience;

  constructor(private readonly board: Board) {
    this.shared = new SharedScripts(board);
    this.costs = costsOf(board);
    this.inGroup = groupsBegun(board);
    this.movable = board.seats.filter((seat) => !seat.pinned && seat.assessor >= 0 && pairedRoles.includes(seat.role));
    this.seatsOf = board.assessors.map(() => []);
    for (const seat of this.movable) this.seatsOf[seat.assessor]!.push(seat);
  }

  smooth(): number {
    let price = 0;
    for (let moved = true; moved && this.left > 0;) {
      moved = false;
      for (const seat of this.movable) {
        for (let gain = this.improve(seat); gain !== null; gain = this.improve(seat)) {
          price += gain;
          moved = true;
        }
      }
    }
    return price;
  }

  join(): number {
    let price = 0;
    for (let step = this.joinOnce(); step !== null; step = this.joinOnce()) price += step;
    return price;
  }

  /** Makes the first swap of the seat that evens pairs within its price; returns the price, or null where there is none. */
  private improve(one: Seat): number | null {
    const partners = this.shared.partnersOf(one);
    if (partners.length === 0) return null;
    const x = one.assessor;
    for (let y = 0; y < this.board.assessors.length; y++) {
      let easier = 0;
      for (const partner of partners) easier += this.shared.between(partner, x) - 1 - this.shared.between(partner, y);
      // The other script's pairs can win at most as much again; where this side loses, its own seat will find the swap.
      if (y === x || easier < 0) continue;
      for (const other of this.seatsOf[y]!) {
        if (--this.left < 0) return null;
        const swap = { one, other };
        if (!maySwap(this.board, swap)) continue;
        const price = priceOf(this.board, this.costs, this.inGroup, swap);
        const growth = this.make(swap);
        if (growth < 0 && price <= this.board.weights.pairing * -growth) return price;
        this.make(swap);
      }
    }
    return null;
  }

  private joinOnce(): number | null {
    const part = this.shared.parts();
    const parts = Math.max(...part) + 1;
    if (parts < 2 || !this.shared.count.some((n) => n > 0)) return null;
    const swaps: { swap: Swap; price: number }[] = [];
    for (const one of this.movable) {
      if (this.shared.partnersOf(one).length === 0) continue;
      for (const other of this.movable) {
        if (part[one.assessor] === part[other.assessor] || --this.left < 0) continue;
        const swap = { one, other };
        if (maySwap(this.board, swap)) swaps.push({ swap, price: priceOf(this.board, this.costs, this.inGroup, swap) });
      }
    }
    swaps.sort((a, b) => a.price - b.price);
    for (const { swap, price } of swaps.slice(0, 2000)) {
      this.make(swap);
      if (Math.max(...this.shared.parts()) + 1 < parts) return price;
      this.make(swap);
    }
    return null;
  }

  private make(swap: Swap): number {
    const { one, other } = swap;
    const [x, y] = [one.assessor, other.assessor];
    const growth = carryOut(this.shared, this.inGroup, this.board, swap);
    this.replace(x, one, other);
    this.replace(y, other, one);
    return growth;
  }

  private replace(person: number, gone: Seat, come: Seat): void {
    const seats = this.seatsOf[person]!;
    seats[seats.indexOf(gone)] = come;
  }
}
