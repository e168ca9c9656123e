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
