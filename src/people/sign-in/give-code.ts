import { Injectable } from '@nestjs/common';
import { isRefusal, refuse, type Result } from '#libs/refusal';
import { Database, type Transaction } from '../../platform/database/database.js';
import type { Visitor } from '../../platform/web/visitor.js';
import { openSession, type OpenedSession } from '../open-session.js';
import { stepOfCode } from './one-time-code.js';
import { beginTry, noteSuccess } from './sign-in-tries.js';

export interface CodeCommand {
  readonly code: string;
  readonly address: string;
  readonly browser: string | null;
}

export type CodeRefusal = 'code-refused' | 'too-many-tries';

interface Row {
  totp_secret: string | null;
  totp_pending: string | null;
  is_confirmed: boolean;
  last_step: number | null;
  real_seconds: number;
}

/**
 * The second factor: completes a session under a new token. The first right code of an authenticator that was just set
 * up confirms it; until then the one before goes on counting. Refuses `code-refused` for a wrong, an old or a used code.
 */
@Injectable()
export class GiveCode {
  constructor(private readonly database: Database) {}

  async run(visitor: Visitor, command: CodeCommand): Promise<Result<OpenedSession, CodeRefusal>> {
    const { email } = await this.database.one<{ email: string }>(`select email from sign_in where id = $1`, [
      visitor.signInId,
    ]);
    const begun = await beginTry(this.database, { email, address: command.address, factor: 'code' });
    if (isRefusal(begun)) return begun;
    return this.database.transact(visitor.actor, async (tx) => {
      const act = await takeCode(tx, visitor, command.code);
      if (isRefusal(act)) return act;
      await noteSuccess(tx, begun);
      // A code that is replaced ends what was opened with the old one.
      if (act === 'second-factor.confirmed')
        await tx.query(`delete from web_session where sign_in_id = $1 and token_hash <> $2`, [
          visitor.signInId,
          visitor.sessionHash,
        ]);
      await tx.journal({ aggregate: 'sign-in', id: visitor.signInId, act });
      return openSession(tx, {
        ...command,
        signInId: visitor.signInId,
        isSecondFactorGiven: true,
        replaces: visitor.sessionHash,
      });
    });
  }
}

/**
 * Who may set up an authenticator: whoever has none yet, or has given the code of the old one. With the password alone
 * nobody is shown a new secret in its place.
 */
export function mayConfirm(visitor: Pick<Visitor, 'isComplete'>, hasConfirmed: boolean): boolean {
  return visitor.isComplete || !hasConfirmed;
}

type CodeAct = 'second-factor.given' | 'second-factor.confirmed';

/** Under lock, so that of two who send the same code at once one is refused. */
async function takeCode(tx: Transaction, visitor: Visitor, code: string): Promise<Result<CodeAct, 'code-refused'>> {
  const [row] = await tx.query<Row>(
    `select totp_secret, totp_pending, totp_confirmed_at is not null as is_confirmed,
            totp_last_step as last_step, extract(epoch from clock_timestamp())::float8 as real_seconds
     from sign_in where id = $1 for update`,
    [visitor.signInId],
  );
  if (!row) throw new Error('A session belongs to a sign-in');
  const seconds = Math.floor(row.real_seconds);
  const pending = mayConfirm(visitor, row.is_confirmed) ? row.totp_pending : null;
  const pendingStep = pending === null ? null : stepOfCode(pending, code, seconds, null);
  if (pendingStep !== null) {
    await tx.query(
      `update sign_in set totp_secret = totp_pending, totp_pending = null, totp_confirmed_at = clock_timestamp(),
                          totp_last_step = $2 where id = $1`,
      [visitor.signInId, pendingStep],
    );
    return 'second-factor.confirmed';
  }
  const secret = row.is_confirmed ? row.totp_secret : null;
  const step = secret === null ? null : stepOfCode(secret, code, seconds, row.last_step);
  if (step === null) return refuse('code-refused', {}, 'code');
  await tx.query(`update sign_in set totp_last_step = $2 where id = $1`, [visitor.signInId, step]);
  return 'second-factor.given';
}
