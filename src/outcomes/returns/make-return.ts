import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { sha256 } from '#libs/ledger';
import { refuse, type Result } from '#libs/refusal';
import { Database, type Transaction } from '../../platform/database/database.js';
import { legacyCsv, returnCsv } from './return-csv.js';
import { outcomesToReturn, type ReturnedOutcome, type ReturnScope } from './return-rows.js';

export type ReturnCode = 'nothing-to-return';

export interface MadeReturn {
  readonly id: string;
  /** Numbered from 1 without a gap for each provider. */
  readonly number: number;
  readonly rows: number;
}

/**
 * Writes down what is returned to the Department, once: number, bytes and their hash are kept and never change, so that a
 * second download is the same file. A correction is a new row of a later return.
 */
@Injectable()
export class MakeReturn {
  constructor(private readonly database: Database) {}

  async run(command: {
    actor: string;
    signInId: string;
    providerId: string;
    scope: ReturnScope;
  }): Promise<Result<MadeReturn, ReturnCode>> {
    const { actor, signInId, providerId, scope } = command;
    return this.database.transact(actor, async (tx) => {
      // One return of a provider after the other: numbers have no gap, and no outcome is told of twice as new.
      await tx.query(`select pg_advisory_xact_lock(hashtextextended('outcome-return:' || $1, 0))`, [providerId]);
      const outcomes = await outcomesToReturn(tx, providerId, scope);
      if (outcomes.length === 0) return refuse('nothing-to-return');
      const [last] = await tx.query<{ number: number; madeAt: Date }>(
        `select number, made_at as "madeAt" from outcome_return where provider_id = $1 order by number desc limit 1`,
        [providerId],
      );
      const number = (last?.number ?? 0) + 1;
      const content = Buffer.from(returnCsv(`${outcomes[0]?.providerCode}-${number}`, outcomes));
      const legacy = legacyCsv(outcomes);
      const id = randomUUID();
      const hash = sha256(content);
      await tx.query(
        `insert into outcome_return (id, provider_id, number, made_at, made_by, scope, since, rows, sha256, content, legacy_rows, legacy_content)
         values ($1, $2, $3, app_now(), $4, $5, $6, $7, $8, $9, $10, $11)`,
        [
          id,
          providerId,
          number,
          signInId,
          scope,
          scope === 'new' ? (last?.madeAt ?? null) : null,
          outcomes.length,
          hash,
          content,
          legacy.rows,
          Buffer.from(legacy.csv),
        ],
      );
      await remember(tx, id, outcomes);
      await tx.journal({
        aggregate: 'outcome-return',
        id,
        act: 'return.made',
        facts: { number, scope, rows: outcomes.length, sha256: hash },
      });
      return { id, number, rows: outcomes.length };
    });
  }
}

async function remember(tx: Transaction, returnId: string, outcomes: readonly ReturnedOutcome[]): Promise<void> {
  await tx.query(
    `insert into outcome_returned (outcome_id, state, return_id)
     select o."outcomeId", o.state, $1 from jsonb_to_recordset($2::jsonb) as o ("outcomeId" uuid, state text)
     on conflict do nothing`,
    [returnId, JSON.stringify(outcomes.map(({ outcomeId, state }) => ({ outcomeId, state })))],
  );
}
