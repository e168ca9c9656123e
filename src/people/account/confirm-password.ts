import { isRefusal, refuse, type Refusal } from '#libs/refusal';
import type { Database } from '../../platform/database/database.js';
import type { Visitor } from '../../platform/web/visitor.js';
import { isPassword } from '../sign-in/password-hash.js';
import { beginTry, noteSuccess } from '../sign-in/sign-in-tries.js';

export type ConfirmRefusal = 'password-refused' | 'no-password-yet' | 'too-many-tries';

/**
 * Has a signed-in person give their password once more before something that a stranger at their desk must not do.
 * Null where it is right. Tries are counted as those of signing in. OWASP ASVS 5.0, 7.5.1.
 */
export async function confirmPassword(
  database: Database,
  visitor: Pick<Visitor, 'signInId'>,
  password: string,
  address: string,
): Promise<Refusal<ConfirmRefusal> | null> {
  const { email, password_hash: hash } = await database.one<{ email: string; password_hash: string | null }>(
    `select email, password_hash from sign_in where id = $1`,
    [visitor.signInId],
  );
  if (hash === null) return refuse('no-password-yet', {}, 'current');
  const begun = await beginTry(database, { email, address, factor: 'password' });
  if (isRefusal(begun)) return begun;
  if (!(await isPassword(password, hash))) return refuse('password-refused', {}, 'current');
  await noteSuccess(database, begun);
  return null;
}
