import type { Transaction } from '../platform/database/database.js';
import { hashToken, makeToken, sessionCookieWith } from './session.js';

export interface SessionOpening {
  readonly signInId: string;
  /** True where the second factor is given with it: demo sign-in, or a session that replaces one that had it. */
  readonly isSecondFactorGiven: boolean;
  readonly address: string | null;
  readonly browser: string | null;
  /** The session this browser had before, which ends: an id that was planted beforehand opens nothing. */
  readonly replaces: string | null;
}

export interface OpenedSession {
  readonly token: string;
  readonly sessionHash: string;
  readonly csrfToken: string;
  /** The whole Set-Cookie line. */
  readonly cookie: string;
}

/** Opens a session under a new token; what it replaces is gone in the same transaction. */
export async function openSession(tx: Pick<Transaction, 'query'>, opening: SessionOpening): Promise<OpenedSession> {
  const token = makeToken();
  const csrfToken = makeToken();
  const sessionHash = hashToken(token);
  if (opening.replaces) await tx.query(`delete from web_session where token_hash = $1`, [opening.replaces]);
  await tx.query(
    `insert into web_session (token_hash, sign_in_id, csrf_token, second_factor_at, address, browser)
     values ($1, $2, $3, case when $4 then clock_timestamp() end, $5, $6)`,
    [
      sessionHash,
      opening.signInId,
      csrfToken,
      opening.isSecondFactorGiven,
      opening.address,
      opening.browser?.slice(0, 300) ?? null,
    ],
  );
  return { token, sessionHash, csrfToken, cookie: sessionCookieWith(token) };
}
