import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { isRefusal } from '#libs/refusal';
import { inviteParticipantSignIn } from '../../src/people/index.js';
import { api, post, visit, type Answer } from '../support/browse.js';
import { openTestApp, type TestApp } from '../support/app.js';
import { givePerson } from '../support/story/people.js';

const password = 'quiet otters row upstream';
// Hashing passwords is slow on purpose, and the machine may be busy with other specs.
let open: TestApp;
beforeAll(async () => {
  open = await openTestApp();
});
afterAll(async () => {
  await open?.close();
});

/** The path of the link in the newest letter to an address. */
async function linkTo(email: string): Promise<string> {
  await open.settle();
  const { letters } = (await api(open, null, `/demo/mail?to=${encodeURIComponent(email)}`)).json() as {
    letters: { id: string }[];
  };
  const answer = (await api(open, null, `/demo/mail/${letters[0]?.id}`)).json() as {
    letter: { parts: { href: string | null }[] };
  };
  return answer.letter.parts.find(({ href }) => href)?.href ?? '';
}

const choose = (path: string, given = password, again = given): Promise<Answer> =>
  post(open, null, path, { password: given, again });

const ask = (email: string): Promise<Answer> => post(open, null, '/forgotten-password', { email });

async function letters(email: string): Promise<number> {
  await open.settle();
  const row = await open.database.one<{ n: number }>(
    `select count(*)::int as n from mail_message where to_address = $1`,
    [email],
  );
  return row.n;
}

describe('an invitation of a participant', () => {
  const invite = (email: string): Promise<{ signInId: string; isNew: boolean }> =>
    open.database.transact('job:test', async (tx) => {
      const invited = await inviteParticipantSignIn(tx, open.config, { email, name: 'Ada Quill' });
      if (isRefusal(invited)) throw new Error(invited.code);
      if (invited.isNew)
        await tx.query(
          `insert into participant (sign_in_id, name, trn, provider_id)
           select $1, 'Ada Quill', '7654321', id from provider limit 1`,
          [invited.signInId],
        );
      return invited;
    });

  it('is one letter, whose link sets a password once, and then they sign in with it', async () => {
    await givePerson(open, { roles: ['lead'] });
    const first = await invite('ada.quill@demo.invalid');
    expect(await invite('Ada.Quill@demo.invalid')).toEqual({ signInId: first.signInId, isNew: false });
    expect(await letters('ada.quill@demo.invalid')).toBe(1);
    const path = await linkTo('ada.quill@demo.invalid');
    expect(path).toMatch(/^\/invitations\/[\w-]{43}$/);
    expect((await visit(open, null, path)).text).toContain('ada.quill@demo.invalid');
    const short = await choose(path, 'short');
    expect([short.status, short.problems[0]]).toEqual([
      422,
      'Use at least 12 characters: this has 5. Three or four words that mean something to you do well.',
    ]);
    expect((await choose(path, 'quillquill-12')).status).toBe(422);
    expect((await choose(path, password, 'quiet otters row')).problems).toEqual([
      'The two do not match. Type the new password the same way twice.',
    ]);
    const both = await Promise.all([choose(path), choose(path)]);
    expect(both.map(({ status }) => status).sort((a, b) => a - b)).toEqual([303, 404]);
    expect((await visit(open, null, path)).status).toBe(404);
    const answer = await post(open, null, '/sign-in', { email: 'ada.quill@demo.invalid', password });
    expect([answer.status, answer.location]).toEqual([303, '/']);
  });

  it('is refused for a member of staff', async () => {
    const staff = await givePerson(open, { roles: ['assessor'] });
    const result = await open.database.transact('job:test', (tx) =>
      inviteParticipantSignIn(tx, open.config, { email: staff.email.toUpperCase(), name: 'x' }),
    );
    expect(result).toMatchObject({ code: 'email-is-staff' });
  });
});

describe('a forgotten password', () => {
  async function giveKnown(): Promise<{ email: string; signInId: string; cookie: string }> {
    const person = await givePerson(open, { roles: ['participant'] });
    await open.database.query(`update sign_in set password_hash = 'unknown' where id = $1`, [person.signInId]);
    return { ...person, cookie: person.headers.cookie };
  }

  it('is answered the same whether somebody is known or not, and only who is known gets a letter', async () => {
    const known = await giveKnown();
    const answers = [await ask(known.email), await ask('nobody-at-all@demo.invalid')];
    const without = (text: string): string => text.replace(/value="[^"]*"|nonce="[^"]*"|<time.*?<\/time>/g, '');
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect(without(answers[0]?.text ?? '')).toBe(without(answers[1]?.text ?? ''));
    expect(await letters(known.email)).toBe(1);
    expect(await letters('nobody-at-all@demo.invalid')).toBe(0);
  });

  it('ends every session and every other link once a new one is chosen', async () => {
    const person = await giveKnown();
    await ask(person.email);
    const first = await linkTo(person.email);
    await ask(person.email);
    const second = await linkTo(person.email);
    expect(second).not.toBe(first);
    expect((await choose(first)).status).toBe(404);
    expect((await choose(second)).status).toBe(303);
    expect((await open.app.inject({ url: '/api/v1/home', headers: { cookie: person.cookie } })).statusCode).toBe(401);
  });

  it('has a link for ten minutes, by the real clock', async () => {
    const person = await giveKnown();
    await ask(person.email);
    const path = await linkTo(person.email);
    const age = (interval: string): Promise<unknown> =>
      open.database.query(
        `update invitation set expires_at = expires_at - $2::interval where sign_in_id = $1 and used_at is null`,
        [person.signInId, interval],
      );
    await age('9 minutes 30 seconds');
    expect((await visit(open, null, path)).status).toBe(200);
    await age('31 seconds');
    expect((await visit(open, null, path)).status).toBe(404);
    expect((await choose(path)).status).toBe(404);
  });

  it('is written three times an hour at most, and says nothing of it', async () => {
    const person = await giveKnown();
    for (let n = 0; n < 5; n += 1) expect((await ask(person.email)).status).toBe(200);
    expect(await letters(person.email)).toBe(3);
  });

  it('is one letter, and its link goes on working, where the queue does the work twice', async () => {
    const person = await giveKnown();
    await ask(person.email);
    const path = await linkTo(person.email);
    await open.database.query(
      `update work_item set state = 'waiting', tries = 0, rung_at = null, generation = generation + 1
       where kind = 'people.write-link' and subject ->> 'signInId' = $1`,
      [person.signInId],
    );
    await open.database.query(`select pg_notify('work', '')`);
    expect(await letters(person.email)).toBe(1);
    expect((await visit(open, null, path)).status).toBe(200);
  });
});

describe('a link’s token', () => {
  it('is kept as a hash, and in clear only in a letter that is not sent by mail', async () => {
    const person = await givePerson(open, { roles: ['participant'] });
    await ask(person.email);
    const token = (await linkTo(person.email)).split('/').at(-1) ?? '';
    const held = await open.database.query<{ held: string }>(
      `select i::text as held from invitation i union all select j::text from journal_entry j
       union all select w::text from work_item w union all select body from mail_message`,
    );
    expect(held.length).toBeGreaterThan(5);
    expect(held.filter(({ held }) => held.includes(token))).toEqual([]);
  });

  it.each(['x', 'x'.repeat(43), encodeURIComponent("' or 1=1 --"), encodeURIComponent('../..'), '%00'])(
    'that was made up opens nothing: %s',
    async (token) => {
      expect((await visit(open, null, `/invitations/${token}`)).status).toBe(404);
      expect((await choose(`/invitations/${token}`)).status).toBe(404);
    },
  );
});
