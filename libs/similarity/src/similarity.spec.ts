import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  commonFrom,
  compareAccounts,
  FingerprintIndex,
  fingerprintsOf,
  isFlagged,
  joinRuns,
  largestShare,
  leastRun,
  leastShared,
  type SimilarityRule,
  wordsOf,
} from './index.js';
import { chosenOf, runHashes } from './winnow.js';

const rule: SimilarityRule = { flagPct: 5, commonPct: 20, commonLeast: 5, mostCommonPct: 25 };
const folded = (...paragraphs: string[]): string[] => wordsOf(paragraphs).map(({ is }) => is);
const fingerprinted = (words: readonly string[]): { words: number; fingerprints: Uint32Array } => ({
  words: words.length,
  fingerprints: fingerprintsOf(words),
});
/** Prose in which no run of nine words comes twice. */
const prose = (name: string, words: number): string[] => Array.from({ length: words }, (_, at) => `${name}${at}`);

/** By definition, trying everything: the words of `text` that are in a run of at least `leastRun` words that is in `other`. */
function naive(text: readonly string[], other: readonly string[]): Set<number> {
  const found = new Set<number>();
  for (let a = 0; a + leastRun <= text.length; a++)
    for (let b = 0; b + leastRun <= other.length; b++)
      if (text.slice(a, a + leastRun).every((word, at) => word === other[b + at]))
        for (let at = 0; at < leastRun; at++) found.add(a + at);
  return found;
}

/** Texts of a small vocabulary, one of which takes pieces of the other: they share runs of every length, and repeat themselves. */
const text = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 60 });
const pair = fc
  .tuple(text, text, fc.array(fc.tuple(fc.nat(60), fc.nat(40), fc.nat(60)), { maxLength: 3 }))
  .map(([one, other, taken]): [string[], string[]] => {
    const with_ = [...other];
    for (const [from, length, to] of taken) with_.splice(to, 0, ...one.slice(from, from + length));
    return [one, with_];
  });

describe('words', () => {
  it('are folded: case, accents, apostrophes, hyphens, marks without width and letters of other scripts hide nothing', () => {
    const plain = ['the', 'schools', 'well', 'known', 'cafe', 'plan'];
    expect(folded('The school’s well-known café plan')).toEqual(plain);
    expect(folded('THE school’s', 'well known', '\u00a0cafe\u0301 – “pl\u00adan”.')).toEqual(plain);
    expect(folded('Thе sсhо\u200bоl’s well-known cаfe\u0301 plan')).toEqual(plain);
  });

  it('know where they stand', () => {
    const paragraphs = ['One, two.', '', '“Three-four”'];
    expect(wordsOf(paragraphs).map(({ paragraph, from, to }) => paragraphs[paragraph]?.slice(from, to))).toEqual([
      'One',
      'two',
      'Three',
      'four',
    ]);
    expect(wordsOf(['  —  ', '', '…'])).toEqual([]);
  });
});

describe('winnowing', () => {
  it('gives two texts that share a run of nine words a fingerprint of it', () => {
    fc.assert(
      fc.property(text, text, fc.array(fc.string(), { minLength: leastRun, maxLength: leastRun }), (one, two, run) => {
        const prints = new Set(fingerprintsOf([...one, ...run, ...two]));
        return fingerprintsOf([...two, ...run, ...one]).some((print) => prints.has(print));
      }),
      { numRuns: 500 },
    );
  });

  it('is the one of the paper: figure 2 of “Winnowing”, SIGMOD 2003, its hashes in windows of four', () => {
    const hashes = Uint32Array.of(77, 74, 42, 17, 98, 50, 17, 98, 8, 88, 67, 39, 77, 74, 42, 17, 98);
    const chosen = [...new Set(chosenOf(hashes, 4))];
    expect(chosen.map((at) => [hashes[at], at])).toEqual([
      [17, 3],
      [17, 6],
      [8, 8],
      [39, 11],
      [17, 15],
    ]);
  });

  it('keeps a third of the grams of prose: 2 in w + 1', () => {
    const kept = fingerprintsOf(prose('word', 20_000)).length / 20_000;
    expect(kept).toBeGreaterThan(0.32);
    expect(kept).toBeLessThan(0.35);
  });

  it('finds nothing where there are fewer than nine words', () => {
    expect(fingerprintsOf(prose('word', leastRun - 1))).toHaveLength(0);
    expect(fingerprintsOf(prose('word', leastRun))).toHaveLength(1);
  });
});

describe('two accounts beside each other', () => {
  it('share exactly the words that are in a run of nine words in both, as trying everything finds them', () => {
    fc.assert(
      fc.property(pair, ([one, two]) => {
        const { a, b, runs } = compareAccounts(one, two);
        expect([a.matched, b.matched]).toEqual([naive(one, two).size, naive(two, one).size]);
        const covered = new Set<number>();
        for (const run of runs) {
          expect(one.slice(run.a, run.a + run.words)).toEqual(two.slice(run.b, run.b + run.words));
          expect(run.words).toBeGreaterThanOrEqual(leastRun);
          for (let at = 0; at < run.words; at++) covered.add(run.a + at);
        }
        expect(covered).toEqual(naive(one, two));
      }),
      { numRuns: 500 },
    );
  });

  it('are the same from either side', () => {
    fc.assert(
      fc.property(pair, ([one, two]) => {
        const [there, back] = [compareAccounts(one, two), compareAccounts(two, one)];
        expect([there.a, there.b]).toEqual([back.b, back.a]);
      }),
    );
  });

  it('by hand: copied prose with every tenth word another is nine tenths the same', () => {
    const own = prose('word', 100);
    const copied = own.map((word, at) => (at % 10 === 9 ? `other${at}` : word));
    const { a, b, runs } = compareAccounts(own, copied);
    expect([a, b]).toEqual([
      { words: 100, matched: 90, common: 0 },
      { words: 100, matched: 90, common: 0 },
    ]);
    expect(runs.map((run) => [run.a, run.b, run.words])).toEqual(
      Array.from({ length: 10 }, (_, at) => [at * 10, at * 10, 9]),
    );
    expect(joinRuns(runs, 3).map((passage) => [passage.a, passage.b])).toEqual([
      [
        { from: 0, to: 99 },
        { from: 0, to: 99 },
      ],
    ]);
  });

  it('take no word for another that has the same hash', () => {
    const words = Array.from({ length: 300_000 }, (_, at) => (Math.imul(at, 0x9e3779b1) >>> 0).toString(36));
    const hashes = runHashes(words, 1);
    const known = new Map<number, number>();
    const at = hashes.findIndex((hash, place) => known.has(hash) || !known.set(hash, place));
    expect(at).toBeGreaterThan(0);
    const [word = '', other = ''] = [words[at], words[known.get(hashes[at] ?? 0) ?? 0]];
    expect(word).not.toBe(other);
    const before = prose('same', leastRun - 1);
    expect(compareAccounts([...before, word], [...before, other]).a.matched).toBe(0);
    const both = [...before, other, ...before, word];
    expect(compareAccounts([...before, word], both).runs).toEqual([{ a: 0, b: leastRun, words: leastRun }]);
  });

  it('by hand: each has its own share, and eight words in a row are nothing', () => {
    const copied = prose('word', 50);
    const long = [...prose('own', 950), ...copied];
    const { a, b } = compareAccounts(copied, long);
    expect([a.matched, b.matched]).toEqual([50, 50]);
    expect(largestShare({ a, b })).toBe(1);
    expect(isFlagged({ a, b }, rule)).toBe(true);
    expect(compareAccounts(prose('word', 8), long).a.matched).toBe(0);
  });

  it('take no longer for text that repeats itself', () => {
    // Every pair of places would be 10,000 million looks: more than a spec may take.
    const one = Array.from({ length: 100_000 }, () => 'again');
    expect(compareAccounts(one, one).a.matched).toBe(100_000);
    const index = new FingerprintIndex([fingerprinted(one)]);
    index.count(fingerprinted(one));
    expect(index.candidates(fingerprinted(one), rule)).toEqual([0]);
  });
});

describe('what is common', () => {
  const quotation = prose('quoted', 60);
  const accountOf = (name: string): string[] => [...prose(`${name}a`, 400), ...quotation, ...prose(`${name}b`, 440)];
  const indexOf = (accounts: readonly string[][]): FingerprintIndex => {
    const index = new FingerprintIndex(accounts.map(fingerprinted));
    for (const account of accounts) index.count(fingerprinted(account));
    return index;
  };

  it('is left out of the share: a quotation in a fifth of all accounts, once they are five', () => {
    expect([1, 24, 25, 26, 100].map((accounts) => commonFrom(rule, accounts))).toEqual([5, 5, 5, 6, 20]);
    const four = ['p', 'q', 'r', 's'].map(accountOf);
    const of = (accounts: string[][]): number => {
      const index = indexOf(accounts);
      const [a = [], b = []] = accounts;
      return compareAccounts(a, b, (print) => index.isCommon(print, rule)).a.matched;
    };
    expect(of(four)).toBe(60);
    expect(of([...four, accountOf('t')])).toBe(0);
    expect(of([...four, accountOf('t'), ...Array.from({ length: 21 }, (_, at) => prose(`u${at}x`, 900))])).toBe(60);
  });

  it('is told by the run alone, so that copied prose around a quotation stays', () => {
    const copied = [...prose('mine', 200), ...quotation, ...prose('mineb', 200), ...prose('rest', 440)];
    const accounts = [copied, [...copied.slice(0, 460), ...prose('other', 440)], ...['p', 'q', 'r'].map(accountOf)];
    const index = indexOf(accounts);
    const { a } = compareAccounts(accounts[0] ?? [], accounts[1] ?? [], (print) => index.isCommon(print, rule));
    expect(a.matched + a.common).toBe(460);
    expect(a.common).toBeLessThanOrEqual(60);
    expect(a.common).toBeGreaterThan(60 - 2 * leastRun);
  });

  it('is counted for each account, so that a model answer that went round a cohort shows', () => {
    const model = prose('model', 500);
    const accounts = [...['p', 'q', 'r', 's', 't'].map((name) => [...model, ...prose(name, 500)]), prose('u', 900)];
    const index = indexOf(accounts);
    const shares = accounts.map((account) => index.commonShare(fingerprinted(account), rule));
    for (const share of shares.slice(0, 5)) expect(Math.abs(share - 0.5)).toBeLessThan(0.06);
    expect(shares[5]).toBe(0);
    expect(index.commonShare(fingerprinted([]), rule)).toBe(0);
    const [one = [], two = []] = accounts;
    expect(index.candidates(fingerprinted(one), rule)).toEqual([0]);
    expect(compareAccounts(one, two, (print) => index.isCommon(print, rule)).a).toEqual({
      words: 1_000,
      matched: 0,
      common: 500,
    });
  });
});

describe('the index', () => {
  it('leaves no pair out that has to be flagged', () => {
    const few: SimilarityRule = { flagPct: 20, commonPct: 50, commonLeast: 3, mostCommonPct: 25 };
    fc.assert(
      fc.property(fc.array(pair, { minLength: 2, maxLength: 4 }), (pairs) => {
        const accounts = pairs.flat();
        const index = new FingerprintIndex(accounts.map(fingerprinted));
        for (const account of accounts) index.count(fingerprinted(account));
        for (const [at, given] of accounts.entries()) {
          const candidates = new Set(index.candidates(fingerprinted(given), few));
          for (const [place, other] of accounts.entries())
            if (
              place !== at &&
              isFlagged(
                compareAccounts(given, other, (print) => index.isCommon(print, few)),
                few,
              )
            )
              expect(candidates.has(place)).toBe(true);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('counts on no more fingerprints than the fewest that shared words can have: one for thirteen', () => {
    const pieces = Array.from({ length: 400 }, (_, at) => prose(`piece${at}x`, 13)).filter(
      (piece) => fingerprintsOf(piece).length === 1,
    );
    const accountOf = (name: string): string[] =>
      pieces.slice(0, 20).flatMap((piece, at) => [...piece, `${name}${at}`]);
    const strict: SimilarityRule = { ...rule, flagPct: 92 };
    const [one, two] = [accountOf('one'), accountOf('two')];
    expect(isFlagged(compareAccounts(one, two), strict)).toBe(true);
    const index = new FingerprintIndex([fingerprinted(one)]);
    for (const account of [one, two]) index.count(fingerprinted(account));
    expect(index.candidates(fingerprinted(two), strict)).toEqual([0]);
  });

  it('asks of 4,000 words for no more fingerprints than 200 in the longest gaps must have', () => {
    expect([leastShared(4_000, 5), leastShared(10, 5), leastShared(0, 5)]).toEqual([16, 1, 1]);
  });
});
