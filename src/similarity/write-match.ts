import { next } from '#libs/lifecycle';
import { isFlagged, type Comparison, type SimilarityRule } from '#libs/similarity';
import type { Transaction } from '../platform/database/database.js';
import { matchLifecycle, type MatchEvent, type MatchState } from './match.lifecycle.js';

interface Standing {
  readonly id: string;
  readonly state: MatchState | null;
}

/** What was found of two accounts of a task; `a` was handed in before `b`. */
export interface FoundPair {
  readonly providerId: string;
  readonly component: string;
  readonly rule: SimilarityRule;
  readonly a: string;
  readonly b: string;
  readonly isSameFile: boolean;
  readonly comparison: Comparison;
}

/**
 * Writes a match down where it is one, or sets right what stands there while nobody has decided about it. What was decided stays as
 * it was looked at. Of one participant's own two accounts it is only said. Changes nothing about anybody's submission.
 */
export async function writeMatch(tx: Transaction, pair: FoundPair): Promise<void> {
  const { a, b, component, isSameFile, comparison, rule } = pair;
  const isOwn = await areOneParticipants(tx, a, b);
  const isMatch = isSameFile || isFlagged(comparison, rule);
  const [standing] = await tx.query<Standing>(
    `select id, state from similarity_match where component = $1 and a_submission = any($2) and b_submission = any($2) for update`,
    [component, [a, b]],
  );
  if (standing) return setRight(tx, standing, pair, isMatch && !isOwn);
  if (!isMatch) return;
  const state = isOwn ? null : matchLifecycle.initial;
  const [found] = await tx.query<{ id: string }>(
    `insert into similarity_match (provider_id, component, a_submission, b_submission, is_own, is_same_file,
       a_words, a_matched, b_words, b_matched, runs, state, found_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, app_now()) on conflict do nothing returning id`,
    [pair.providerId, component, a, b, isOwn, isSameFile, ...figuresOf(comparison), state],
  );
  if (!found) return;
  await tx.journal({
    aggregate: 'similarity-match',
    id: found.id,
    act: isOwn ? 'similarity-match.noted' : 'similarity-match.found',
    to: state,
    facts: factsOf(pair),
  });
}

async function setRight(tx: Transaction, { id, state }: Standing, pair: FoundPair, isMatch: boolean): Promise<void> {
  if (state !== 'open' && state !== 'discounted') return;
  const event: MatchEvent | null = isMatch ? 'recur' : 'discount';
  const to = next(matchLifecycle, state, event);
  await tx.query(
    `update similarity_match set is_same_file = $2, a_words = $3, a_matched = $4, b_words = $5, b_matched = $6, runs = $7,
       state = coalesce($8, state), version = version + 1
     where id = $1 and (a_matched, b_matched, runs, state) is distinct from ($4, $6, $7::jsonb, coalesce($8, state))`,
    [id, pair.isSameFile, ...figuresOf(pair.comparison), to],
  );
  if (to)
    await tx.journal({
      aggregate: 'similarity-match',
      id,
      act: `similarity-match.${to === 'open' ? 'recurred' : 'discounted'}`,
      from: state,
      to,
      facts: factsOf(pair),
    });
}

const figuresOf = ({ a, b, runs }: Comparison): unknown[] => [
  a.words,
  a.matched,
  b.words,
  b.matched,
  JSON.stringify(runs),
];

const factsOf = ({ a, b, component, isSameFile, comparison }: FoundPair): Readonly<Record<string, unknown>> => ({
  component,
  submissions: [a, b],
  isSameFile,
  words: [comparison.a.words, comparison.b.words],
  matched: [comparison.a.matched, comparison.b.matched],
});

/** Also of records that were merged since. */
async function areOneParticipants(tx: Transaction, a: string, b: string): Promise<boolean> {
  const rows = await tx.query(
    `select distinct e.participant_id from submission s join attempt t on t.id = s.attempt_id
     join enrolment e on e.id = t.enrolment_id where s.id = any($1)`,
    [[a, b]],
  );
  return rows.length === 1;
}
