import type { SimilarityRule } from './rule.js';
import { fingerprintOfRuns, leastRun, runHashes } from './winnow.js';

/** Words that stand in both accounts: `words` of them, from word `a` of the one and word `b` of the other, from 0. */
export interface Run {
  readonly a: number;
  readonly b: number;
  readonly words: number;
}

/** One account beside the other: how many words it has, how many of them stand in the other, how many were left out as common. */
export interface Side {
  readonly words: number;
  readonly matched: number;
  readonly common: number;
}

export interface Comparison {
  readonly a: Side;
  readonly b: Side;
  /** In the order of `a`: every run of at least `leastRun` words, each at its longest, that is not common. */
  readonly runs: readonly Run[];
}

/** Where each run of `leastRun` words of an account stands in the other, -1 where nowhere, and whether it is common. */
interface Found {
  readonly at: Int32Array;
  readonly isCommon: Uint8Array;
}

/**
 * Compares two accounts, given as folded words (`wordsOf`), word by word: exact, and in time linear in their lengths, whatever
 * they repeat. `isCommon` says of a fingerprint whether it is common; a run of `leastRun` words is, where its own is.
 */
export function compareAccounts(
  a: readonly string[],
  b: readonly string[],
  isCommon: (fingerprint: number) => boolean = () => false,
): Comparison {
  const ofA = find(a, b, isCommon);
  const ofB = find(b, a, isCommon);
  return { a: sideOf(a.length, ofA), b: sideOf(b.length, ofB), runs: runsOf(ofA) };
}

/** The larger of both shares, 0 to 1. */
export function largestShare({ a, b }: Pick<Comparison, 'a' | 'b'>): number {
  return Math.max(shareOf(a), shareOf(b));
}

/** The share of an account that stands in the other, 0 to 1; of one without words 0. */
export function shareOf({ words, matched }: Pick<Side, 'words' | 'matched'>): number {
  return words === 0 ? 0 : matched / words;
}

export function isFlagged(comparison: Pick<Comparison, 'a' | 'b'>, { flagPct }: SimilarityRule): boolean {
  return [comparison.a, comparison.b].some(({ words, matched }) => matched > 0 && matched * 100 >= words * flagPct);
}

function find(text: readonly string[], other: readonly string[], isCommon: (fingerprint: number) => boolean): Found {
  const firstAt = new Map<number, number>();
  const later = new Int32Array(other.length).fill(-1);
  const hashes = runHashes(other, leastRun);
  for (let place = hashes.length - 1; place >= 0; place--) {
    const hash = hashes[place] ?? 0;
    later[place] = firstAt.get(hash) ?? -1;
    firstAt.set(hash, place);
  }
  const own = runHashes(text, leastRun);
  const at = new Int32Array(own.length).fill(-1);
  for (let place = 0; place < own.length; place++) {
    const before = place > 0 ? (at[place - 1] ?? -1) : -1;
    const goesOn = before >= 0 && before + leastRun < other.length;
    // A run that goes on is followed, so that what stands together is found together.
    if (goesOn && text[place + leastRun - 1] === other[before + leastRun]) at[place] = before + 1;
    else at[place] = standsAt(text, place, other, firstAt.get(own[place] ?? 0) ?? -1, later);
  }
  const prints = fingerprintOfRuns(text);
  return { at, isCommon: Uint8Array.from(at, (where, place) => (where >= 0 && isCommon(prints[place] ?? 0) ? 1 : 0)) };
}

/** The first of the places with the same hash at which the words are the same. */
function standsAt(
  text: readonly string[],
  place: number,
  other: readonly string[],
  first: number,
  later: Int32Array,
): number {
  for (let candidate = first; candidate >= 0; candidate = later[candidate] ?? -1) {
    let same = 0;
    while (same < leastRun && text[place + same] === other[candidate + same]) same++;
    if (same === leastRun) return candidate;
  }
  return -1;
}

/** A word is matched where any run over it is, and common where all runs over it are. */
function sideOf(words: number, { at, isCommon }: Found): Side {
  let [matched, common] = [0, 0];
  let [matchedUntil, foundUntil] = [0, 0];
  for (let word = 0; word < words; word++) {
    if (word < at.length && (at[word] ?? -1) >= 0) {
      foundUntil = word + leastRun;
      if (!isCommon[word]) matchedUntil = foundUntil;
    }
    if (word < matchedUntil) matched++;
    else if (word < foundUntil) common++;
  }
  return { words, matched, common };
}

function runsOf({ at, isCommon }: Found): Run[] {
  const runs: Run[] = [];
  for (let a = 0; a < at.length; a++) {
    const b = at[a] ?? -1;
    if (b < 0 || isCommon[a]) continue;
    const last = runs.at(-1);
    const isNext = last && last.a + last.words === a + leastRun - 1 && last.b + last.words === b + leastRun - 1;
    if (isNext) runs[runs.length - 1] = { ...last, words: last.words + 1 };
    else runs.push({ a, b, words: leastRun });
  }
  return runs;
}
