import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { api, visit } from '../support/browse.js';
import { openTestApp, type TestApp } from '../support/app.js';
import { givePerson } from '../support/story/people.js';

let open: TestApp;
beforeAll(async () => {
  open = await openTestApp();
});
afterAll(async () => {
  await open?.close();
});

const age = (signInId: string, set: string): Promise<unknown> =>
  open.database.query(`update web_session set ${set} where sign_in_id = $1`, [signInId]);

describe('a session', () => {
  it('shows a person their first page, in one statement for who and when', async () => {
    const person = await givePerson(open, { roles: ['lead'], name: 'Ingrid Vale' });
    const page = await visit(open, person, '/');
    expect(page.status).toBe(200);
    expect(page.text).toContain('Ingrid Vale');
  });

  it('is asked for where there is none, and the page comes back to where it was', async () => {
    const page = await visit(open, null, '/?from=mail');
    expect([page.status, page.location]).toEqual([303, '/sign-in?next=%2F%3Ffrom%3Dmail']);
    expect((await api(open, null, '/')).status).toBe(401);
  });

  it.each([
    ['after 30 minutes without a request', `last_seen_at = clock_timestamp() - interval '30 minutes 1 second'`, 401],
    ['not before', `last_seen_at = clock_timestamp() - interval '29 minutes'`, 200],
    ['after 12 hours, however busy', `created_at = clock_timestamp() - interval '12 hours 1 second'`, 401],
    ['not before 12 hours', `created_at = clock_timestamp() - interval '11 hours 59 minutes'`, 200],
  ])('ends %s', async (_, set, status) => {
    const person = await givePerson(open, { roles: ['lead'] });
    await age(person.signInId, set);
    expect((await api(open, person, '/')).status).toBe(status);
  });

  it('writes when it was last seen at most once a minute', async () => {
    const person = await givePerson(open, { roles: ['participant'] });
    const seen = async (): Promise<string> =>
      (
        await open.database.one<{ at: string }>(
          `select last_seen_at::text as at from web_session where sign_in_id = $1`,
          [person.signInId],
        )
      ).at;
    const first = await seen();
    await api(open, person, '/');
    expect(await seen()).toBe(first);
    await age(person.signInId, `last_seen_at = clock_timestamp() - interval '61 seconds'`);
    await api(open, person, '/');
    expect((await seen()) >= first).toBe(true);
  });

  it('keeps no token, only its hash', async () => {
    const person = await givePerson(open, { roles: ['participant'] });
    const token = person.headers.cookie.split('=')[1] ?? '';
    const row = await open.database.one<{ all: string }>(
      `select string_agg(s::text, ' ') as all from web_session s where sign_in_id = $1`,
      [person.signInId],
    );
    expect(row.all).not.toContain(token);
  });

  it('opens nothing for staff whose second factor is not given, nor for a person who was disabled', async () => {
    const half = await givePerson(open, { roles: ['administrator'] });
    await age(half.signInId, 'second_factor_at = null');
    const page = await visit(open, half, '/');
    expect([page.status, page.location]).toEqual([303, '/second-factor']);
    const gone = await givePerson(open, { roles: ['administrator'] });
    await open.database.query(`update sign_in set disabled_at = clock_timestamp() where id = $1`, [gone.signInId]);
    expect((await api(open, gone, '/')).status).toBe(401);
  });
});
