/** Damage for specs: the same in every run. Nothing in the product uses it. */

/** Numbers below `n`, the same in every run (Numerical Recipes' linear congruential generator). */
export function numbers(seed: number): (n: number) => number {
  let state = seed;
  return (n) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state % n;
  };
}

/** Bytes changed, bits turned, pieces copied elsewhere and digits written over, up to twelve times. */
export function damaged(whole: Uint8Array, next: (n: number) => number): Uint8Array {
  const bytes = whole.slice();
  for (let edits = 1 + next(12); edits > 0; edits--) {
    const at = next(bytes.length);
    const how = next(4);
    if (how === 0) bytes[at] = next(256);
    else if (how === 1) bytes[at]! ^= 1 << next(8);
    else if (how === 2) bytes.copyWithin(at, next(bytes.length), at + next(200));
    else bytes.fill(48 + next(10), at, at + next(6));
  }
  return bytes;
}
