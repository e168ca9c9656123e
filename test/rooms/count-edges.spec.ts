import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { npqel2017 } from '#libs/rubric';
import { CloseWindows } from '../../src/submission/index.js';
import { openTestApp, type TestApp } from '../support/app.js';
import { api, post, textOf, visit } from '../support/browse.js';
import { liveDocuments, makeDocx, makeEvidence, makeWord, sendFile } from '../support/story/documents.js';
import { giveBooking, giveEnrolled, giveWindow, type Enrolled } from '../support/story/enrolment.js';
import { makeReady, submit } from '../support/story/hand-in.js';
import { workOf } from '../support/work.js';

let open: TestApp;
let person: Enrolled;

beforeAll(async () => {
  open = await openTestApp();
  await open.holdClock('2027-01-10T10:00:00Z');
  person = await giveEnrolled(open, { name: 'Edgar Edgeley' });
  await giveBooking(open, person, await giveWindow(open, { opensOn: '2027-03-01', closesOn: '2027-03-15' }));
  await open.settle();
});
afterAll(async () => {
  await open?.close();
});

const countOf = async (id: string): Promise<{ counted: number; rule: string; verdict: string }> =>
  (
    (await api(open, person, `/documents/${id}`)).json() as {
      count: { counted: number; rule: string; verdict: string };
    }
  ).count;

const inTheWay = async (): Promise<{ code: string; text: string }[]> =>
  ((await api(open, person, '/submission')).json() as { inTheWay: { code: string; text: string }[] }).inTheWay;

describe('the cases of counting that a real system gets wrong', () => {
  it('edge case 11: an annex label on page 2 hides nothing: all is counted until its author says so, and markers see it', async () => {
    const words = (count: number): string => Array.from({ length: count }, (_, at) => `w${at}`).join(' ');
    const bytes = await makeWord(['# Our project', words(300), '# Annex A', words(4_500)]);
    await sendFile(open, person, { component: 'account-T1', name: 'one.docx', bytes });
    await open.settle();
    const id = (await liveDocuments(open, person))[0]?.id ?? '';
    expect(await countOf(id)).toMatchObject({ counted: 4_804, verdict: 'over' });
    expect((await post(open, person, `/documents/${id}/parts`, { from: '2', leftOut: 'yes' })).status).toBe(303);
    await open.settle();
    expect(await countOf(id)).toMatchObject({ counted: 302, verdict: 'within' });
    expect(textOf((await visit(open, person, `/documents/${id}/copy`)).text)).toContain('Not counted: Annexes');
  });

  it('edge case 10: 3,900 words in one account leave nothing over for 4,050 in the other; exactly 4,000 pass', async () => {
    const send = async (component: string, words: number): Promise<void> => {
      await sendFile(open, person, { component, name: `${component}.docx`, bytes: await makeDocx(words, component) });
      await open.settle();
    };
    await send('account-T1', 3_900);
    await send('account-T2', 4_050);
    const over = (await inTheWay()).filter(({ code }) => code === 'account-over-limit');
    expect(over.map(({ text }) => text)).toEqual([
      expect.stringContaining('account-T2.docx has 4050 words and may have 4000'),
    ]);
    await send('account-T2', 4_000);
    expect((await inTheWay()).map(({ code }) => code)).not.toContain('account-over-limit');
  });

  it('edge case 13: one file is evidence for several criteria; taken away, each of them misses it', async () => {
    const missing = async (): Promise<number> =>
      ((await api(open, person, '/submission')).json() as { evidenceMissing: number }).evidenceMissing;
    const before = await missing();
    expect(before).toBeGreaterThan(2);
    await sendFile(open, person, { component: 'evidence', name: 'a.jpg', title: 'A wall', bytes: makeEvidence.jpg() });
    await open.settle();
    const wall = (await liveDocuments(open, person)).find(({ component }) => component === 'evidence');
    expect((await inTheWay()).map(({ code }) => code)).toContain('evidence-not-linked');
    const links = npqel2017.criteria.flatMap(({ code, evidence }) => evidence.map((slot) => `${code}/${slot.code}`));
    expect((await post(open, person, `/documents/${wall?.id}/links`, { links: links.slice(1) })).status).toBe(303);
    expect(await missing()).toBe(before - (links.length - 1));
    expect((await post(open, person, `/documents/${wall?.id}/links`, { links })).status).toBe(303);
    expect(await missing()).toBe(0);
    expect((await post(open, person, `/documents/${wall?.id}/removal`)).status).toBe(303);
    expect(await missing()).toBe(before);
  });

  it('edge case 13: an annex that the text mentions and that is nowhere is told to its author, and bars nothing', async () => {
    const bytes = await makeWord([
      'What we spent, and on whom, is set out year by year in Annex B and then in Annex C.',
    ]);
    await sendFile(open, person, { component: 'account-T1', name: 'annexes.docx', bytes });
    await open.settle();
    const id = (await liveDocuments(open, person)).find(({ component }) => component === 'account-T1')?.id ?? '';
    const told = async (): Promise<string> => textOf((await visit(open, person, `/documents/${id}`)).text);
    expect(await told()).toContain('The text mentions Annex B, and there is none');
    await sendFile(open, person, {
      component: 'evidence',
      name: 'b.jpg',
      title: 'Annex B: budget',
      bytes: makeEvidence.jpg(),
    });
    await open.settle();
    expect(await told()).not.toContain('The text mentions Annex B');
    expect(await told()).toContain('The text mentions Annex C, and there is none');
    expect((await inTheWay()).some(({ text }) => text.includes('Annex C'))).toBe(false);
  });
});

describe('edge case 12: a reader or a rule that is changed in the middle of a window', () => {
  let late: Enrolled;
  let submitted = 0;
  beforeAll(async () => {
    await open.holdClock('2027-01-10T10:00:00Z');
    late = await giveEnrolled(open, { name: 'Midge Window' });
    await giveBooking(
      open,
      late,
      await giveWindow(open, { opensOn: '2027-03-01', closesOn: '2027-03-15', name: 'Another window' }),
    );
    await open.settle();
    await makeReady(
      open,
      late,
      { name: 'one.docx', bytes: await makeDocx(4_000, 'midge-one') },
      { name: 'two.docx', bytes: await makeDocx(3_000, 'midge-two') },
    );
    await open.holdClock('2027-03-10T10:00:00Z');
    submitted = (await submit(open, late)).status;
    await open.settle();
  });

  it('leaves what was read and counted before as it was: shown, accepted and marked by the version of its day', async () => {
    expect(submitted).toBe(303);
    // What these files were read by is a version of yesterday now, and the version in force has not read them.
    await open.database.query(
      `with old as (update document set reader = 'reader-of-yesterday' where enrolment_id = $1 returning sha256)
       update document_reading set reader = 'reader-of-yesterday' where sha256 in (select sha256 from old)`,
      [late.enrolmentId],
    );
    const [one] = await liveDocuments(open, late);
    const shown = (await api(open, late, `/documents/${one?.id}`)).json() as {
      count: { counted: number };
      canRead: boolean;
    };
    expect([shown.count.counted, shown.canRead]).toEqual([4_000, true]);
    await open.holdClock('2027-03-15T12:00:01Z');
    await open.app.get(CloseWindows, { strict: false }).run(workOf('submission.close-windows'));
    await open.settle(true);
    const documents = await open.database.query<{ counted: number; ledger: { counted: number }; key: string | null }>(
      `select sd.counted, sd.ledger, sd.clean_key as key from script_document sd join script sc on sc.number = sd.script_number
       join submission s on s.id = sc.submission_id join attempt a on a.id = s.attempt_id
       where a.enrolment_id = $1 and sd.component like 'account%' order by sd.position`,
      [late.enrolmentId],
    );
    expect(documents.map(({ counted, ledger, key }) => [counted, ledger.counted, key !== null])).toEqual([
      [4_000, 4_000, true],
      [3_000, 3_000, true],
    ]);
  });

  it('holds the rule of its framework in the submission, beside the manifest that was signed', async () => {
    const row = await open.database.one<{ rule: string; signed: string }>(
      `select s.count_rule as rule, s.manifest ->> 'countRule' as signed from submission s join attempt a on a.id = s.attempt_id
       where a.enrolment_id = $1`,
      [late.enrolmentId],
    );
    expect(row).toEqual({ rule: 'word-2026-1', signed: 'word-2026-1' });
  });
});
