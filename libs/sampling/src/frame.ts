import { createHash } from 'node:crypto';
import { canonicalJson } from './canonical-json.js';

/** What makes a script worth a look besides its marks: facts the frame cannot work out by itself. */
export const flags = ['adjudicated', 'special-consideration', 'late-interest', 'probationary', 'resubmission'] as const;
export type Flag = (typeof flags)[number];

/** One decision in the frame. */
export interface FrameItem {
  readonly script: string;
  readonly outcome: 'pass' | 'fail';
  /** Marks by area. */
  readonly totals: Readonly<Record<string, number>>;
  /** Marks above the nearest threshold, in the area where that is least; 0 exactly on it, negative below. */
  readonly margin: number;
  /** The assessors whose marks the outcome rests on; the first one is answerable for it. */
  readonly assessors: readonly string[];
  readonly flags: readonly Flag[];
}

/** All decisions of a batch, frozen: sorted by script number, flags and assessors as given. */
export interface Frame {
  readonly version: 'frame/1';
  readonly items: readonly FrameItem[];
}

/** Freezes the decisions of a batch into a frame. Throws where a script comes twice: then the batch is not what it says. */
export function freezeFrame(items: readonly FrameItem[]): Frame {
  const sorted = items
    .map(({ script, outcome, totals, margin, assessors, flags }) => ({
      script,
      outcome,
      totals: { ...totals },
      margin,
      assessors: [...assessors],
      flags: [...new Set(flags)].sort(),
    }))
    .sort((a, b) => (a.script < b.script ? -1 : 1));
  sorted.forEach((item, at) => {
    if (at > 0 && sorted[at - 1]!.script === item.script)
      throw new Error(`sampling: script ${item.script} is in the frame twice`);
  });
  return { version: 'frame/1', items: sorted };
}

/** SHA-256 of the frame's canonical JSON in UTF-8, as 64 hex digits: to be published before the seed exists. */
export function frameHash(frame: Frame): string {
  const items = frame.items.map((item) => ({
    ...item,
    totals: { ...item.totals },
    assessors: [...item.assessors],
    flags: [...item.flags],
  }));
  return createHash('sha256')
    .update(canonicalJson({ version: frame.version, items }), 'utf8')
    .digest('hex');
}
