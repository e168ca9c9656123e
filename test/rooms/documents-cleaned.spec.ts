import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { unzipSync } from 'fflate';
import { FileStore } from '../../src/platform/storage/index.js';
import { openTestApp, type TestApp } from '../support/app.js';
import { post, textOf, visit } from '../support/browse.js';
import { liveDocuments, makeDocx, makeEvidence, sendFile } from '../support/story/documents.js';
import { giveBooking, giveEnrolled, giveWindow, type Enrolled } from '../support/story/enrolment.js';

let open: TestApp;
beforeAll(async () => {
  open = await openTestApp();
  await open.holdClock('2027-01-10T10:00:00Z');
});
afterAll(() => open.close());

async function sent(person: Enrolled, file: { component: string; name: string; bytes: Buffer; title?: string }) {
  await sendFile(open, person, file);
  await open.settle();
  const documents = await liveDocuments(open, person);
  const document = documents.find(({ component }) => component === file.component);
  if (!document) throw new Error('The file was not taken');
  return document;
}

/** Everything in an office file, unpacked. */
async function insideOf(id: string): Promise<string> {
  const { sha256 } = await open.database.one<{ sha256: string }>(`select sha256 from document where id = $1`, [id]);
  const bytes = await open.app
    .get(FileStore, { strict: false })
    .readVerified(`sha256/${sha256.slice(0, 2)}/${sha256.slice(2, 4)}/${sha256}`);
  return Object.values(unzipSync(bytes))
    .map((part) => Buffer.from(part).toString())
    .join('\n');
}

describe('a file with traces of its maker', () => {
  it('edge case 14: is replaced by itself without them in one act, counted the same, and the other is kept', async () => {
    const person = await giveEnrolled(open);
    const account = await sent(person, {
      component: 'account-T1',
      name: 'one.docx',
      bytes: await makeDocx(300, 'one'),
    });
    const page = await visit(open, person, `/documents/${account.id}`);
    expect(textOf(page.text)).toContain('Someone Invented');
    expect(textOf(page.text)).toContain('Use the cleaned file instead');
    expect((await visit(open, person, `/documents/${account.id}/cleaned`)).headers['content-disposition']).toContain(
      'one.docx',
    );
    const used = await post(open, person, `/documents/${account.id}/cleaned`);
    expect(used.status).toBe(303);
    await open.settle();
    const [cleaned] = await liveDocuments(open, person);
    expect(used.location).toBe(`/documents/${cleaned?.id}`);
    expect(cleaned).toMatchObject({ state: 'checked', counted: account.counted, countVerdict: account.countVerdict });
    expect(await insideOf(account.id)).toContain('Someone Invented');
    expect(await insideOf(cleaned?.id ?? '')).not.toContain('Someone Invented');
    const after = textOf((await visit(open, person, `/documents/${cleaned?.id}`)).text);
    expect(after).not.toContain('Someone Invented');
    expect(after).not.toContain('Use the cleaned file instead');
    const acts = await open.database.query<{ act: string; facts: { from?: string } }>(
      `select act, facts from journal_entry where aggregate = 'document' and aggregate_id = any($1) and act in ('document.replace', 'document.cleaned') order by act`,
      [[account.id, cleaned?.id]],
    );
    expect(acts.map(({ act, facts }) => [act, facts.from ?? null])).toEqual([
      ['document.cleaned', account.id],
      ['document.replace', null],
    ]);
    // Sent again from a page that was open, it finds the file gone and does nothing.
    expect((await post(open, person, `/documents/${account.id}/cleaned`)).status).toBe(422);
    expect((await post(open, person, `/documents/${cleaned?.id}/cleaned`)).problems).toEqual([
      'Nothing would be left out of this file: it holds no such traces, or none can be taken out',
    ]);
    expect(await liveDocuments(open, person)).toHaveLength(1);
  });

  it('keeps its title and what it is linked to', async () => {
    const person = await giveEnrolled(open);
    await giveBooking(open, person, await giveWindow(open, { opensOn: '2027-03-01' }));
    const evidence = await sent(person, {
      component: 'evidence',
      name: 'sheet.xlsx',
      bytes: makeEvidence.xlsx(),
      title: 'Attendance',
    });
    await open.database.query(`insert into evidence_link (document_id, criterion, slot) values ($1, '1.4.1', '')`, [
      evidence.id,
    ]);
    expect((await post(open, person, `/documents/${evidence.id}/cleaned`)).status).toBe(303);
    await open.settle();
    const rows = await open.database.query(
      `select d.title, l.criterion, d.original_name as name from document d join evidence_link l on l.document_id = d.id
       where d.enrolment_id = $1 and d.state = 'checked'`,
      [person.enrolmentId],
    );
    expect(rows).toEqual([{ title: 'Attendance', criterion: '1.4.1', name: 'sheet.xlsx' }]);
  });

  it('is one file still when it is asked for ten times at once, and nobody else’s', async () => {
    const person = await giveEnrolled(open);
    const stranger = await giveEnrolled(open);
    const account = await sent(person, {
      component: 'account-T2',
      name: 'two.docx',
      bytes: await makeDocx(200, 'two'),
    });
    expect((await post(open, stranger, `/documents/${account.id}/cleaned`)).status).toBe(404);
    expect((await visit(open, stranger, `/documents/${account.id}/cleaned`)).status).toBe(404);
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => post(open, person, `/documents/${account.id}/cleaned`)),
    );
    expect(answers.map(({ status }) => status).sort((a, b) => a - b)).toEqual([
      303,
      ...Array.from({ length: 9 }, () => 422),
    ]);
    await open.settle();
    expect(await liveDocuments(open, person)).toHaveLength(1);
  });
});
