import { accountRule } from '#libs/word-count';
import type { CountLine } from './line.js';

/** One row of a manifest of hostile files. */
export interface Expectation {
  readonly file: string;
  readonly expect: 'accept' | 'reject' | 'flag' | 'reject-or-accept' | 'over-limit';
  readonly why: string;
  /** What an honest count of the whole text gives, and what a reader sees. */
  readonly words?: number | readonly number[] | null;
  readonly visible?: number | null;
}

/** Refused for its time or memory is still a failure: it should have been seen for what it is. */
const slow = new Set(['time-limit', 'memory-limit', 'fault']);

const counts = (line: CountLine): number[] =>
  line.stories === null ? [] : [line.stories.body, line.counted ?? -1, line.stories.body + line.stories.hidden];

function isExact(line: CountLine, words: Expectation['words']): boolean {
  if (typeof words !== 'number') return true;
  // A PDF's count is an estimate: within 1 %.
  const slack = line.estimate ? Math.ceil(words / 100) : 0;
  return counts(line).some((count) => Math.abs(count - words) <= slack);
}

/** Null where the file got what it should have, else what went wrong. */
export function complaint(line: CountLine, expected: Expectation): string | null {
  const refused = line.verdict === 'refused';
  if (refused && slow.has(line.reason ?? '')) return `refused only by ${line.reason}`;
  if (line.ms > 2000) return `took ${line.ms} ms`;
  switch (expected.expect) {
    case 'reject':
      return refused ? null : 'was not refused';
    case 'flag':
      if (refused || line.findings.length > 0 || line.verdict === 'needs-person') return null;
      // Some files only look odd: whoever counts all that a reader sees has nothing to flag.
      return expected.visible === expected.words && isExact(line, expected.words) ? null : 'was not flagged';
    case 'accept':
      if (refused) return `refused: ${line.reason}`;
      return isExact(line, expected.words) ? null : `counted ${line.counted}, not ${String(expected.words)}`;
    case 'over-limit':
      return !refused && (line.counted ?? 0) > accountRule.limit && isExact(line, expected.words)
        ? null
        : `counted ${line.counted}`;
    case 'reject-or-accept':
    default:
      if (refused || line.verdict === 'needs-person') return null;
      return isExact(line, expected.words) ? null : `counted ${line.counted}, not ${String(expected.words)}`;
  }
}
