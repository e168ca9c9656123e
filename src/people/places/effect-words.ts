import type { Effect } from './standing-work.js';

/** Reason codes of bars, in words that fit any of the pages that show them. */
export const reasonWords: Readonly<Record<string, string>> = {
  'same-trust': 'they work for the same trust, or did in recent years',
  'same-school': 'they work at the same school, or did in recent years',
  declared: 'a tie is declared',
  relative: 'they are related',
  'line-manager': 'one manages or managed the other',
  sponsor: 'one sponsored, coached or taught the other',
  coach: 'one coached the other',
  'earlier-attempt': 'they marked an earlier attempt',
};

/** An effect as a page says it. */
export function sayEffect(effect: Effect): { lines: string[]; freed: number; seen: string } {
  return {
    lines: effect.barred.map(({ what, reason, count }) => `${what}: ${count}, since ${reasonWords[reason] ?? reason}`),
    freed: effect.freed,
    seen: effect.seen,
  };
}
