import { emptyRoot, nodeHash } from './merkle.js';

/**
 * The right edge of a growing tree: all that is needed to add leaves and know the root without the leaves before. One
 * hash for each full subtree, largest first; a tree of a million leaves keeps at most twenty.
 */
export interface Frontier {
  readonly size: number;
  readonly peaks: readonly string[];
}

export const emptyFrontier: Frontier = { size: 0, peaks: [] };

/** The frontier after the leaf hash: each full pair of equal subtrees becomes one, as carries do in binary addition. */
export function appendLeaf({ size, peaks }: Frontier, leaf: string): Frontier {
  const left = [...peaks];
  let peak = leaf;
  for (let carry = size; carry % 2 === 1; carry = Math.floor(carry / 2)) peak = nodeHash(left.pop() ?? emptyRoot, peak);
  return { size: size + 1, peaks: [...left, peak] };
}

/** The root of the tree whose edge this is: the same as `merkleRoot` over all its leaves. */
export function frontierRoot({ peaks }: Frontier): string {
  if (peaks.length === 0) return emptyRoot;
  return peaks.reduceRight((right, left) => nodeHash(left, right));
}
