import { sayCount } from '#libs/calendar';
import type { Anomaly, Blocker, Counts } from './check-release.js';

const rate = ({ passed, failed }: Counts): string => `${passed} of ${passed + failed}`;

/** What is unusual, as a sentence. */
export function sayAnomaly(anomaly: Anomaly): string {
  if (anomaly.kind === 'disputed')
    return `The quality agent disagrees with the outcome of ${anomaly.scripts.join(', ')}.`;
  if (anomaly.kind === 'nobody-passed') return `Nobody passes: ${rate(anomaly.now)}.`;
  return `${rate(anomaly.now)} pass, and ${rate(anomaly.before)} did in your earlier releases: ${anomaly.standardErrors} standard errors apart.`;
}

const blockers: Readonly<Record<Blocker['kind'], string>> = {
  'marks-open': 'The marks are still open, or no result stands',
  'items-open': 'Moderation asked for it and has not decided',
  'outcome-stands': 'This attempt has an outcome already',
  disagree: 'The two computations of the outcome disagree',
  'stored-differs': 'The outcome computed now is not the one stored with the marks',
  unreadable: 'A mark is missing or is no mark',
};

/** What is in the way and for which scripts, as a sentence. */
export function sayBlocker({ kind, scripts }: Blocker): string {
  const named = scripts.slice(0, 10).join(', ');
  return `${blockers[kind]} (${sayCount(scripts.length, 'script')}): ${named}${scripts.length > 10 ? ' and others' : ''}.`;
}
