import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { generateSync } from 'otplib';
import { openSession } from '../../src/people/open-session.js';
import { hashPassword } from '../../src/people/sign-in/password-hash.js';
import { api, post, visit, type Browsing } from '../support/browse.js';
import { openTestApp, type TestApp } from '../support/app.js';
import { givePerson, type Person } from '../support/story/people.js';

const password = 'quiet otters row upstream';
// Hashing passwords is slow on purpose, and the machine may be busy with other specs.
let open: TestApp;
/** A second server on the same database, as a second process would be. */
let second: TestApp['app'];
beforeAll(async () => {
  open = await openTestApp();
  const { openWeb } = await import('../../src/open-app.js');
  second = await openWeb(open.config);
});
afterAll(async () => {
  await second?.close();
  await open?.close();
});

async function giveKnown(roles: Person['roles']): Promise<Person> {
  const person = await givePerson(open, { roles });
  await open.database.query(`update sign_in set password_hash = $2 where id = $1`, [
    person.signInId,
    await hashPassword(password),
  ]);
  return person;
}

/** The same person in another browser. */
async function elsewhere(person: Person): Promise<NonNullable<Browsing>> {
  const session = await openSession(open.database, {
    signInId: person.signInId,
    isSecondFactorGiven: true,
    address: '192.0.2.7',
    browser: 'Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0',
    replaces: null,
  });
  return { csrfToken: session.csrfToken, headers: { cookie: `__Host-sid=${session.token}` } };
}

const statusAt = async (who: Browsing): Promise<number> =>
  (await second.inject({ url: '/api/v1/home', headers: { ...who?.headers } })).statusCode;

describe('a person’s own sessions', () => {
  it('are listed to them, and end one by one, at once on every server', async () => {
    const person = await giveKnown(['participant']);
    const other = await elsewhere(person);
    const page = await visit(open, person, '/account');
    expect(page.text).toContain('Firefox on Windows');
    expect(page.text).not.toContain(person.headers.cookie.slice(11));
    const { sessions } = (await api(open, person, '/account')).json() as {
      sessions: { id: string; isThisOne: boolean }[];
    };
    expect(sessions.map(({ isThisOne }) => isThisOne)).toEqual([true, false]);
    expect(await statusAt(other)).toBe(200);
    expect((await post(open, person, `/account/sessions/${sessions[1]?.id}/end`)).status).toBe(303);
    expect([await statusAt(other), await statusAt(person)]).toEqual([401, 200]);
  });

  it('end all but this one', async () => {
    const person = await giveKnown(['participant']);
    const others = [await elsewhere(person), await elsewhere(person)];
    expect((await api(open, person, '/account/sessions/end', {})).json()).toMatchObject({ ended: 2 });
    expect(await Promise.all([...others, person].map(statusAt))).toEqual([401, 401, 200]);
  });

  it('are nobody else’s to end', async () => {
    const person = await giveKnown(['participant']);
    const stranger = await giveKnown(['administrator']);
    const { sessions } = (await api(open, person, '/account')).json() as { sessions: { id: string }[] };
    expect((await post(open, stranger, `/account/sessions/${sessions[0]?.id}/end`)).status).toBe(404);
    expect((await post(open, stranger, `/account/sessions/${'0'.repeat(24)}/end`)).status).toBe(404);
    expect(await statusAt(person)).toBe(200);
  });
});

describe('changing a password', () => {
  it('asks for the one of now, ends every other session and gives this browser a new one', async () => {
    const person = await giveKnown(['participant']);
    const other = await elsewhere(person);
    const change = (current: string, next: string, again = next): ReturnType<typeof post> =>
      post(open, person, '/account/password', { current, password: next, again });
    expect((await change('not it at all', 'forty brass kettles')).problems).toEqual([
      'That is not your password now. Type the one you sign in with.',
    ]);
    expect((await change(password, 'forty brass')).status).toBe(422);
    const changed = await change(password, 'forty brass kettles');
    expect([changed.status, changed.location]).toEqual([303, '/account']);
    expect(await Promise.all([other, person].map(statusAt))).toEqual([401, 401]);
    const cookie = changed.cookies.find((line) => line.startsWith('__Host-sid='))?.split(';')[0] ?? '';
    expect(await statusAt({ csrfToken: '', headers: { cookie } })).toBe(200);
    expect((await post(open, null, '/sign-in', { email: person.email, password })).status).toBe(422);
    expect((await post(open, null, '/sign-in', { email: person.email, password: 'forty brass kettles' })).status).toBe(
      303,
    );
  });

  it('is not a way to guess it: the tries are counted', async () => {
    const person = await giveKnown(['participant']);
    const guess = (): ReturnType<typeof post> =>
      post(open, person, '/account/password', {
        current: 'guess',
        password: 'forty brass kettles',
        again: 'forty brass kettles',
      });
    for (let n = 0; n < 10; n += 1) expect((await guess()).problems[0]).toContain('not your password');
    expect((await guess()).problems[0]).toContain('too many tries');
  });

  it('tells whoever has none how to get one', async () => {
    const person = await givePerson(open, { roles: ['participant'] });
    const answer = await post(open, person, '/account/password', { current: 'x', password, again: password });
    expect(answer.problems[0]).toContain('You have no password yet');
  });
});

describe('another authenticator', () => {
  it('counts from its first code on, and then ends the other sessions; until then the old one counts', async () => {
    const person = await giveKnown(['participant']);
    const other = await elsewhere(person);
    const begin = (current: string): ReturnType<typeof post> =>
      post(open, person, '/account/second-factor', { current });
    expect((await begin('wrong')).status).toBe(422);
    expect((await begin(password)).location).toBe('/second-factor?next=%2Faccount');
    expect(await statusAt(other)).toBe(200);
    const { secret } = await open.database.one<{ secret: string }>(
      `select totp_pending as secret from sign_in where id = $1`,
      [person.signInId],
    );
    expect((await visit(open, person, '/second-factor')).text.replaceAll(' ', '')).toContain(secret);
    const given = await post(open, person, '/second-factor', { code: generateSync({ secret }), next: '/account' });
    expect([given.status, given.location]).toEqual([303, '/account']);
    expect(await Promise.all([other, person].map(statusAt))).toEqual([401, 401]);
    // From now on this participant gives a code too.
    expect((await post(open, null, '/sign-in', { email: person.email, password })).location).toBe('/second-factor');
  });

  it('is not begun by somebody who is through already: the page leads on', async () => {
    const person = await givePerson(open, { roles: ['lead'] });
    const page = await visit(open, person, '/second-factor');
    expect([page.status, page.location]).toEqual([303, '/']);
  });
});
