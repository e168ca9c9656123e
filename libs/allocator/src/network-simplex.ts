/**
 * A network in typed arrays. Flow runs along arcs from places to the root, which takes all of it.
 * `treeArc[v]` is for each node but the root an arc from v to its first parent: to the root and wide enough for all supply where v has
 * supply, empty otherwise. So a start is at hand without artificial arcs.
 */
export interface Network {
  readonly nodes: number;
  readonly root: number;
  readonly from: Int32Array;
  readonly to: Int32Array;
  readonly capacity: Int32Array;
  /** Whole numbers; sums along a path stay below 2^53. */
  readonly cost: Float64Array;
  readonly supply: Int32Array;
  readonly treeArc: Int32Array;
}

/** The cheapest flow and the prices that prove it: with them no arc can be used, or left, at a profit. */
export interface Flow {
  readonly flow: Int32Array;
  readonly price: Float64Array;
  readonly pivots: number;
}

/** Finds the cheapest flow by the primal network simplex on strongly feasible trees, best arc of a block first. */
export function cheapestFlow(network: Network): Flow {
  const tree = new Tree(network);
  let pivots = 0;
  for (let arc = tree.enteringArc(); arc >= 0; arc = tree.enteringArc()) {
    tree.pivot(arc);
    pivots++;
  }
  return { flow: tree.flow, price: tree.price, pivots };
}

const atLower = 1;
const inTree = 0;
const atUpper = -1;
const none = -1;

/** The spanning tree with its flow and prices. Children hang in doubly linked lists, so a subtree moves in time of its own size. */
class Tree {
  readonly flow: Int32Array;
  readonly price: Float64Array;
  private readonly state: Int8Array;
  private readonly parent: Int32Array;
  private readonly arcUp: Int32Array;
  private readonly depth: Int32Array;
  private readonly child: Int32Array;
  private readonly next: Int32Array;
  private readonly before: Int32Array;
  private readonly stack: Int32Array;
  private readonly block: number;
  private cursor = 0;

  constructor(private readonly net: Network) {
    const { nodes, root, from, to, cost, supply, treeArc } = net;
    this.flow = new Int32Array(from.length);
    this.state = new Int8Array(from.length).fill(atLower);
    this.price = new Float64Array(nodes);
    this.parent = new Int32Array(nodes).fill(none);
    this.arcUp = new Int32Array(nodes).fill(none);
    this.depth = new Int32Array(nodes);
    this.child = new Int32Array(nodes).fill(none);
    this.next = new Int32Array(nodes).fill(none);
    this.before = new Int32Array(nodes).fill(none);
    this.stack = new Int32Array(nodes);
    this.block = Math.max(20, Math.ceil(0.3 * Math.sqrt(from.length)));
    for (let v = 0; v < nodes; v++) {
      if (v === root) continue;
      const arc = treeArc[v]!;
      this.state[arc] = inTree;
      this.flow[arc] = supply[v]!;
      this.arcUp[v] = arc;
      this.hang(v, to[arc]!);
    }
    this.shift(root, 0);
    // The first tree is no deeper than two or three arcs: each node's price is what its way to the root costs.
    for (let v = 0; v < nodes; v++) {
      let price = 0;
      for (let node = v; node !== root; node = this.parent[node]!) price -= cost[this.arcUp[node]!]!;
      this.price[v] = price;
    }
  }

  /** The arc with the most to gain in the first block that has any, or -1: then the flow is the cheapest. */
  enteringArc(): number {
    const { from, to, cost } = this.net;
    const { state, price, block } = this;
    const arcs = from.length;
    let best = 0;
    let found = none;
    let left = block;
    let arc = this.cursor;
    for (let seen = 0; seen < arcs; seen++) {
      const gain = state[arc]! * (cost[arc]! + price[from[arc]!]! - price[to[arc]!]!);
      if (gain < best) {
        best = gain;
        found = arc;
      }
      arc = arc + 1 === arcs ? 0 : arc + 1;
      if (--left === 0) {
        if (found >= 0) break;
        left = block;
      }
    }
    this.cursor = arc;
    return found;
  }

  /** Sends what fits round the cycle that `entering` closes; the last arc that blocks, seen from the join, leaves: no cycling. */
  pivot(entering: number): void {
    const { from, to, capacity } = this.net;
    const { flow, parent, arcUp, state } = this;
    const forward = state[entering] === atLower;
    const first = forward ? from[entering]! : to[entering]!;
    const second = forward ? to[entering]! : from[entering]!;
    const join = this.joinOf(first, second);
    let room = capacity[entering]!;
    let out = none;
    let onFirst = false;
    for (let v = first; v !== join; v = parent[v]!) {
      const arc = arcUp[v]!;
      const r = from[arc] === v ? flow[arc]! : capacity[arc]! - flow[arc]!;
      if (r < room) {
        room = r;
        out = v;
        onFirst = true;
      }
    }
    for (let v = second; v !== join; v = parent[v]!) {
      const arc = arcUp[v]!;
      const r = from[arc] === v ? capacity[arc]! - flow[arc]! : flow[arc]!;
      if (r <= room) {
        room = r;
        out = v;
        onFirst = false;
      }
    }
    if (room > 0) {
      flow[entering]! += forward ? room : -room;
      for (let v = first; v !== join; v = parent[v]!) flow[arcUp[v]!]! += from[arcUp[v]!] === v ? -room : room;
      for (let v = second; v !== join; v = parent[v]!) flow[arcUp[v]!]! += from[arcUp[v]!] === v ? room : -room;
    }
    if (out === none) state[entering] = forward ? atUpper : atLower;
    else this.exchange(entering, out, onFirst ? first : second, onFirst ? second : first);
  }

  private joinOf(a: number, b: number): number {
    const { parent, depth } = this;
    while (depth[a]! > depth[b]!) a = parent[a]!;
    while (depth[b]! > depth[a]!) b = parent[b]!;
    while (a !== b) {
      a = parent[a]!;
      b = parent[b]!;
    }
    return a;
  }

  /** Takes the arc above `out` from the tree and hangs what was below it at `top`, by way of `entering` at `bottom`. */
  private exchange(entering: number, out: number, bottom: number, top: number): void {
    const { from, cost } = this.net;
    const { flow, state, parent, arcUp } = this;
    const leaving = arcUp[out]!;
    state[leaving] = flow[leaving] === 0 ? atLower : atUpper;
    state[entering] = inTree;
    let v = bottom;
    let newParent = top;
    let newArc = entering;
    for (;;) {
      const oldParent = parent[v]!;
      const oldArc = arcUp[v]!;
      this.unhang(v);
      this.hang(v, newParent);
      arcUp[v] = newArc;
      if (v === out) break;
      newParent = v;
      newArc = oldArc;
      v = oldParent;
    }
    const sign = from[entering] === bottom ? 1 : -1;
    const change = this.price[top]! - sign * cost[entering]! - this.price[bottom]!;
    this.depth[bottom] = this.depth[top]! + 1;
    this.price[bottom]! += change;
    this.shift(bottom, change);
  }

  /** Sets depths anew below `top` and adds `change` to the prices there. */
  private shift(top: number, change: number): void {
    const { stack, child, next, price, depth } = this;
    let size = 0;
    stack[size++] = top;
    while (size > 0) {
      const parent = stack[--size]!;
      const below = depth[parent]! + 1;
      for (let v = child[parent]!; v !== none; v = next[v]!) {
        price[v]! += change;
        depth[v] = below;
        if (child[v] !== none) stack[size++] = v;
      }
    }
  }

  private hang(v: number, under: number): void {
    const first = this.child[under]!;
    this.parent[v] = under;
    this.before[v] = none;
    this.next[v] = first;
    if (first !== none) this.before[first] = v;
    this.child[under] = v;
  }

  private unhang(v: number): void {
    const previous = this.before[v]!;
    const following = this.next[v]!;
    if (previous === none) this.child[this.parent[v]!] = following;
    else this.next[previous] = following;
    if (following !== none) this.before[following] = previous;
  }
}
