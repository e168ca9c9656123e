import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { npqel2017 } from '#libs/rubric';
import { PublishFramework } from '../../src/qualification/index.js';
import { BeginDraft } from '../../src/submission/begin-draft.js';
import { openTestApp, type TestApp } from '../support/app.js';
import { api, post, textOf, visit } from '../support/browse.js';
import { enrolmentNow, giveBooking, giveEnrolled, giveWindow, type Enrolled } from '../support/story/enrolment.js';
import { makeDocx, sendFile } from '../support/story/documents.js';
import { givePerson, type Person } from '../support/story/people.js';
import { publishNpqel } from '../support/story/qualification.js';
import { workOf } from '../support/work.js';

let open: TestApp;
let lead: Person;
let longer: string;
beforeAll(async () => {
  open = await openTestApp();
  await open.holdClock('2026-11-01T10:00:00Z');
  longer = await publish('2.0.0', 24);
  // The shipped version is the newest: new enrolments are on it.
  await open.holdClock('2026-11-02T10:00:00Z');
  await publishNpqel(open);
  lead = await givePerson(open, { roles: ['lead'] });
});
afterAll(async () => {
  await open?.close();
});

async function publish(version: string, months: number): Promise<string> {
  const clock = { ...npqel2017.clock, presentByMonths: [{ startsOnOrAfter: null, months }] };
  const title = `NPQEL with ${months} months`;
  const text = JSON.stringify({ ...npqel2017, version, title, clock });
  const id = await open.app.get(PublishFramework).run({ actor: 'job:test', text });
  if (typeof id !== 'string') throw new Error(id.code);
  return id;
}

const pathOf = ({ enrolmentId }: Enrolled): string => `/enrolments/${enrolmentId}/framework`;
const versionOf = async ({ enrolmentId }: Enrolled): Promise<string> =>
  (
    await open.database.one<{ id: string }>(`select framework_version as id from enrolment where id = $1`, [
      enrolmentId,
    ])
  ).id;
const draftsOf = ({ enrolmentId }: Enrolled): Promise<{ version: string; state: string }[]> =>
  open.database.query(
    `select s.framework_version as version, s.state from submission s join attempt a on a.id = s.attempt_id where a.enrolment_id = $1`,
    [enrolmentId],
  );
const fields = { reason: 'Asked for by the participant', seenPresentBy: '2027-10-01' };

/** Enrolled from 1 October 2025 on the shipped version: 18 months end on 1 April 2027, 24 on 1 October 2027. */
const enrolled = (): Promise<Enrolled> => giveEnrolled(open, { startDate: '2025-10-01' });

describe('an enrolment moves to another version of the framework', () => {
  it('shows all that it does, then moves clock and version, gives places up without charge, and tells the participant', async () => {
    const person = await enrolled();
    const booked = await giveWindow(open, { opensOn: '2027-02-25', name: 'Spring' });
    const bookingId = await giveBooking(open, person, booked);
    // The draft that a booking brings is there, whose participant has done nothing in it.
    await open.settle();
    const shown = textOf((await visit(open, lead, `${pathOf(person)}?framework=${longer}`)).text);
    expect(shown).toContain('The day to present by moves from 1 April 2027 to 1 October 2027');
    expect(shown).toContain('The place in Spring is cancelled without charge');
    expect((await enrolmentNow(open, person)).presentBy).toBe('2027-04-01');
    const done = await post(open, lead, pathOf(person), { framework: longer, ...fields });
    expect([done.status, done.location]).toEqual([303, `/participants/${person.participantId}`]);
    expect([await versionOf(person), (await enrolmentNow(open, person)).presentBy]).toEqual([longer, '2027-10-01']);
    expect(
      await open.database.query(
        `select b.state, (select count(*)::int from charge c where c.enrolment_id = b.enrolment_id) as charges from booking b where b.id = $1`,
        [bookingId],
      ),
    ).toEqual([{ state: 'cancelled', charges: 0 }]);
    const [entry] = await open.database.query<{ why: string; facts: object }>(
      `select why, facts from journal_entry where aggregate_id = $1 and act = 'enrolment.transferred'`,
      [person.enrolmentId],
    );
    expect(entry).toEqual({
      why: fields.reason,
      facts: expect.objectContaining({
        before: { framework: 'npqel-2017-1.0.0', presentBy: '2027-04-01' },
        after: { framework: longer, presentBy: '2027-10-01' },
      }),
    });
    const letters = await open.database.query<{ body: string }>(
      `select body from mail_message where to_address = $1 and subject = 'You are now on another version of the framework'`,
      [person.email],
    );
    expect(letters).toHaveLength(1);
    expect(letters[0]?.body).toContain('NPQEL with 24 months');
    await open.settle();
    expect(await draftsOf(person)).toEqual([{ version: longer, state: 'draft' }]);
    // The participant finds the windows of the new version, and their time by it.
    expect((await visit(open, person, '/windows')).text).not.toContain('Spring');
    expect(textOf((await visit(open, person, '/time')).text)).toContain('1 October 2027');
  });

  it('is the same by the API, and one act however many press at once', async () => {
    const person = await enrolled();
    const preview = (await api(open, lead, `${pathOf(person)}?framework=${longer}`)).json() as {
      effect: { presentBy: string };
    };
    expect(preview.effect.presentBy).toBe('2027-10-01');
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => api(open, lead, pathOf(person), { framework: longer, ...fields })),
    );
    expect(answers.filter(({ status }) => status < 300)).toHaveLength(1);
    const { n } = await open.database.one<{ n: number }>(
      `select count(*)::int as n from journal_entry where aggregate_id = $1 and act = 'enrolment.transferred'`,
      [person.enrolmentId],
    );
    expect(n).toBe(1);
  });

  it('edge case 16: whoever has begun their accounts finishes under the version they began under, by the database’s word too', async () => {
    const person = await enrolled();
    await sendFile(open, person, { component: 'account-T1', name: 'one.docx', bytes: await makeDocx(300, 'begun') });
    await open.settle();
    const refused = await visit(open, lead, `${pathOf(person)}?framework=${longer}`);
    expect(textOf(refused.text)).toContain('They have begun their accounts under National Professional Qualification');
    expect((await post(open, lead, pathOf(person), { framework: longer, ...fields })).status).toBe(422);
    await expect(
      open.database.query(`update enrolment set framework_version = $2 where id = $1`, [person.enrolmentId, longer]),
    ).rejects.toThrow('has begun under framework');
    expect(await versionOf(person)).toBe('npqel-2017-1.0.0');
  });

  it('edge case 16: so does whoever has signed, though they have sent nothing', async () => {
    const person = await enrolled();
    const { manifestHash } = (await api(open, person, '/submission')).json() as { manifestHash: string };
    const kinds = npqel2017.declarations.filter(({ signedBy }) => signedBy === 'participant').map(({ code }) => code);
    expect((await post(open, person, '/declarations', { kinds, manifestHash })).status).toBe(303);
    expect((await post(open, lead, pathOf(person), { framework: longer, ...fields })).status).toBe(422);
    await expect(
      open.database.query(`update enrolment set framework_version = $2 where id = $1`, [person.enrolmentId, longer]),
    ).rejects.toThrow('has begun under framework');
  });

  it('has one draft, of the version that it is on, whichever of the move and the draft of a booking comes first', async () => {
    const windowId = await giveWindow(open, { opensOn: '2027-03-01', name: 'Raced' });
    for (let time = 1; time <= 5; time += 1) {
      const person = await enrolled();
      const bookingId = await giveBooking(open, person, windowId);
      const [, moved] = await Promise.all([
        open.app.get(BeginDraft).run(workOf('submission.begin', { subject: { bookingId } })),
        post(open, lead, pathOf(person), { framework: longer, ...fields }),
      ]);
      expect(moved.status).toBe(303);
      await open.settle();
      expect((await draftsOf(person)).map(({ version }) => version)).not.toContain('npqel-2017-1.0.0');
    }
  });

  it.each([
    ['a version that is none', { framework: 'npqel-9' }, 'No version “npqel-9” of the framework is published'],
    ['the version it is on', { framework: 'npqel-2017-1.0.0' }, 'already'],
    ['no reason', { reason: ' ' }, 'Give a reason'],
    ['an effect that is another by now', { seenPresentBy: '2027-04-01' }, 'Look at the effect again'],
  ])('refuses %s, with what to do', async (_, given, says) => {
    const person = await enrolled();
    const answer = await post(open, lead, pathOf(person), { framework: longer, ...fields, ...given });
    expect(answer.status).toBe(422);
    expect(textOf(answer.text)).toContain(says);
    expect(await versionOf(person)).toBe('npqel-2017-1.0.0');
  });

  it('refuses who has lapsed, and who is enrolled on that version as well', async () => {
    const [lapsed, twice] = [await enrolled(), await enrolled()];
    await open.database.query(`update enrolment set state = 'lapsed' where id = $1`, [lapsed.enrolmentId]);
    expect(textOf((await post(open, lead, pathOf(lapsed), { framework: longer, ...fields })).text)).toContain(
      'only one that is active or deferred moves',
    );
    await open.database.query(
      `insert into enrolment (participant_id, framework_version, start_date, present_by, present_by_why, state)
       select participant_id, $2, start_date, present_by, present_by_why, 'withdrawn' from enrolment where id = $1`,
      [twice.enrolmentId, longer],
    );
    expect(textOf((await post(open, lead, pathOf(twice), { framework: longer, ...fields })).text)).toContain(
      'is enrolled on NPQEL with 24 months as well',
    );
  });
});
