/** A script of the sample and the moderators who may look at it. */
export interface Wanted {
  readonly script: string;
  readonly eligible: readonly string[];
}

/**
 * Gives each script to one of the moderators who may have it: at least `peerPct` per cent of all to moderators of another
 * provider where there are such, otherwise always to the one with least; ties by id, so that the same facts give the same
 * plan. A script that nobody may have comes back with null.
 */
export function shareOut(
  wanted: readonly Wanted[],
  peers: ReadonlySet<string>,
  peerPct: number,
): Map<string, string | null> {
  const load = new Map<string, number>();
  const plan = new Map<string, string | null>();
  let peerWanted = Math.ceil((wanted.length * peerPct) / 100);
  // Fewest choices first: who has only one possible moderator is not left over because others took that one's time.
  const order = [...wanted].sort((a, b) => a.eligible.length - b.eligible.length || compare(a.script, b.script));
  for (const { script, eligible } of order) {
    const fromPeers = eligible.filter((one) => peers.has(one));
    const own = eligible.filter((one) => !peers.has(one));
    const choice = peerWanted > 0 && fromPeers.length > 0 ? fromPeers : own.length > 0 ? own : fromPeers;
    const [chosen] = [...choice].sort((a, b) => (load.get(a) ?? 0) - (load.get(b) ?? 0) || compare(a, b));
    plan.set(script, chosen ?? null);
    if (!chosen) continue;
    load.set(chosen, (load.get(chosen) ?? 0) + 1);
    if (peers.has(chosen)) peerWanted -= 1;
  }
  return plan;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
