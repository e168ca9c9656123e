import { nodeHash } from './merkle.js';
import { isSha256 } from './sha256.js';

/** All that is needed to check, offline, that a leaf is in a tree whose root is known. Hashes as hex. */
export interface Inclusion {
  readonly leaf: string;
  readonly index: number;
  readonly size: number;
  readonly proof: readonly string[];
  readonly root: string;
}

/** All that is needed to check that an earlier tree is the beginning of a later one. */
export interface Consistency {
  readonly earlierSize: number;
  readonly earlierRoot: string;
  readonly size: number;
  readonly root: string;
  readonly proof: readonly string[];
}

/** True where the leaf is the one at `index` of the tree of `size` with this root (RFC 9162, 2.1.3.2). */
export function verifyInclusion({ leaf, index, size, proof, root }: Inclusion): boolean {
  if (!isPlace(index) || !isPlace(size) || index >= size || ![leaf, ...proof].every(isSha256)) return false;
  let place = index;
  let last = size - 1;
  let hash = leaf;
  for (const sibling of proof) {
    if (last === 0) return false;
    if (place % 2 === 1 || place === last) {
      hash = nodeHash(sibling, hash);
      [place, last] = climbToRight(place, last);
    } else {
      hash = nodeHash(hash, sibling);
    }
    place = half(place);
    last = half(last);
  }
  return last === 0 && hash === root;
}

/** True where the tree of `earlierSize` is the beginning of the tree of `size` (RFC 9162, 2.1.4.2). */
export function verifyConsistency({ earlierSize, earlierRoot, size, root, proof }: Consistency): boolean {
  if (!isPlace(earlierSize) || !isPlace(size) || earlierSize < 1 || earlierSize > size) return false;
  if (![earlierRoot, root, ...proof].every(isSha256)) return false;
  if (earlierSize === size) return proof.length === 0 && earlierRoot === root;
  const [first, ...path] = isPowerOfTwo(earlierSize) ? [earlierRoot, ...proof] : proof;
  if (first === undefined || path.length === 0) return false;
  let [place, last] = [earlierSize - 1, size - 1];
  while (place % 2 === 1) [place, last] = [half(place), half(last)];
  let [earlier, later] = [first, first];
  for (const hash of path) {
    if (last === 0) return false;
    if (place % 2 === 1 || place === last) {
      earlier = nodeHash(hash, earlier);
      later = nodeHash(hash, later);
      [place, last] = climbToRight(place, last);
    } else {
      later = nodeHash(later, hash);
    }
    [place, last] = [half(place), half(last)];
  }
  return last === 0 && earlier === earlierRoot && later === root;
}

/** At the right edge of a tree that is not full, levels without a sibling are passed over. */
function climbToRight(place: number, last: number): [number, number] {
  let [at, end] = [place, last];
  while (at % 2 === 0 && at !== 0) [at, end] = [half(at), half(end)];
  return [at, end];
}

function half(place: number): number {
  return Math.floor(place / 2);
}

function isPlace(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}

function isPowerOfTwo(size: number): boolean {
  return Number.isInteger(Math.log2(size));
}
