import { createHash } from 'node:crypto';
import type { Database } from '../../platform/database/database.js';
import { instantOf } from '../../platform/database/types.js';
import { sessionLife } from '../session.js';

export interface OwnSession {
  /** Names the session to its owner; opens nothing. */
  readonly id: string;
  readonly isThisOne: boolean;
  readonly since: string;
  readonly lastSeen: string;
  readonly address: string | null;
  readonly browser: string;
}

export interface OwnAccount {
  readonly email: string;
  readonly hasPassword: boolean;
  readonly hasCode: boolean;
  readonly sessions: readonly OwnSession[];
}

interface Row {
  email: string;
  has_password: boolean;
  has_code: boolean;
  token_hash: string;
  created_at: Date;
  last_seen_at: Date;
  address: string | null;
  browser: string | null;
}

/** A person's own account and where they are signed in, in one statement. */
export async function ownAccount(database: Database, signInId: string, sessionHash: string): Promise<OwnAccount> {
  const rows = await database.query<Row>(
    `select p.email, p.password_hash is not null as has_password, p.totp_confirmed_at is not null as has_code,
            s.token_hash, s.created_at, s.last_seen_at, s.address, s.browser
     from sign_in p join web_session s on s.sign_in_id = p.id
     where p.id = $1
       and s.last_seen_at > clock_timestamp() - interval '${sessionLife.idleMinutes} minutes'
       and s.created_at > clock_timestamp() - interval '${sessionLife.absoluteHours} hours'
     order by s.token_hash = $2 desc, s.last_seen_at desc limit 50`,
    [signInId, sessionHash],
  );
  const [first] = rows;
  if (!first) throw new Error('Whoever asks has a session');
  return {
    email: first.email,
    hasPassword: first.has_password,
    hasCode: first.has_code,
    sessions: rows.map((row) => ({
      id: sessionName(row.token_hash),
      isThisOne: row.token_hash === sessionHash,
      since: instantOf(row.created_at).toString(),
      lastSeen: instantOf(row.last_seen_at).toString(),
      address: row.address,
      browser: sayBrowser(row.browser),
    })),
  };
}

/** A session's name on its owner's page: not even its hash leaves the database. */
export function sessionName(sessionHash: string): string {
  return createHash('sha256').update(`session:${sessionHash}`).digest('hex').slice(0, 24);
}

/** "Firefox on Windows", from what the browser says of itself. */
export function sayBrowser(agent: string | null): string {
  if (!agent) return 'Unknown';
  const browser = /Edg\//.test(agent)
    ? 'Edge'
    : (/(Firefox|Chrome|Safari)\//.exec(agent)?.[1] ?? agent.split(/[ /]/)[0] ?? 'Unknown');
  const system = /(Windows|Android|iPhone|iPad|Mac OS X|Linux|CrOS)/.exec(agent)?.[1];
  return system ? `${browser} on ${system === 'Mac OS X' ? 'macOS' : system}` : browser;
}
