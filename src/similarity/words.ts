import { shareOf } from '#libs/similarity';
import type { Component } from '../documents/index.js';
import type { Holdable, MatchDetail, MatchLine, MatchSide } from './similarity.queries.js';

/** `account-T1` → `T1`. */
export const taskOf = (component: Component): string => component.replace('account-', '');

/** What the two have in common besides their text, in words. */
export function tiesSay({ school, trust, coach }: MatchLine['ties']): string[] {
  return [...(school ? ['same school'] : []), ...(trust ? ['same trust'] : []), ...(coach ? ['same coach'] : [])];
}

/** One side as the page shows it; `pct`: of a hundred of its words so many stand in the other, rounded down. */
export function sideShown(
  match: MatchDetail,
  { name, participantId, attemptNo, submittedAt, words, matched, isHeld, mayBeHeld, enrolmentId }: MatchSide & Holdable,
): Readonly<Record<string, unknown>> {
  const pct = match.isSameFile ? 100 : Math.floor(shareOf({ words, matched }) * 100);
  const reason = match.isSameFile
    ? `Task ${taskOf(match.component)}: the same file as another participant's (/similarities/${match.id})`
    : `Task ${taskOf(match.component)}: ${pct} of 100 words stand in another participant's account (/similarities/${match.id})`;
  const query = new URLSearchParams({ source: match.isSameFile ? 'same-file' : 'similarity', reason });
  const hold = match.state === 'suspected' && mayBeHeld && !isHeld ? `/enrolments/${enrolmentId}/hold?${query}` : null;
  return { name, participantId, attemptNo, submittedAt, words, matched, pct, isHeld, mayBeHeld, hold };
}
