import type { Flow, Network } from './network-simplex.js';

/** What the flow costs, exactly. */
export function costOf(network: Network, flow: Int32Array): bigint {
  let total = 0n;
  for (let arc = 0; arc < flow.length; arc++)
    if (flow[arc]! > 0) total += BigInt(flow[arc]!) * BigInt(network.cost[arc]!);
  return total;
}

/**
 * What no plan can beat: the dual of the linear programme at the flow's prices (weak duality), added up exactly.
 * It does not trust the solver: any prices give a valid bound, only the cheapest flow's prices give one that equals its cost.
 */
export function lowerBound(network: Network, { price }: Flow): bigint {
  const { from, to, capacity, cost, supply } = network;
  let bound = 0n;
  for (let node = 0; node < network.nodes; node++)
    if (supply[node]! > 0) bound -= BigInt(supply[node]!) * BigInt(price[node]!);
  for (let arc = 0; arc < from.length; arc++) {
    const reduced = cost[arc]! + price[from[arc]!]! - price[to[arc]!]!;
    if (reduced < 0) bound += BigInt(capacity[arc]!) * BigInt(reduced);
  }
  return bound;
}
