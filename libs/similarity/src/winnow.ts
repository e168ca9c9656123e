/**
 * Fingerprints of a text by winnowing: S. Schleimer, D. Wilkerson and A. Aiken, "Winnowing: Local Algorithms for Document
 * Fingerprinting", SIGMOD 2003, over words instead of characters. Each window of `windowGrams` consecutive grams gives the
 * rightmost of its smallest hashes. Which one is a function of the window alone, so that any run of
 * `leastRun` = `windowGrams` + `gramWords` - 1 words that stands in two texts gives both at least one fingerprint.
 */
export const gramWords = 5;
/** With five, copied prose in which every tenth word is another still has runs of nine: none is too short to be found. */
export const windowGrams = 5;
/** Words of the shortest run that is a match at all. Nine words in a row seldom meet by chance, eight or fewer do. */
export const leastRun = windowGrams + gramWords - 1;

/** The version of all that decides what a fingerprint is: raised with any change, and kept beside each that is stored. */
export const fingerprintVersion = 'winnowing-2026-1';

/** FNV-1a over UTF-16 units, and an avalanche (MurmurHash3's) without which small hashes would not be spread evenly. */
function hashOf(word: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < word.length; at++) hash = Math.imul(hash ^ word.charCodeAt(at), 0x01000193);
  return spread(hash);
}

function spread(hash: number): number {
  let mixed = hash ^ (hash >>> 16);
  mixed = Math.imul(mixed, 0x85ebca6b);
  mixed ^= mixed >>> 13;
  mixed = Math.imul(mixed, 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}

/** The hash of every run of `length` words, by where it begins. */
export function runHashes(words: readonly string[], length: number): Uint32Array {
  const codes = Int32Array.from(words, hashOf);
  const hashes = new Uint32Array(Math.max(0, codes.length - length + 1));
  for (let at = 0; at < hashes.length; at++) {
    let hash = 0;
    for (let next = 0; next < length; next++) hash = Math.imul(hash, 0x01000193) + (codes[at + next] ?? 0);
    hashes[at] = spread(hash);
  }
  return hashes;
}

/** For each run of `leastRun` words, by where it begins, its fingerprint. */
export function fingerprintOfRuns(words: readonly string[]): Uint32Array {
  const grams = runHashes(words, gramWords);
  const chosen = chosenOf(grams);
  return Uint32Array.from(chosen, (at) => grams[at] ?? 0);
}

/** The fingerprints of a text, in its order; of one that is shorter than `leastRun` words there are none. */
export function fingerprintsOf(words: readonly string[]): Uint32Array {
  const grams = runHashes(words, gramWords);
  const chosen = chosenOf(grams).filter((at, window, all) => at !== all[window - 1]);
  return Uint32Array.from(chosen, (at) => grams[at] ?? 0);
}

/** For each window of `grams`, `length` long, the place of its rightmost smallest hash. */
export function chosenOf(grams: Uint32Array, length = windowGrams): Int32Array {
  const chosen = new Int32Array(Math.max(0, grams.length - length + 1));
  for (let window = 0; window < chosen.length; window++) {
    let best = window;
    for (let at = window + 1; at < window + length; at++) if ((grams[at] ?? 0) <= (grams[best] ?? 0)) best = at;
    chosen[window] = best;
  }
  return chosen;
}
