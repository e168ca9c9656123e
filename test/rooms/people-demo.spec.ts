import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { generateKeyPairSync } from 'node:crypto';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { offerDemoPerson } from '../../src/people/index.js';
import { holdToMode } from '../../src/platform/config/hold-to-mode.js';
import { writeLetter } from '../../src/platform/mail/mail.js';
import { api, post, textOf, visit } from '../support/browse.js';
import { openTestApp, type TestApp } from '../support/app.js';
import { givePerson } from '../support/story/people.js';

let open: TestApp;
beforeAll(async () => {
  open = await openTestApp();
});
afterAll(async () => {
  await open?.close();
});

describe('the sign-in page of a demonstration', () => {
  it('offers the people of the story by role, each by one click, second factor and all', async () => {
    const assessor = await givePerson(open, { roles: ['assessor'], name: 'Ana Assessor' });
    const participant = await givePerson(open, { roles: ['participant'], name: 'Pia Participant' });
    await open.database.transact('job:test', async (tx) => {
      await offerDemoPerson(tx, { signInId: assessor.signInId, line: 'has two scripts to mark' });
      await offerDemoPerson(tx, { signInId: participant.signInId, line: 'is over the limit' });
    });
    const text = textOf((await visit(open, null, '/sign-in')).text);
    expect(text).toMatch(
      /Participants Pia Participant is over the limit Assessors Ana Assessor has two scripts to mark/,
    );
    const answer = await post(open, null, '/demo/sign-in', { signInId: assessor.signInId });
    expect([answer.status, answer.location]).toEqual([303, '/']);
    const cookie = answer.cookies[0]?.split(';')[0] ?? '';
    expect((await visit(open, { csrfToken: '', headers: { cookie } }, '/')).text).toContain('Ana Assessor');
  });

  it('signs nobody in whom it does not offer, nor who is disabled', async () => {
    const unoffered = await givePerson(open, { roles: ['administrator'] });
    const real = await givePerson(open, { roles: ['administrator'], email: 'real@harbour.example' });
    const disabled = await givePerson(open, { roles: ['administrator'] });
    await open.database.transact('job:test', async (tx) => {
      await offerDemoPerson(tx, { signInId: real.signInId, line: 'was invited by the newcomer' });
      await offerDemoPerson(tx, { signInId: disabled.signInId, line: 'left' });
      await tx.query(`update sign_in set disabled_at = clock_timestamp() where id = $1`, [disabled.signInId]);
    });
    for (const { signInId } of [unoffered, real, disabled])
      expect((await post(open, null, '/demo/sign-in', { signInId })).status).toBe(404);
  });
});

describe('the clock of a demonstration', () => {
  /** By the clock of the application, which may be another than the machine's (TEST_TODAY). */
  const later = async (hours: number): Promise<string> => (await open.database.now()).add({ hours }).toString();

  it('is moved forward by an administrator, after a question, and never back', async () => {
    const administrator = await givePerson(open, { roles: ['administrator'] });
    const page = await visit(open, administrator, '/demo/clock');
    expect(textOf(page.text)).toContain('One week on');
    const [anHour, aDay] = [await later(1), await later(24)];
    const asked = await visit(open, administrator, `/demo/clock?to=${encodeURIComponent(aDay)}`);
    expect(textOf(asked.text)).toContain('It cannot be moved back.');
    expect((await post(open, administrator, '/demo/clock', { to: aDay })).status).toBe(303);
    const shown = (await api(open, administrator, '/demo/clock')).json() as { shows: string };
    expect(Temporal.Instant.compare(shown.shows, aDay)).toBeGreaterThanOrEqual(0);
    const back = await post(open, administrator, '/demo/clock', { to: anHour });
    expect([back.status, back.problems]).toEqual([
      422,
      ['The clock only goes forward: choose a time after the one it shows.'],
    ]);
    expect((await visit(open, administrator, '/')).text).toContain('moved forward');
    // A session lives by the real clock: moving the other one on by a day has signed nobody out.
    expect((await api(open, administrator, '/')).status).toBe(200);
  });

  it.each([
    '?date=2026-02-30&time=10:00',
    '?to=tomorrow',
    '?date=2027-01-10&time=25:99',
    '?date=2027-03-28&time=01:30',
  ])('asks again for a time that is none: %s', async (query) => {
    const administrator = await givePerson(open, { roles: ['administrator'] });
    expect((await visit(open, administrator, `/demo/clock${query}`)).status).toBe(422);
  });

  it('offers the next edges of the windows', async () => {
    await open.database.query(
      `insert into framework_version (id, title, provenance, definition, published_at)
       values ('clock-test', 't', 'p', '{}', '2020-01-01') on conflict do nothing`,
    );
    await open.database.query(
      `insert into assessment_window (provider_id, name, framework_version, opens_at, closes_at, booking_opens_at, booking_closes_at, confirm_by, capacity)
       select id, 'Next spring', 'clock-test', now.at + interval '90 days', now.at + interval '94 days', now.at + interval '34 days',
              now.at + interval '76 days', now.at + interval '81 days', 9
       from provider, (select app_now() as at) as now limit 1`,
    );
    const administrator = await givePerson(open, { roles: ['administrator'] });
    const text = textOf((await visit(open, administrator, '/demo/clock')).text);
    expect(text).toMatch(
      /Booking opens for Next spring.*Booking closes for Next spring.*Next spring opens.*Next spring closes/,
    );
  });

  it.each(['participant', 'lead', 'assessor', 'moderator', 'qa-agent', 'senior-assessor'] as const)(
    'is not moved by a %s',
    async (role) => {
      const person = await givePerson(open, { roles: [role] });
      expect((await post(open, person, '/demo/clock', { to: await later(48) })).status).toBe(403);
    },
  );
});

describe('the mail of a demonstration', () => {
  it('shows letters newest first, 50 a page, and one by one', async () => {
    await open.database.transact('job:test', async (tx) => {
      for (let n = 1; n <= 60; n += 1)
        await writeLetter(tx, { key: `m${n}`, to: 'many@demo.invalid', subject: `Letter ${n}`, body: '<b>plain</b>' });
    });
    await open.settle();
    const first = (await api(open, null, '/demo/mail?to=many%40demo.invalid')).json() as {
      letters: { id: string; subject: string }[];
      olderThan: string;
    };
    const next = (await api(open, null, `/demo/mail?to=many%40demo.invalid&before=${first.olderThan}`)).json() as {
      letters: { subject: string }[];
      olderThan: string | null;
    };
    expect([first.letters.length, next.letters.length, next.olderThan]).toEqual([50, 10, null]);
    const subjects = [...first.letters, ...next.letters].map(({ subject }) => subject);
    expect(subjects.slice(0, 2)).toEqual(['Letter 60', 'Letter 59']);
    expect(new Set(subjects).size).toBe(60);
    const letter = await visit(open, null, `/demo/mail/${first.letters[0]?.id}`);
    expect(letter.text).toContain('&lt;b&gt;plain&lt;/b&gt;');
    expect((await visit(open, null, '/demo/mail/00000000-0000-4000-8000-000000000000')).status).toBe(404);
  });
});

describe('production', () => {
  let production: TestApp;
  beforeAll(async () => {
    const keys = join(mkdtempSync(join(tmpdir(), 'scriptorium-keys-')), 'keys');
    mkdirSync(keys);
    const { privateKey } = generateKeyPairSync('ed25519');
    writeFileSync(join(keys, '0001.pem'), privateKey.export({ type: 'pkcs8', format: 'pem' }));
    production = await openTestApp({ SCRIPTORIUM_MODE: 'production', KEYS_DIRECTORY: keys });
  });
  afterAll(async () => {
    await production?.close();
  });

  it('has nothing of a demonstration', async () => {
    const person = await givePerson(production, { roles: ['administrator'], email: 'a@harbour.example' });
    await production.database.transact('job:test', (tx) =>
      offerDemoPerson(tx, { signInId: person.signInId, line: 'should not be offered' }),
    );
    expect((await post(production, null, '/demo/sign-in', { signInId: person.signInId })).status).toBe(404);
    expect((await visit(production, person, '/demo/clock')).status).toBe(404);
    expect((await post(production, person, '/demo/clock', { to: '2030-01-01T00:00:00Z' })).status).toBe(404);
    expect((await visit(production, person, '/demo/mail')).status).toBe(404);
    expect((await visit(production, null, '/sign-in')).text).not.toContain('should not be offered');
    await production.database.query(`delete from demo_person`);
  });

  it('does not start on a moved clock, nor among people of the story', async () => {
    await holdToMode(production.config, production.database);
    await production.database.query(`insert into demo_clock (ahead) values ('1 day')`);
    await expect(holdToMode(production.config, production.database)).rejects.toThrow('demo clock');
    await production.database.query(`delete from demo_clock`);
    await givePerson(production, { roles: ['lead'] });
    await expect(holdToMode(production.config, production.database)).rejects.toThrow('planted story');
    await production.database.query(`delete from web_session`);
  });
});

describe('pages for everybody', () => {
  it.each(['/help', '/accessibility', '/privacy', '/cookies', '/sign-in', '/forgotten-password'])(
    'are open: %s',
    async (path) => {
      const answer = await visit(open, null, path);
      expect(answer.status).toBe(200);
      expect(answer.headers['cache-control']).toBe('no-store');
      expect(answer.cookies).toEqual([]);
    },
  );
});
