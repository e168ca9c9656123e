import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { RemindDeciders } from '../../src/circumstances/remind-deciders.js';
import { SweepEnrolments } from '../../src/enrolment/participants/sweep-enrolments.js';
import { invariants } from '../../src/platform/database/invariants.js';
import { openTestApp, type TestApp } from '../support/app.js';
import { api, post, visit, type Answer } from '../support/browse.js';
import { enrolmentNow, giveBooking, giveEnrolled, giveWindow } from '../support/story/enrolment.js';
import { makePdf, sendForm } from '../support/story/documents.js';
import { givePerson, type Person } from '../support/story/people.js';

let open: TestApp;
let lead: Person;
let named = 0;
const today = '2026-11-02T10:00:00Z';
beforeAll(async () => {
  open = await openTestApp();
  await open.holdClock(today);
  // Cases sweep themselves; one that the timetable began on a later day would go on when the clock is put back.
  await open.keepFromTimetable('enrolment.sweep');
  lead = await givePerson(open, { roles: ['lead'] });
});
afterAll(async () => {
  await open?.close();
});

const window = (opensOn: string): Promise<string> => giveWindow(open, { opensOn, name: `Window ${(named += 1)}` });
const leave = {
  kind: 'deferral',
  reason: 'parental-leave',
  from: '2026-12-01',
  until: '2027-03-01',
  statement: 'A baby',
};

/** Asks under the API. Gives the request's id. */
async function ask(person: Person, body: Record<string, string>): Promise<string> {
  const answer = await api(open, person, '/requests', body);
  if (answer.status !== 200) throw new Error(`Asking was answered ${answer.status}: ${answer.text}`);
  return (answer.json() as { id: string }).id;
}

interface Shown {
  readonly seen: string;
  readonly form: Record<string, string>;
  readonly effect: { clock?: { presentBy: string; places: { what: string }[] }; closing?: { closesAt: string | null } };
  readonly limit: string;
  readonly draft: { files: number; submission: string | null; window: string | null };
}

/** What the lead's page says of a request, with other terms where they are given. */
async function look(id: string, terms: Record<string, string> = {}, who: Person = lead): Promise<Shown> {
  const answer = await api(open, who, `/requests/${id}/decision?${new URLSearchParams(terms).toString()}`);
  if (answer.status !== 200) throw new Error(`Looking was answered ${answer.status}: ${answer.text}`);
  return answer.json() as Shown;
}

async function grant(id: string, terms: Record<string, string> = {}, grantReason = ''): Promise<Answer> {
  const { seen, form } = await look(id, terms);
  return post(open, lead, `/requests/${id}/grant`, { ...form, seen, grantReason });
}

const stateOf = async (id: string): Promise<string> =>
  (await open.database.one<{ state: string }>(`select state from circumstance_request where id = $1`, [id])).state;
const letters = async (person: Person): Promise<string[]> =>
  (
    await open.database.query<{ subject: string }>(`select subject from mail_message where to_address = $1`, [
      person.email,
    ])
  )
    .map(({ subject }) => subject)
    .sort();
const journal = async (id: string): Promise<string[]> =>
  (
    await open.database.query<{ act: string }>(
      `select act from journal_entry where aggregate = 'request' and aggregate_id = $1 order by seq`,
      [id],
    )
  ).map(({ act }) => act);
const bookingState = async (id: string): Promise<string> =>
  (await open.database.one<{ state: string }>(`select state from booking where id = $1`, [id])).state;
const codeOf = (answer: Answer): string => (answer.json() as { code: string }).code;

describe('asking', () => {
  it('is answered with a letter, the day by which it is decided in working days, and a state that its page shows', async () => {
    const person = await giveEnrolled(open, { startDate: '2025-10-01' });
    const answer = await post(open, person, '/requests', leave);
    expect(answer.status).toBe(303);
    const shown = await visit(open, person, answer.location ?? '');
    expect(shown.text).toContain('Asked: an assessment lead will decide');
    expect(shown.text).toContain('from 1 December 2026, back on 1 March 2027 (Parental leave)');
    // Ten working days after Monday 2 November.
    expect(shown.text).toContain('16 November 2026');
    expect(await letters(person)).toEqual(['We have your request for a deferral']);
    expect((await enrolmentNow(open, person)).presentBy).toBe('2027-04-01');
    const [id = ''] = /[0-9a-f-]{36}$/.exec(answer.location ?? '') ?? [];
    expect(await journal(id)).toEqual(['request.asked']);
    const kept = await open.database.query(
      `select 1 from journal_entry where facts::text || coalesce(why, '') like '%baby%'`,
    );
    expect(kept).toEqual([]);
  });

  it.each([
    ['without why', { ...leave, statement: ' ' }, 'statement-missing'],
    ['for nothing', { ...leave, kind: 'pardon' }, 'kind-unknown'],
    ['for a deferral without a reason', { ...leave, reason: '' }, 'deferral-reason-unknown'],
    [
      'for a deferral beginning after presentBy',
      { ...leave, from: '2027-04-02', until: '2027-05-01' },
      'deferral-after-present-by',
    ],
    ['for 12 months and a day (edge case 38)', { ...leave, until: '2027-12-02' }, 'deferral-too-long'],
    [
      'for more days than the framework allows',
      { kind: 'extension', days: '29', statement: 'x' },
      'extension-too-long',
    ],
    ['for more than all the time again', { kind: 'adjustment', percent: '101', statement: 'x' }, 'percent-not-whole'],
  ])('%s is refused at once', async (_, body, code) => {
    const person = await giveEnrolled(open, { startDate: '2025-10-01' });
    const answer = await api(open, person, '/requests', body);
    expect([answer.status, codeOf(answer)]).toEqual([422, code]);
    expect(await letters(person)).toEqual([]);
  });

  it('twice for the same is refused while one is open, also by fifty at once, and not for another kind', async () => {
    const person = await giveEnrolled(open, { startDate: '2025-10-01' });
    const answers = await Promise.all(Array.from({ length: 50 }, () => api(open, person, '/requests', leave)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(new Set(answers.filter(({ status }) => status !== 200).map(codeOf))).toEqual(new Set(['asked-already']));
    await ask(person, { kind: 'extension', days: '7', statement: 'An inspection' });
    expect(await letters(person)).toHaveLength(2);
  });

  it('is taken back while it is not decided, and then changes nothing', async () => {
    const person = await giveEnrolled(open, { startDate: '2025-10-01' });
    const id = await ask(person, leave);
    const { seen, form } = await look(id);
    expect((await post(open, person, `/requests/${id}/withdrawal`)).status).toBe(303);
    expect((await post(open, person, `/requests/${id}/withdrawal`)).problems).toEqual([
      'The request was withdrawn, so it stays as it is',
    ]);
    const late = await post(open, lead, `/requests/${id}/grant`, { ...form, seen, grantReason: '' });
    expect(late.problems).toEqual(['The request was withdrawn, so it stays as it is']);
    expect((await enrolmentNow(open, person)).presentBy).toBe('2027-04-01');
    await ask(person, leave);
  });
});

describe('deciding', () => {
  it('shows what a grant does, with places, limits and charges, and does exactly that', async () => {
    const person = await giveEnrolled(open, { startDate: '2025-10-01' });
    const bookingId = await giveBooking(open, person, await window('2027-02-25'));
    const id = await ask(person, leave);
    const shown = await look(id);
    expect(shown.effect.clock?.presentBy).toBe('2027-06-30');
    expect(shown.effect.clock?.places.map(({ what }) => what)).toEqual(['cancelled']);
    expect(shown.limit).toContain('0 of 1 deferral granted. Nothing is deferred.');
    expect(await bookingState(bookingId)).toBe('booked');
    expect((await grant(id)).status).toBe(303);
    const mine = await enrolmentNow(open, person);
    expect([mine.presentBy, await bookingState(bookingId), mine.unpaidPence]).toEqual(['2027-06-30', 'cancelled', 0]);
    expect(await letters(person)).toEqual(['We have your request for a deferral', 'Your assessment is deferred']);
    expect(await journal(id)).toEqual(['request.asked', 'request.granted']);
    expect((await visit(open, person, `/requests/${id}`)).text).toContain('Granted');
  });

  it('in part wants a reason, which the participant reads with what they were given', async () => {
    const person = await giveEnrolled(open, { startDate: '2025-10-01' });
    const id = await ask(person, { kind: 'extension', days: '28', statement: 'An inspection' });
    expect((await grant(id, { days: '14' })).problems).toEqual(['Give a reason: the participant reads it']);
    expect(await stateOf(id)).toBe('asked');
    expect((await grant(id, { days: '14' }, 'Two weeks were lost')).status).toBe(303);
    expect((await enrolmentNow(open, person)).presentBy).toBe('2027-04-15');
    const page = await visit(open, person, `/requests/${id}`);
    expect(page.text).toContain('Granted in part');
    expect(page.text).toContain('14 days more');
    expect(page.text).toContain('Two weeks were lost');
    expect(await letters(person)).toContain('Your request for an extension: granted in part');
  });

  it('against it wants a reason, tells it, and changes nothing else', async () => {
    const person = await giveEnrolled(open, { startDate: '2025-10-01' });
    const id = await ask(person, leave);
    expect((await post(open, lead, `/requests/${id}/refusal`, { reason: ' ' })).status).toBe(422);
    expect((await post(open, lead, `/requests/${id}/refusal`, { reason: 'Not exceptional' })).status).toBe(303);
    expect([await stateOf(id), (await enrolmentNow(open, person)).presentBy]).toEqual(['refused', '2027-04-01']);
    expect((await visit(open, person, `/requests/${id}`)).text).toContain('Not exceptional');
    expect(await letters(person)).toContain('Your request for a deferral: not granted');
  });

  it('by fifty at once, some for and some against, has one effect, one decision and one letter of it', async () => {
    const person = await giveEnrolled(open, { startDate: '2025-10-01' });
    const id = await ask(person, leave);
    const { seen, form } = await look(id);
    const leads = await Promise.all(Array.from({ length: 5 }, () => givePerson(open, { roles: ['lead'] })));
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, index) => {
        const who = leads[index % leads.length] as Person;
        return index % 2 === 0
          ? api(open, who, `/requests/${id}/grant`, { ...form, seen, grantReason: '' })
          : api(open, who, `/requests/${id}/refusal`, { reason: 'No' });
      }),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(new Set(answers.filter(({ status }) => status !== 200).map(codeOf))).toEqual(
      new Set(['request-is-decided']),
    );
    const counts = await open.database.one(
      `select (select count(*)::int from request_decision where request_id = $1) as decisions,
              (select count(*)::int from deferral where enrolment_id = $2) as deferrals,
              (select state = 'granted' from circumstance_request where id = $1) as granted`,
      [id, person.enrolmentId],
    );
    const { granted } = counts as { granted: boolean };
    expect(counts).toEqual({ decisions: 1, deferrals: granted ? 1 : 0, granted });
    expect(await letters(person)).toHaveLength(2);
    expect(await journal(id)).toHaveLength(2);
  });

  it('is refused where the effect is no longer the one that was looked at', async () => {
    const person = await giveEnrolled(open, { startDate: '2025-10-01' });
    const id = await ask(person, leave);
    const { seen, form } = await look(id);
    await giveBooking(open, person, await window('2027-01-05'));
    const stale = await api(open, lead, `/requests/${id}/grant`, { ...form, seen, grantReason: '' });
    expect([stale.status, codeOf(stale)]).toEqual([422, 'request-effect-has-changed']);
    expect((await enrolmentNow(open, person)).booking?.state).toBe('booked');
  });

  it('stands on the list until it is done, the first due on top and what is overdue marked; in five statements', async () => {
    const other = await givePerson(open, { roles: ['lead'], provider: 'QUEUE' });
    for (let index = 0; index < 12; index += 1) {
      const person = await giveEnrolled(open, { startDate: '2025-10-01', provider: 'QUEUE' });
      await ask(person, leave);
    }
    await open.holdClock('2026-11-17T10:00:00Z');
    const { text, headers } = await visit(open, other, '/requests-to-decide');
    await open.holdClock(today);
    expect(text.match(/Overdue/g)).toHaveLength(12);
    expect(Number(/sql;desc="(\d+)"/.exec(String(headers['server-timing']))?.[1] ?? 99)).toBeLessThanOrEqual(5);
    expect((await visit(open, other, '/')).text).toContain('Decide 12 requests of participants');
    expect((await visit(open, lead, '/requests-to-decide')).text).not.toContain('Overdue');
  });
});

describe('edge case 38: a deferral that is decided late', () => {
  it('edge case 38: after the window opened, with a draft: the place is cancelled without charge, the draft and its files stay, and a later window takes them', async () => {
    const person = await giveEnrolled(open, { startDate: '2025-10-01' });
    const bookingId = await giveBooking(open, person, await window('2026-11-05'));
    await open.settle();
    await open.database.query(
      `insert into document (enrolment_id, attempt_no, component, original_name, title, sha256, size, kind, state, scan, uploaded_by, uploaded_at)
       values ($1, 1, 'evidence', 'minutes.txt', 'Minutes', repeat('a', 64), 10, 'text', 'checked', 'off', $2, app_now())`,
      [person.enrolmentId, person.signInId],
    );
    await open.holdClock('2026-11-10T10:00:00Z');
    const asked = { ...leave, reason: 'long-term-sickness', from: '2026-11-09', until: '2027-01-09' };
    const id = await ask(person, asked);
    const shown = await look(id);
    expect(shown.draft).toMatchObject({ files: 1, submission: 'draft' });
    expect(shown.draft.window).not.toBeNull();
    expect((await grant(id)).status).toBe(303);
    const mine = await enrolmentNow(open, person);
    expect([mine.state, mine.unpaidPence, await bookingState(bookingId)]).toEqual(['deferred', 0, 'cancelled']);
    const states = (): Promise<unknown[]> =>
      open.database.query(
        `select s.state, (select count(*)::int from document d where d.enrolment_id = a.enrolment_id and d.state <> 'removed') as files
         from submission s join attempt a on a.id = s.attempt_id where a.enrolment_id = $1`,
        [person.enrolmentId],
      );
    expect(await states()).toEqual([{ state: 'draft', files: 1 }]);
    await open.holdClock('2027-01-09T10:00:00Z');
    await open.app.get(SweepEnrolments, { strict: false }).run('job:enrolment.sweep');
    await giveBooking(open, person, await window('2027-05-03'));
    await open.settle();
    expect(await states()).toEqual([{ state: 'draft', files: 1 }]);
    await open.holdClock(today);
  });

  it('edge case 38: its end in the past when it is granted: the clock moves by its days, and the person is not deferred', async () => {
    const person = await giveEnrolled(open, { startDate: '2025-10-01' });
    const id = await ask(person, { ...leave, reason: 'bereavement', from: '2026-03-01', until: '2026-04-01' });
    expect((await grant(id)).status).toBe(303);
    const mine = await enrolmentNow(open, person);
    expect([mine.state, mine.presentBy]).toEqual(['active', '2027-05-02']);
  });

  it('edge case 38: overlapping presentBy, and decided after the person lapsed: they are reinstated, deferred now, with their days', async () => {
    const person = await giveEnrolled(open, { startDate: '2025-05-20' });
    // presentBy is 20 November 2026: the deferral begins before it and ends after it.
    await open.holdClock('2026-11-19T10:00:00Z');
    const id = await ask(person, { ...leave, from: '2026-11-18', until: '2027-01-18' });
    await open.holdClock('2026-11-21T10:00:00Z');
    await open.app.get(SweepEnrolments, { strict: false }).run('job:enrolment.sweep');
    expect((await enrolmentNow(open, person)).state).toBe('lapsed');
    expect((await look(id)).effect.clock?.presentBy).toBe('2027-01-20');
    expect((await grant(id)).status).toBe(303);
    const mine = await enrolmentNow(open, person);
    await open.holdClock(today);
    expect([mine.state, mine.presentBy]).toEqual(['deferred', '2027-01-20']);
  });

  it('edge case 38: nobody who lapsed first is reinstated by a deferral that they ask for afterwards', async () => {
    const person = await giveEnrolled(open, { startDate: '2025-04-01' });
    await open.app.get(SweepEnrolments, { strict: false }).run('job:enrolment.sweep');
    const answer = await api(open, person, '/requests', { ...leave, from: '2026-09-01', until: '2026-12-01' });
    expect(codeOf(answer)).toBe('enrolment-not-in-state');
  });

  it('edge case 38: more than twelve months together is refused to the lead as well, with the sum', async () => {
    const person = await giveEnrolled(open, { startDate: '2025-10-01' });
    const id = await ask(person, leave);
    const more = await visit(open, lead, `/requests/${id}/decision?reason=other&from=2026-12-01&until=2027-12-02`);
    expect(more.status).toBe(422);
    expect(more.problems.join()).toContain('366 days deferred, 1 day over the limit of 12 months');
    const whole = await look(id, { reason: 'other', from: '2026-12-01', until: '2027-12-01' });
    expect(whole.effect.clock?.presentBy).toBe('2028-03-31');
  });
});

describe('edge case 50: a reasonable adjustment', () => {
  const quarter = { kind: 'adjustment', percent: '25', statement: 'Dyslexia, as the letter says' };

  it('edge case 50: approved after the window’s length is fixed, closes later for this person alone; the word limit stays', async () => {
    const person = await giveEnrolled(open, { startDate: '2025-10-01' });
    const other = await giveEnrolled(open, { startDate: '2025-10-01' });
    const windowId = await window('2026-12-07');
    const bookingId = await giveBooking(open, person, windowId);
    await giveBooking(open, other, windowId);
    const id = await ask(person, quarter);
    // Fourteen days, a quarter of which is three and a half, rounded up to four.
    expect((await look(id)).effect.closing?.closesAt).toBe('2026-12-25T12:00:00Z');
    expect((await grant(id)).status).toBe(303);
    expect((await enrolmentNow(open, person)).booking?.closesAt.toString()).toBe('2026-12-25T12:00:00Z');
    expect((await enrolmentNow(open, other)).booking?.closesAt.toString()).toBe('2026-12-21T12:00:00Z');
    expect(await letters(person)).toContain('Your request for a reasonable adjustment: granted');
    const limits = await open.database.query(
      `select jsonb_path_query_array(definition, '$.tasks[*].wordLimit') as words from framework_version where id = $1`,
      [person.frameworkVersion],
    );
    expect(limits).toEqual([{ words: [4000, 4000] }]);
    expect(await bookingState(bookingId)).toMatch(/booked|confirmed/);
  });

  it('edge case 50: goes with the person to each place that they book later', async () => {
    const person = await giveEnrolled(open, { startDate: '2025-10-01' });
    const id = await ask(person, quarter);
    expect((await look(id)).effect.closing?.closesAt).toBeNull();
    await grant(id);
    await giveBooking(open, person, await window('2027-01-11'));
    await open.settle();
    expect((await enrolmentNow(open, person)).booking?.closesAt.toString()).toBe('2027-01-29T12:00:00Z');
    expect(await letters(person)).toHaveLength(3);
  });

  it('edge case 50: that is not about time is granted in words, and moves no closing', async () => {
    const person = await giveEnrolled(open, { startDate: '2025-10-01' });
    await giveBooking(open, person, await window('2026-12-08'));
    const id = await ask(person, { ...quarter, percent: '0' });
    expect((await grant(id, {}, 'We send the forms in large print')).status).toBe(303);
    expect((await enrolmentNow(open, person)).booking?.closesAt.toString()).toBe('2026-12-22T12:00:00Z');
    expect((await visit(open, person, `/requests/${id}`)).text).toContain('large print');
  });

  it('edge case 50: is seen by no marker, a lead who marks among them', async () => {
    const person = await giveEnrolled(open, { startDate: '2025-10-01', provider: 'MARKS' });
    const plain = await givePerson(open, { roles: ['lead'], provider: 'MARKS' });
    const id = await ask(person, quarter);
    for (const role of ['assessor', 'senior-assessor', 'moderator'] as const) {
      const marker = await givePerson(open, { roles: [role], provider: 'MARKS' });
      expect((await visit(open, marker, `/requests/${id}/decision`)).status).toBe(403);
      const both = await givePerson(open, { roles: ['lead', role], provider: 'MARKS' });
      expect((await visit(open, both, `/requests/${id}/decision`)).status).toBe(404);
      const queue = await visit(open, both, '/requests-to-decide');
      expect(queue.text).not.toContain(person.name);
      expect(queue.text).toContain('1 request for an adjustment waits for a lead who does not mark');
      expect((await visit(open, both, '/')).text).not.toContain('of participants');
    }
    expect((await visit(open, plain, '/requests-to-decide')).text).toContain(person.name);
  });
});

describe('a file that supports a request', () => {
  const send = (
    person: Person,
    id: string,
    name: string,
    bytes: Buffer,
  ): Promise<{ statusCode: number; body: string }> =>
    sendForm(open, person, `/requests/${id}/evidence`, {}, { name, bytes });
  const filesOf = (id: string): Promise<{ id: string; scan: string | null }[]> =>
    open.database.query(`select id, scan from request_evidence where request_id = $1 order by sent_at`, [id]);

  it('is scanned, and opened by its sender and a lead; the same file again is the same', async () => {
    const person = await giveEnrolled(open, { startDate: '2025-10-01' });
    const id = await ask(person, leave);
    const bytes = await makePdf('A letter');
    expect((await send(person, id, 'letter.pdf', bytes)).statusCode).toBe(303);
    expect((await send(person, id, 'letter.pdf', bytes)).statusCode).toBe(303);
    await open.settle();
    const [file, ...others] = await filesOf(id);
    expect([file?.scan, others]).toEqual(['off', []]);
    for (const who of [person, lead])
      expect((await visit(open, who, `/request-evidence/${file?.id}`)).text).toContain('%PDF');
    const stranger = await giveEnrolled(open, {});
    expect((await visit(open, stranger, `/request-evidence/${file?.id}`)).status).toBe(404);
    const assessor = await givePerson(open, { roles: ['assessor'] });
    expect((await visit(open, assessor, `/request-evidence/${file?.id}`)).status).toBe(403);
  });

  it('is opened by no lead before it is scanned, and by nobody once something was found in it', async () => {
    const person = await giveEnrolled(open, { startDate: '2025-10-01' });
    const id = await ask(person, leave);
    await send(person, id, 'letter.pdf', await makePdf('Another letter'));
    await open.settle();
    const [file] = await filesOf(id);
    const see = async (scan: string | null): Promise<number[]> => {
      await open.database.query(`update request_evidence set scan = $2 where id = $1`, [file?.id, scan]);
      const answers = [];
      for (const who of [person, lead]) answers.push((await visit(open, who, `/request-evidence/${file?.id}`)).status);
      return answers;
    };
    expect(await see(null)).toEqual([200, 404]);
    expect(await see('infected')).toEqual([404, 404]);
    expect(await see('gave-up')).toEqual([200, 404]);
    expect(await see('clean')).toEqual([200, 200]);
  });

  it('of another kind, or after the decision, is refused', async () => {
    const person = await giveEnrolled(open, { startDate: '2025-10-01' });
    const id = await ask(person, leave);
    const program = await send(person, id, 'letter.exe', Buffer.from('MZ'));
    expect([program.statusCode, program.body.includes('Send a file of one of these kinds')]).toEqual([422, true]);
    await post(open, lead, `/requests/${id}/refusal`, { reason: 'No' });
    const late = await send(person, id, 'letter.pdf', await makePdf('Late'));
    expect([late.statusCode, await filesOf(id)]).toEqual([422, []]);
  });
});

describe('what always holds of requests', () => {
  it('held through all of this', async () => {
    const found = [];
    for (const { sentence, sql } of invariants)
      if (/request/i.test(sentence)) found.push({ sentence, broken: await open.database.query(sql) });
    expect(found).toHaveLength(2);
    expect(found.filter(({ broken }) => broken.length > 0)).toEqual([]);
  });
});

describe('leads who decide', () => {
  it('are written to before the last day, once, and once more when it is over, and never after the decision', async () => {
    await open.holdClock(today);
    const own = await givePerson(open, { roles: ['lead'], provider: 'REM' });
    const both = await givePerson(open, { roles: ['lead', 'moderator'], provider: 'REM' });
    const participants = [
      await giveEnrolled(open, { provider: 'REM' }),
      await giveEnrolled(open, { provider: 'REM' }),
      await giveEnrolled(open, { provider: 'REM' }),
    ] as const;
    const waits = await ask(participants[0], leave);
    const decided = await ask(participants[1], leave);
    await ask(participants[2], { kind: 'adjustment', percent: '25', statement: 'I am dyslexic' });
    const { decideBy } = await open.database.one<{ decideBy: string }>(
      `select decide_by as "decideBy" from circumstance_request where id = $1`,
      [waits],
    );
    const reminders = open.app.get(RemindDeciders, { strict: false });
    const at = async (days: number, hour = '10:00'): Promise<void> => {
      const day = Temporal.PlainDate.from(decideBy).add({ days });
      await open.holdClock(`${day.toString()}T${hour}:00Z`);
      await Promise.all([1, 2, 3].map(() => reminders.run('job:circumstances.remind')));
    };
    const to = async ({ email }: Person): Promise<string[]> =>
      (
        await open.database.query<{ subject: string }>(
          `select subject from mail_message where to_address = $1 and key like 'request-waits:%' order by subject`,
          [email],
        )
      ).map(({ subject }) => subject);
    await at(-3);
    expect(await to(own)).toEqual([]);
    await at(-2, '07:30');
    expect(await to(own)).toEqual([]);
    await at(-2);
    // Whoever also judges never hears of an adjustment.
    expect([(await to(own)).length, (await to(both)).length]).toEqual([3, 2]);
    const refused = await api(open, own, `/requests/${decided}/refusal`, { reason: 'Two windows still fit.' });
    expect(refused.status).toBe(200);
    await at(1);
    await at(2);
    const subjects = await to(own);
    expect(subjects.filter((subject) => subject.startsWith('A request was to be decided'))).toHaveLength(2);
    expect(subjects).toHaveLength(5);
  });
});
