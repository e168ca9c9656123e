import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { generateSync } from 'otplib';
import { hashPassword } from '../../src/people/sign-in/password-hash.js';
import { api, post, visit, type Answer, type Browsing } from '../support/browse.js';
import { openTestApp, type TestApp } from '../support/app.js';
import { givePerson, type Person } from '../support/story/people.js';

const password = 'quiet otters row upstream';
// Hashing passwords is slow on purpose, and the machine may be busy with other specs.
let open: TestApp;
beforeAll(async () => {
  open = await openTestApp();
});
afterAll(async () => {
  await open?.close();
});

/** A person who has chosen a password and is signed in nowhere. */
async function giveKnown(roles: Person['roles']): Promise<Person> {
  const person = await givePerson(open, { roles });
  await open.database.query(`update sign_in set password_hash = $2 where id = $1`, [
    person.signInId,
    await hashPassword(password),
  ]);
  await open.database.query(`delete from web_session where sign_in_id = $1`, [person.signInId]);
  return person;
}

/** The session an answer hands out, as a browser would carry it. */
async function carried(answer: Answer): Promise<NonNullable<Browsing>> {
  const cookie = answer.cookies.find((line) => line.startsWith('__Host-sid='))?.split(';')[0] ?? '';
  const page = await visit(open, { csrfToken: '', headers: { cookie } }, '/help');
  return { csrfToken: /name="_csrf" value="([^"]+)"/.exec(page.text)?.[1] ?? '', headers: { cookie } };
}

const enter = (email: string, given = password, who: Browsing = null): Promise<Answer> =>
  post(open, who, '/sign-in', { email, password: given });

async function secretOf(person: Person, column: 'totp_pending' | 'totp_secret'): Promise<string> {
  const row = await open.database.one<{ secret: string }>(`select ${column} as secret from sign_in where id = $1`, [
    person.signInId,
  ]);
  return row.secret;
}

describe('signing in with a password', () => {
  it('leads a participant to their first page, under a cookie that no script and no other site can read', async () => {
    const person = await giveKnown(['participant']);
    const answer = await enter(person.email.toUpperCase());
    expect([answer.status, answer.location]).toEqual([303, '/']);
    expect(answer.cookies[0]).toMatch(/^__Host-sid=[\w-]{43}; Path=\/; Max-Age=43200; Secure; HttpOnly; SameSite=Lax$/);
    expect((await visit(open, await carried(answer), '/')).text).toContain(person.name);
  });

  it('says the same to an unknown e-mail, a wrong password, somebody invited and somebody disabled', async () => {
    const wrong = await enter((await giveKnown(['lead'])).email, 'not it at all');
    const unknown = await enter('nobody@demo.invalid');
    const invited = await enter((await givePerson(open, { roles: ['lead'] })).email);
    const disabled = await giveKnown(['lead']);
    await open.database.query(`update sign_in set disabled_at = clock_timestamp() where id = $1`, [disabled.signInId]);
    const answers = [wrong, unknown, invited, await enter(disabled.email)];
    expect(answers.map(({ status }) => status)).toEqual([422, 422, 422, 422]);
    expect(new Set(answers.map(({ problems }) => problems.join())).size).toBe(1);
    expect(wrong.problems).toHaveLength(1);
    expect(answers.flatMap(({ cookies }) => cookies)).toEqual([]);
  });

  it('gives a new session each time, and the one before is dead, whoever planted it', async () => {
    const person = await giveKnown(['participant']);
    const first = await carried(await enter(person.email));
    const second = await carried(await enter(person.email, password, first));
    expect(second.headers.cookie).not.toBe(first.headers.cookie);
    expect((await api(open, first, '/')).status).toBe(401);
    const planted = { csrfToken: '', headers: { cookie: `__Host-sid=${'p'.repeat(43)}` } };
    const after = await carried(await enter(person.email, password, planted));
    expect(after.headers.cookie).not.toContain('pppp');
    expect((await api(open, planted, '/')).status).toBe(401);
  });

  it('goes on to the page that asked, and to none of another site', async () => {
    const person = await giveKnown(['participant']);
    const to = async (next: string): Promise<string | null> =>
      (await post(open, null, '/sign-in', { email: person.email, password, next })).location;
    expect(await to('/account?from=mail')).toBe('/account?from=mail');
    expect(await to('//evil.example')).toBe('/');
    expect(await to('https://evil.example')).toBe('/');
  });

  it('makes a new hash where the stored one is weaker than what is asked today', async () => {
    const person = await giveKnown(['participant']);
    // m=8 KiB, t=1: made with another program (argon2-cffi) would read the same.
    const { argon2Sync, randomBytes } = await import('node:crypto');
    const nonce = randomBytes(16);
    const parameters = { memory: 64, passes: 1, parallelism: 1, tagLength: 32, nonce, message: Buffer.from(password) };
    const tag = argon2Sync('argon2id', parameters).toString('base64').replace(/=+$/, '');
    const weak = `$argon2id$v=19$m=64,t=1,p=1$${nonce.toString('base64').replace(/=+$/, '')}$${tag}`;
    await open.database.query(`update sign_in set password_hash = $2 where id = $1`, [person.signInId, weak]);
    expect((await enter(person.email)).status).toBe(303);
    const row = await open.database.one<{ hash: string }>(`select password_hash as hash from sign_in where id = $1`, [
      person.signInId,
    ]);
    expect(row.hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect((await enter(person.email)).status).toBe(303);
  });

  it('is not possible from another site', async () => {
    const answer = await open.app.inject({
      method: 'POST',
      url: '/sign-in',
      headers: { 'sec-fetch-site': 'cross-site', 'content-type': 'application/x-www-form-urlencoded' },
      payload: 'email=a%40demo.invalid&password=b',
    });
    expect(answer.statusCode).toBe(403);
  });

  it('is done by the API too', async () => {
    const person = await giveKnown(['participant']);
    const answer = await api(open, null, '/sign-in', { email: person.email, password });
    expect([answer.status, answer.json()]).toEqual([200, { location: '/api/v1/', needsCode: false }]);
    const refused = await api(open, null, '/sign-in', { email: person.email, password: 'wrong' });
    expect([refused.status, (refused.json() as { code: string }).code]).toEqual([422, 'sign-in-refused']);
  });
});

describe('too many tries', () => {
  const from = (address: string, email: string, given: string): Promise<{ statusCode: number }> =>
    open.app.inject({
      method: 'POST',
      url: '/sign-in',
      remoteAddress: address,
      headers: { 'content-type': 'application/x-www-form-urlencoded', 'x-forwarded-for': '203.0.113.77' },
      payload: new URLSearchParams({ email, password: given }).toString(),
    });

  it('are ten for an account from one address, also all at once, and do not lock the person out elsewhere', async () => {
    const victim = await giveKnown(['participant']);
    const guess = (n: number): Promise<{ statusCode: number }> =>
      from('198.51.100.1', victim.email, `guess number ${n}`);
    // Five one by one, so that fewer places are left than the pool has connections.
    for (let n = 0; n < 5; n += 1) expect((await guess(n)).statusCode).toBe(422);
    const rest = await Promise.all(Array.from({ length: 9 }, (_, n) => guess(n)));
    expect(rest.filter(({ statusCode }) => statusCode === 422)).toHaveLength(5);
    expect(rest.filter(({ statusCode }) => statusCode === 429)).toHaveLength(4);
    // The right one comes too late from there, and in time from where the person sits.
    expect((await from('198.51.100.1', victim.email, password)).statusCode).toBe(429);
    expect((await from('198.51.100.2', victim.email, password)).statusCode).toBe(303);
  });

  it('count alike for somebody who is not known', async () => {
    const statuses = [];
    for (let n = 0; n < 11; n += 1)
      statuses.push((await from('198.51.100.3', 'ghost@demo.invalid', `guess ${n}`)).statusCode);
    expect(statuses).toEqual([...Array<number>(10).fill(422), 429]);
  });

  it('are fifty from one address over all accounts', async () => {
    await open.database.query(
      `insert into sign_in_try (email, address, succeeded) select 'x' || n || '@demo.invalid', '198.51.100.4', false from generate_series(1, 50) n`,
    );
    expect((await from('198.51.100.4', 'fresh@demo.invalid', 'guess')).statusCode).toBe(429);
    await open.database.query(
      `update sign_in_try set at = clock_timestamp() - interval '5 minutes 1 second' where address = '198.51.100.4'`,
    );
    expect((await from('198.51.100.4', 'fresh@demo.invalid', 'guess')).statusCode).toBe(422);
  });
});

describe('the second factor', () => {
  it('is set up by staff when they first sign in, and reaches nothing before', async () => {
    const person = await giveKnown(['assessor']);
    const answer = await enter(person.email);
    expect([answer.status, answer.location]).toEqual([303, '/second-factor']);
    const half = await carried(answer);
    expect((await visit(open, half, '/account')).location).toBe('/second-factor');
    expect((await api(open, half, '/')).status).toBe(401);
    const page = await visit(open, half, '/second-factor');
    const secret = await secretOf(person, 'totp_pending');
    expect(page.text).toContain('data:image/svg+xml;base64,');
    expect(page.text.replaceAll(' ', '')).toContain(secret);
    const wrong = await post(open, half, '/second-factor', { code: '000000' });
    expect([wrong.status, wrong.problems.length]).toEqual([422, 1]);
    const code = generateSync({ secret });
    const right = await post(open, half, '/second-factor', { code: `${code.slice(0, 3)} ${code.slice(3)}` });
    expect([right.status, right.location]).toEqual([303, '/']);
    // A new session, and the half one is gone.
    expect((await visit(open, await carried(right), '/')).status).toBe(200);
    expect((await api(open, half, '/second-factor')).status).toBe(401);
  });

  it('is asked for each time after that, takes each code once, and never shows the key again', async () => {
    const person = await giveKnown(['moderator']);
    const half = await carried(await enter(person.email));
    const secret = await secretOf(person, 'totp_pending');
    const code = generateSync({ secret });
    expect((await post(open, half, '/second-factor', { code })).status).toBe(303);
    const again = await carried(await enter(person.email));
    const page = await visit(open, again, '/second-factor');
    expect(page.text.replaceAll(' ', '')).not.toContain(secret);
    expect((await post(open, again, '/second-factor', { code })).status).toBe(422);
    const later = generateSync({ secret, epoch: Math.floor(Date.now() / 1_000) + 30 });
    const both = await Promise.all([
      post(open, again, '/second-factor', { code: later }),
      post(open, again, '/second-factor', { code: later }),
    ]);
    expect(both.filter(({ status }) => status === 303)).toHaveLength(1);
  });

  it('is not replaced with the password alone', async () => {
    const person = await giveKnown(['lead']);
    const half = await carried(await enter(person.email));
    await post(open, half, '/second-factor', {
      code: generateSync({ secret: await secretOf(person, 'totp_pending') }),
    });
    // A new key is waiting to be confirmed, and somebody has learnt the password.
    await open.database.query(`update sign_in set totp_pending = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP' where id = $1`, [
      person.signInId,
    ]);
    const thief = await carried(await enter(person.email));
    expect((await visit(open, thief, '/second-factor')).text).not.toContain('JBSW');
    const code = generateSync({ secret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP' });
    expect((await post(open, thief, '/second-factor', { code })).status).toBe(422);
  });

  it.each(['administrator', 'lead', 'assessor', 'senior-assessor', 'moderator', 'qa-agent'] as const)(
    'is not spared a %s',
    async (role) => {
      const person = await giveKnown([role]);
      const half = await carried(await enter(person.email));
      expect((await api(open, half, '/account')).status).toBe(401);
      expect((await api(open, half, '/staff')).status).toBe(401);
    },
  );
});

describe('signing out', () => {
  it('kills the session at once', async () => {
    const person = await givePerson(open, { roles: ['lead'] });
    const answer = await post(open, person, '/sign-out');
    expect([answer.status, answer.location]).toEqual([303, '/sign-in']);
    expect(answer.headers['clear-site-data']).toBe('"cache", "storage"');
    expect((await api(open, person, '/')).status).toBe(401);
  });

  it('takes a form of one’s own page', async () => {
    const person = await givePerson(open, { roles: ['lead'] });
    expect((await post(open, { ...person, csrfToken: 'another' }, '/sign-out')).status).toBe(403);
    expect((await api(open, person, '/')).status).toBe(200);
  });
});
