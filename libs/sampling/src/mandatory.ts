import { createHash } from 'node:crypto';
import type { Frame, FrameItem } from './frame.js';
import type { MandatoryReason } from './policy.js';

/** Which of two scripts with the same total stands for them, by their places in the frame: negative where the first does. */
export type BetweenEquals = (one: number, other: number) => number;

/**
 * Between equals the smaller SHA-256 of a label, the seed, the frame's hash and the script's number, so that nobody can choose. Not the
 * permutation: a script taken out because it comes early in it would leave the others of its kind later than chance has them, and the
 * random stratum would find more, or less, than is said of it.
 */
export function byDigest(frame: Frame, hash: string, seed: string): BetweenEquals {
  const key = Buffer.concat([Buffer.from('scriptorium equals 1\n', 'ascii'), Buffer.from(seed + hash, 'hex')]);
  const digest = (at: number): string =>
    createHash('sha256').update(key).update(frame.items[at]!.script, 'utf8').digest('hex');
  return (one, other) => (digest(one) < digest(other) ? -1 : 1);
}

/** As samples of version 1 have it: by the permutation. */
export function byOrder(order: Uint32Array): BetweenEquals {
  const place = new Uint32Array(order.length);
  order.forEach((at, turn) => (place[at] = turn));
  return (one, other) => place[one]! - place[other]!;
}

/**
 * Every script that must be looked at, by its place in the frame, with all its reasons. `between` decides between equals for highest
 * and lowest: one script stands for many with the same total.
 */
export function mandatoryItems(
  frame: Frame,
  wanted: readonly MandatoryReason[],
  between: BetweenEquals,
): Map<number, MandatoryReason[]> {
  const found = new Map<number, MandatoryReason[]>();
  const add = (at: number, reason: MandatoryReason): void => {
    found.set(at, [...(found.get(at) ?? []), reason]);
  };
  // Only where they are asked for: it adds up every total of the frame.
  const isAsked = wanted.includes('highest') || wanted.includes('lowest');
  const extremes = isAsked ? extremesOf(frame, between) : {};
  frame.items.forEach((item, at) => {
    for (const reason of wanted) if (applies(reason, item) || extremes[reason] === at) add(at, reason);
  });
  return found;
}

/** True where the reason holds for the script by itself. */
function applies(reason: MandatoryReason, item: FrameItem): boolean {
  switch (reason) {
    case 'fail':
      return item.outcome === 'fail';
    case 'margin-0':
      return item.margin === 0;
    case 'highest':
    case 'lowest':
      return false;
    default:
      return item.flags.includes(reason);
  }
}

function extremesOf(frame: Frame, between: BetweenEquals): Partial<Record<MandatoryReason, number>> {
  if (frame.items.length === 0) return {};
  const sums = frame.items.map(({ totals }) => Object.values(totals).reduce((sum, marks) => sum + marks, 0));
  // By a loop: a million sums are too many arguments.
  const best = (isBetter: (sum: number, than: number) => boolean): number => {
    let found = 0;
    for (let at = 1; at < sums.length; at += 1)
      if (isBetter(sums[at]!, sums[found]!) || (sums[at] === sums[found] && between(at, found) < 0)) found = at;
    return found;
  };
  return { highest: best((sum, than) => sum > than), lowest: best((sum, than) => sum < than) };
}
