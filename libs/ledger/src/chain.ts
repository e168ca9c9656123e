import { canonicalJson } from './canonical-json.js';
import { sha256 } from './sha256.js';

/** What the first entry of a chain follows. */
export const chainStart = '';

/** One stored entry of a chain: what it says, the hash it claims to follow, and its own. */
export interface Link<Entry = unknown> {
  readonly entry: Entry;
  readonly previousHash: string;
  readonly hash: string;
}

/** A head kept elsewhere, signed or printed: how long the chain was, and the hash of its last entry then. */
export interface ChainHead {
  readonly length: number;
  readonly hash: string;
}

/** `touched` is the place, from 0, of the first entry that was altered, put in, moved or taken away. */
export type ChainVerdict =
  | { readonly intact: true; readonly head: ChainHead }
  | { readonly intact: false; readonly touched: number; readonly reason: ChainFault };

/**
 * `content`: the entry does not say what its hash says. `link`: it does not follow the one before it, so one was put in,
 * moved, taken away or written anew there. `shorter`: the chain ends before the head kept elsewhere. `head`: it is
 * whole in itself, but not the chain whose head was kept: written anew from some entry on.
 */
export type ChainFault = 'content' | 'link' | 'shorter' | 'head';

/** The hash of the entry after `previousHash` (`chainStart` for the first): over both, the entry as canonical JSON. */
export function chainNext(previousHash: string, entry: unknown): string {
  return sha256(`chain-1\n${previousHash}\n${canonicalJson(entry)}`);
}

/**
 * Walks a chain in its order and names the first entry that was touched. Entries that number themselves with `seq` from
 * 1 are named exactly: a gap is where one was taken away, no gap means that the one before was written anew; without
 * `seq` the entry named is the first that does not follow. With `kept`, a head from a checkpoint, it also sees what a
 * chain cannot see of itself: a tail cut off, an older backup, everything hashed anew.
 */
export function verifyChain(links: Iterable<Link>, kept?: ChainHead): ChainVerdict {
  let previous: Link | undefined;
  let length = 0;
  for (const link of links) {
    const consistent = chainNext(link.previousHash, link.entry) === link.hash;
    if (link.previousHash !== (previous?.hash ?? chainStart)) {
      const before = consistent && previous !== undefined && !isGap(previous, link);
      return { intact: false, touched: before ? length - 1 : length, reason: 'link' };
    }
    if (!consistent) return { intact: false, touched: length, reason: 'content' };
    length += 1;
    previous = link;
    if (kept?.length === length && kept.hash !== link.hash)
      return { intact: false, touched: length - 1, reason: 'head' };
  }
  if (kept && length < kept.length) return { intact: false, touched: length, reason: 'shorter' };
  return { intact: true, head: { length, hash: previous?.hash ?? chainStart } };
}

function isGap(before: Link, after: Link): boolean {
  const [left, right] = [seqOf(before.entry), seqOf(after.entry)];
  return left === null || right === null || right > left + 1;
}

function seqOf(entry: unknown): number | null {
  const seq = typeof entry === 'object' && entry !== null && 'seq' in entry ? entry.seq : null;
  return typeof seq === 'number' ? seq : null;
}
