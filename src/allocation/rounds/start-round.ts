import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { refuse, type Result } from '#libs/refusal';
import { Database, type Transaction } from '../../platform/database/database.js';
import { waitingFor } from '../planning/gather-problem.js';
import { roundLifecycle, type Purpose } from './round.lifecycle.js';

export type StartCode = 'window-not-closed' | 'nothing-waits' | 'round-is-open';

export interface StartCommand {
  readonly windowId: string;
  readonly purpose: Purpose;
  /** Who asked; null where an event did, and then the round is confirmed without a person. */
  readonly signInId: string | null;
}

/** Begins a round: draws its seed, stores it, and orders the planning. */
@Injectable()
export class StartRound {
  constructor(private readonly database: Database) {}

  /** Gives the round's id. Refuses before the window is closed, where nothing waits, and while a round is open. */
  async run(command: StartCommand & { readonly actor: string }): Promise<Result<string, StartCode>> {
    return this.database.transact(command.actor, (tx) => this.within(tx, command));
  }

  /** The same as part of a larger transaction. */
  async within(tx: Transaction, { windowId, purpose, signInId }: StartCommand): Promise<Result<string, StartCode>> {
    const [closed] = await tx.query(`select from assessment_window where id = $1 and closed_at is not null`, [
      windowId,
    ]);
    if (!closed) return refuse('window-not-closed');
    const waiting = await waitingFor(tx, windowId, purpose);
    if (waiting.length === 0) return refuse('nothing-waits', { purpose });
    const seed = randomBytes(16).toString('hex');
    const [round] = await tx.query<{ id: string }>(
      `insert into allocation_round (window_id, purpose, state, seed, requested_by, requested_at)
       values ($1, $2, $3, $4, $5, app_now())
       on conflict (window_id, purpose) where state in ('planning', 'proposed') do nothing returning id`,
      [windowId, purpose, roundLifecycle.initial, seed, signInId],
    );
    if (!round) return refuse('round-is-open', { purpose });
    await tx.order({ kind: 'allocation.plan', key: round.id, subject: { roundId: round.id } });
    await tx.journal({
      aggregate: 'allocation-round',
      id: round.id,
      act: 'allocation.begun',
      to: roundLifecycle.initial,
      facts: { windowId, purpose, seed, waiting: waiting.length },
    });
    await tx.touch(`allocation:${windowId}`);
    return round.id;
  }
}
