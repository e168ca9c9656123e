import type { Board } from './board.js';
import { Exchange } from './exchange.js';
import { partCount } from './shared-scripts.js';

/** How many swaps to look at at most, so that the largest problems end in time; 300 scripts and 10 people need about 300,000. */
const patienceFor = (marks: number): number => 1_000_000 + 100 * marks;

/**
 * Evens out who shares scripts with whom by swaps that leave every load as it is: first all that cost nothing in the other terms, then, up
 * to `weights.pairing` for each unit by which pairs weigh less, the ones that win most; last, while the graph is torn, the
 * cheapest swap that joins two parts. Returns what this cost above the flow's optimum.
 */
export function evenPairs(board: Board): number {
  const evening = new Evening(board);
  const { pairing } = board.weights;
  return evening.smooth(0) + (pairing > 0 ? evening.smooth(pairing) : 0) + evening.join();
}

class Evening {
  private readonly exchange: Exchange;
  private left: number;
  /** The price of the last swap made. */
  private paid = 0;

  constructor(private readonly board: Board) {
    this.exchange = new Exchange(board);
    this.left = patienceFor(this.exchange.size);
  }

  /** Swaps while a mark wins something at `rate`; marks that changed hands, and their mates, are looked at again. Returns the price. */
  smooth(rate: number): number {
    let price = 0;
    const queue = Array.from({ length: this.exchange.size }, (_, mark) => mark);
    for (const mark of queue) {
      const other = this.improve(mark, rate);
      if (other < 0) continue;
      price += this.paid;
      for (const one of [mark, other])
        queue.push(one, ...(this.exchange.mateOf(one) < 0 ? [] : [this.exchange.mateOf(one)]));
    }
    return price;
  }

  join(): number {
    let price = 0;
    for (let paid = this.joinOnce(); paid !== null; paid = this.joinOnce()) price += paid;
    return price;
  }

  /** Makes the best swap of the mark, at rate 0 the first good one; returns the other mark, or -1 where none wins anything. */
  private improve(i: number, rate: number): number {
    const { board, exchange } = this;
    const { shared } = exchange;
    const partner = exchange.partner(i);
    const x = exchange.person[i]!;
    // Of the two pairs that a good swap breaks, one at least shares more than one script: begin there.
    if (partner < 0 || shared.between(partner, x) < 2) return -1;
    const { marking } = shared;
    const start = board.random(marking.length);
    let best = -1;
    let bestGain = 0;
    for (let n = 0; n < marking.length; n++) {
      const y = marking[(start + n) % marking.length]!;
      if (y === x || shared.between(partner, y) >= shared.between(partner, x) || !exchange.mayGo(i, y)) continue;
      for (const j of exchange.held[y]!) {
        if (--this.left < 0) return -1;
        const growth = exchange.growth(i, j);
        if (growth >= 0) continue;
        const price = exchange.price(i, j);
        const gain = rate === 0 ? -price : -growth * rate - price;
        if ((rate === 0 ? gain < 0 : gain <= bestGain) || !exchange.isAllowed(i, j)) continue;
        best = j;
        bestGain = gain;
        if (rate === 0) return this.make(i, j);
      }
    }
    return best < 0 ? -1 : this.make(i, best);
  }

  private make(i: number, j: number): number {
    this.paid = this.exchange.price(i, j);
    this.exchange.swap(i, j);
    return j;
  }

  private joinOnce(): number | null {
    const { exchange } = this;
    const { shared } = exchange;
    const part = shared.parts();
    const parts = partCount(part);
    if (parts < 2 || shared.scripts === 0) return null;
    const swaps: { i: number; j: number; price: number }[] = [];
    for (let i = 0; i < exchange.size; i++) {
      if (exchange.partner(i) < 0) continue;
      for (let j = 0; j < exchange.size && this.left > 0; j++) {
        if (part[exchange.person[i]!] === part[exchange.person[j]!]) continue;
        this.left--;
        if (exchange.isAllowed(i, j)) swaps.push({ i, j, price: exchange.price(i, j) });
      }
    }
    swaps.sort((a, b) => a.price - b.price);
    for (const { i, j, price } of swaps.slice(0, 2000)) {
      exchange.swap(i, j);
      if (partCount(shared.parts()) < parts) return price;
      exchange.swap(i, j);
    }
    return null;
  }
}
