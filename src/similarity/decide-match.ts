import { Injectable } from '@nestjs/common';
import { next } from '#libs/lifecycle';
import { refuse, type Result } from '#libs/refusal';
import { Database, type Transaction } from '../platform/database/database.js';
import {
  matchDecisions,
  matchLifecycle,
  type MatchDecision,
  type MatchEvent,
  type MatchState,
} from './match.lifecycle.js';

export type DecideMatchCode =
  'similarity-decision-missing' | 'similarity-why-missing' | 'similarity-not-open' | 'similarity-not-decided';

interface Asked {
  readonly actor: string;
  readonly signInId: string;
  readonly matchId: string;
  readonly why: string;
}

/**
 * A lead says what two accounts that stand in one another are, and may look again; each time with a reason. Nothing changes for
 * either participant by it: a hold is placed on its own form, by a person.
 */
@Injectable()
export class DecideMatch {
  constructor(private readonly database: Database) {}

  /** Gives the new state. Refuses a decision without its reason, and about what is decided. */
  async run(asked: Asked & { readonly decision: MatchDecision | '' }): Promise<Result<MatchState, DecideMatchCode>> {
    const { decision } = asked;
    if (decision === '') return refuse('similarity-decision-missing', {}, 'decision');
    return this.move(asked, matchDecisions[decision]);
  }

  /** Opens what was decided again. The decision and its reason stay in the journal. */
  async reopen(asked: Asked): Promise<Result<MatchState, DecideMatchCode>> {
    return this.move(asked, 'reopen');
  }

  private async move(
    { actor, signInId, matchId, why: given }: Asked,
    event: MatchEvent,
  ): Promise<Result<MatchState, DecideMatchCode>> {
    const why = given.trim();
    if (why === '') return refuse('similarity-why-missing', {}, 'why');
    return this.database.transact(actor, async (tx) => {
      const [match] = await tx.query<{ state: MatchState | null }>(
        `select state from similarity_match where id = $1 for update`,
        [matchId],
      );
      const to = match?.state && next(matchLifecycle, match.state, event);
      if (!match?.state || !to) return refuse(event === 'reopen' ? 'similarity-not-decided' : 'similarity-not-open');
      await record(tx, { matchId, from: match.state, to, why, signInId });
      return to;
    });
  }
}

async function record(
  tx: Transaction,
  {
    matchId,
    from,
    to,
    why,
    signInId,
  }: { matchId: string; from: MatchState; to: MatchState; why: string; signInId: string },
): Promise<void> {
  await tx.query(
    `update similarity_match set state = $2, why = case when $2 = 'open' then null else $3 end,
       decided_by = case when $2 = 'open' then null else $4::uuid end,
       decided_at = case when $2 = 'open' then null else app_now() end, version = version + 1 where id = $1`,
    [matchId, to, why, signInId],
  );
  await tx.journal({
    aggregate: 'similarity-match',
    id: matchId,
    act: to === 'open' ? 'similarity-match.reopened' : 'similarity-match.decided',
    from,
    to,
    why,
  });
}
