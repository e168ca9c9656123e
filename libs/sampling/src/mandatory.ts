import type { Frame, FrameItem } from './frame.js';
import type { MandatoryReason } from './policy.js';

/**
 * Every script that must be looked at, by its place in the frame, with all its reasons. `order` (places in drawn order) decides between
 * equals for highest and lowest, so that nobody can choose and one script stands for many with the same total.
 */
export function mandatoryItems(
  frame: Frame,
  wanted: readonly MandatoryReason[],
  order: Uint32Array,
): Map<number, MandatoryReason[]> {
  const found = new Map<number, MandatoryReason[]>();
  const add = (at: number, reason: MandatoryReason): void => {
    found.set(at, [...(found.get(at) ?? []), reason]);
  };
  // Only where they are asked for: it adds up every total of the frame.
  const isAsked = wanted.includes('highest') || wanted.includes('lowest');
  const extremes = isAsked ? extremesOf(frame, order) : {};
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

function extremesOf(frame: Frame, order: Uint32Array): Partial<Record<MandatoryReason, number>> {
  if (order.length === 0) return {};
  const sums = frame.items.map(({ totals }) => Object.values(totals).reduce((sum, marks) => sum + marks, 0));
  let highest = order[0]!;
  let lowest = order[0]!;
  for (const at of order) {
    if (sums[at]! > sums[highest]!) highest = at;
    if (sums[at]! < sums[lowest]!) lowest = at;
  }
  return { highest, lowest };
}
