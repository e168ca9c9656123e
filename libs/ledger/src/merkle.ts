import { createHash } from 'node:crypto';

/** The root of no leaves: SHA-256 of nothing (RFC 6962, 2.1). */
export const emptyRoot = createHash('sha256').digest('hex');

/** The hash of a leaf, as hex: SHA-256 of 0x00 and its content (text as UTF-8). The prefix keeps a node from passing for a leaf. */
export function leafHash(content: string | Uint8Array): string {
  return createHash('sha256').update(Uint8Array.of(0)).update(content).digest('hex');
}

/** The hash of two children, as hex: SHA-256 of 0x01, left, right. */
export function nodeHash(left: string, right: string): string {
  return createHash('sha256').update(Uint8Array.of(1)).update(left, 'hex').update(right, 'hex').digest('hex');
}

/** The root of a tree over `leaves`, which are leaf hashes in their order. */
export function merkleRoot(leaves: readonly string[]): string {
  return leaves.length === 0 ? emptyRoot : rootOf(leaves, 0, leaves.length);
}

/**
 * The audit path of the leaf at `index` in the tree of all `leaves`: the hashes, lowest first, from which with the leaf
 * itself the root follows (RFC 6962, 2.1.1). Throws a RangeError where there is no such leaf.
 */
export function inclusionProof(leaves: readonly string[], index: number): string[] {
  if (!Number.isInteger(index) || index < 0 || index >= leaves.length)
    throw new RangeError(`there is no leaf ${index}`);
  const path = (from: number, to: number): string[] => {
    if (to - from === 1) return [];
    const middle = from + split(to - from);
    return index < middle
      ? [...path(from, middle), rootOf(leaves, middle, to)]
      : [...path(middle, to), rootOf(leaves, from, middle)];
  };
  return path(0, leaves.length);
}

/**
 * The proof that the tree of the first `earlierSize` leaves is the beginning of the tree of all `leaves` (RFC 6962,
 * 2.1.2). Empty where both are the same. Throws a RangeError outside 1 to the number of leaves.
 */
export function consistencyProof(leaves: readonly string[], earlierSize: number): string[] {
  if (!Number.isInteger(earlierSize) || earlierSize < 1 || earlierSize > leaves.length) {
    throw new RangeError(`there is no earlier tree of ${earlierSize}`);
  }
  const path = (from: number, to: number, whole: boolean): string[] => {
    if (earlierSize === to) return whole ? [] : [rootOf(leaves, from, to)];
    const middle = from + split(to - from);
    return earlierSize <= middle
      ? [...path(from, middle, whole), rootOf(leaves, middle, to)]
      : [...path(middle, to, false), rootOf(leaves, from, middle)];
  };
  return path(0, leaves.length, true);
}

function rootOf(leaves: readonly string[], from: number, to: number): string {
  if (to - from === 1) return leaves[from] ?? emptyRoot;
  const middle = from + split(to - from);
  return nodeHash(rootOf(leaves, from, middle), rootOf(leaves, middle, to));
}

/** The largest power of two below `size`: how many leaves go left. */
function split(size: number): number {
  let left = 1;
  while (left * 2 < size) left *= 2;
  return left;
}
