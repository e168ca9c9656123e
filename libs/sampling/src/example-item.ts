import type { FrameItem } from './frame.js';

/** A pass with nothing about it that makes it mandatory. */
export function plainItem(at: number, rest: Partial<FrameItem> = {}): FrameItem {
  return {
    script: `S${String(at).padStart(4, '0')}`,
    outcome: 'pass',
    totals: { strategy: 5, people: 6 },
    margin: 2,
    assessors: [`A${at % 5}`],
    flags: [],
    ...rest,
  };
}
