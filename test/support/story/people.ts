import { randomUUID } from 'node:crypto';
import { findOrAddProvider, findOrAddTrust } from '../../../src/people/schools.js';
import { findOrAddSchool } from './schools.js';
import { openSession } from '../../../src/people/open-session.js';
import type { Database, Transaction } from '../../../src/platform/database/database.js';
import type { Role } from '../../../src/platform/web/visitor.js';
import { sessionCookie } from '../../../src/platform/web/adapter.js';
import { unusedTrn } from './numbers.js';

/** A person with a live session, second factor given: ready for `app.inject({ url, headers: person.headers })`. */
export interface Person {
  readonly signInId: string;
  /** The staff row; null for a participant. */
  readonly staffId: string | null;
  /** The participant row; null for staff. */
  readonly participantId: string | null;
  readonly providerId: string;
  readonly name: string;
  readonly email: string;
  readonly roles: readonly Role[];
  readonly csrfToken: string;
  /** The session's cookie. */
  readonly headers: { readonly cookie: string };
}

export interface PersonWish {
  /** `['participant']` gives a participant row instead of a staff row. */
  readonly roles: readonly Role[];
  readonly name?: string;
  readonly email?: string;
  /** The provider's code, made where there is none: `TST` where none is given. */
  readonly provider?: string;
  /** UID of the trust and URN of the school the person works for. */
  readonly trust?: string;
  readonly school?: string;
  readonly trn?: string;
}

/** Puts a person and a live session straight into the database. */
export async function givePerson(open: { readonly database: Database }, wish: PersonWish): Promise<Person> {
  const name = wish.name ?? `Test ${wish.roles[0] ?? 'nobody'} ${randomUUID().slice(0, 8)}`;
  const email = wish.email ?? `${randomUUID()}@demo.invalid`;
  return open.database.transact('job:story', async (tx) => {
    const providerId = await findOrAddProvider(tx, wish.provider ?? 'TST', `Provider ${wish.provider ?? 'TST'}`);
    const trustId = wish.trust ? await findOrAddTrust(tx, wish.trust) : null;
    const school = wish.school ? await findOrAddSchool(tx, wish.school, undefined, wish.trust) : null;
    const signInId = await idOf(tx, `insert into sign_in (email) values ($1) returning id`, [email]);
    const employer = [trustId ?? school?.trustId ?? null, school?.schoolId ?? null];
    const isParticipant = wish.roles.includes('participant');
    const rowId = isParticipant
      ? await idOf(
          tx,
          `insert into participant (sign_in_id, name, trn, provider_id, trust_id, school_id)
           values ($1, $2, $3, $4, $5, $6) returning id`,
          [signInId, name, wish.trn ?? unusedTrn(), providerId, ...employer],
        )
      : await idOf(
          tx,
          `insert into staff (sign_in_id, name, provider_id, employer_trust_id, employer_school_id)
           values ($1, $2, $3, $4, $5) returning id`,
          [signInId, name, providerId, ...employer],
        );
    if (!isParticipant) {
      await tx.query(`insert into staff_role (staff_id, role) select $1, unnest($2::text[])`, [rowId, wish.roles]);
    }
    const session = await openSession(tx, {
      signInId,
      isSecondFactorGiven: true,
      address: '127.0.0.1',
      browser: 'spec',
      replaces: null,
    });
    return {
      signInId,
      staffId: isParticipant ? null : rowId,
      participantId: isParticipant ? rowId : null,
      providerId,
      name,
      email,
      roles: wish.roles,
      csrfToken: session.csrfToken,
      headers: { cookie: `${sessionCookie}=${session.token}` },
    };
  });
}

/** A live session for a participant who is there already. */
export async function sessionFor(open: { readonly database: Database }, signInId: string): Promise<Person> {
  return open.database.transact('job:story', async (tx) => {
    const [row] = await tx.query<Pick<Person, 'participantId' | 'providerId' | 'name' | 'email'>>(
      `select p.id as "participantId", p.provider_id as "providerId", p.name, i.email
       from participant p join sign_in i on i.id = p.sign_in_id where i.id = $1`,
      [signInId],
    );
    if (!row) throw new Error('There is no participant with this sign-in');
    const given = { signInId, isSecondFactorGiven: true, address: '127.0.0.1', browser: 'spec', replaces: null };
    const session = await openSession(tx, given);
    return {
      ...row,
      signInId,
      staffId: null,
      roles: ['participant'],
      csrfToken: session.csrfToken,
      headers: { cookie: `${sessionCookie}=${session.token}` },
    };
  });
}

async function idOf(tx: Transaction, sql: string, parameters: readonly unknown[]): Promise<string> {
  const [row] = await tx.query<{ id: string }>(sql, parameters);
  if (!row) throw new Error('An insert that returns gives a row');
  return row.id;
}
