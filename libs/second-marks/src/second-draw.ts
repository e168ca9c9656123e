import { sha256 } from '#libs/ledger';

/**
 * The random share of the second marks: true for about `percent` of all numbers, the same for the same seed for ever.
 * Drawn from the round's recorded seed and the script's number alone, so that anyone can draw it again.
 */
export function isDrawnForSecond(seed: string, number: string, percent: number): boolean {
  // 8 hex digits are 32 bits; a share of them as whole numbers, since floats would round at the edge.
  const drawn = Number.parseInt(sha256(`second-mark:${seed}:${number}`).slice(0, 8), 16);
  return drawn * 100 < percent * 0x1_0000_0000;
}

/**
 * Which account of a script each of these assessors may be asked to mark a second time, should anybody be asked: drawn from the
 * window's seed, the script's number and theirs, in turn, so that of as many assessors as there are accounts every account has one.
 * It knows nothing of marks: whatever the first marks are, whoever is asked is asked for the same.
 */
export function accountsOfAssessors(
  seed: string,
  number: string,
  assessors: readonly string[],
  accounts: readonly string[],
): ReadonlyMap<string, string> {
  const drawn = assessors.map((assessor) => ({
    assessor,
    key: sha256(`second-account:${seed}:${number}:${assessor}`),
  }));
  drawn.sort((a, b) => (a.key < b.key ? -1 : 1));
  return new Map(drawn.map(({ assessor }, at) => [assessor, accounts[at % accounts.length]!]));
}
