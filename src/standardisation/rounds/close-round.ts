import { Injectable } from '@nestjs/common';
import { next } from '#libs/lifecycle';
import { refuse, type Result } from '#libs/refusal';
import { Database, type Transaction } from '../../platform/database/database.js';
import { standardisationRoundLifecycle, type StandardisationRoundState } from './standardisation-round.lifecycle.js';

export type CloseCode = 'round-over';

/** Ends a round: what is not handed in counts for nothing, and moves nobody's accreditation. */
@Injectable()
export class CloseRound {
  constructor(private readonly database: Database) {}

  async run(command: { readonly actor: string; readonly roundId: string }): Promise<Result<string, CloseCode>> {
    return this.database.transact(command.actor, (tx) => this.close(tx, command.roundId, null));
  }

  /** Every open round whose last day is over, each in a transaction of its own. */
  async runDue(actor: string): Promise<void> {
    const due = await this.database.query<{ id: string }>(
      `select id from standardisation_round where state = 'open' and closes_on < london_date(app_now()) order by id`,
    );
    for (const { id } of due)
      await this.database.transact(actor, (tx) => this.close(tx, id, 'The last day of the round is over'));
  }

  private async close(tx: Transaction, id: string, why: string | null): Promise<Result<string, CloseCode>> {
    const [row] = await tx.query<{ state: StandardisationRoundState }>(
      `select state from standardisation_round where id = $1 for update`,
      [id],
    );
    const to = row && next(standardisationRoundLifecycle, row.state, 'close');
    if (!row || !to) return refuse('round-over');
    await tx.query(`update standardisation_round set state = $2, closed_at = app_now() where id = $1`, [id, to]);
    await tx.journal({
      aggregate: 'standardisation-round',
      id,
      act: 'standardisation.closed',
      from: row.state,
      to,
      why,
    });
    return id;
  }
}
