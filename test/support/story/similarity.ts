import { createHash } from 'node:crypto';
import { readerVersion } from '../../../src/documents/index.js';
import type { Transaction } from '../../../src/platform/database/database.js';
import type { Manifest } from '../../../src/submission/manifest.js';
import type { TestApp } from '../app.js';

/** By task: what was read, by paragraphs, and the text that its bytes were; the same text is the same file. */
export type HandedInAccounts = Readonly<
  Partial<Record<'T1' | 'T2', { readonly paragraphs: readonly string[]; readonly bytes?: string }>>
>;

/** Accounts as the reader kept them, straight into the database. Gives their part of a manifest. */
export async function insertAccounts(
  tx: Transaction,
  given: { enrolmentId: string; attemptNo: number; signInId: string; accounts: HandedInAccounts },
): Promise<Manifest['items']> {
  const items = [];
  for (const [task, { paragraphs, bytes = `${given.enrolmentId} ${task}` }] of Object.entries(given.accounts)) {
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const model = {
      kind: 'docx',
      paragraphs: paragraphs.map((text) => ({
        story: 'body',
        kind: 'text',
        level: null,
        style: null,
        text,
        page: null,
      })),
      pages: null,
      estimate: false,
      storedWords: null,
    };
    await tx.query(
      `insert into document_reading (sha256, reader, kind, verdict, model, took_ms, read_at)
       values ($1, $2, 'docx', 'read', $3, 1, app_now()) on conflict do nothing`,
      [sha256, readerVersion, JSON.stringify(model)],
    );
    const [row] = await tx.query<{ id: string }>(
      `insert into document (enrolment_id, attempt_no, component, original_name, sha256, size, kind, state, scan, uploaded_by, uploaded_at)
       values ($1, $2, $3, 'account.docx', $4, 1, 'docx', 'checked', 'off', $5, app_now() - interval '3 days') returning id`,
      [given.enrolmentId, given.attemptNo, `account-${task}`, sha256, given.signInId],
    );
    const component = `account-${task}`;
    items.push({ documentId: row?.id ?? '', component, title: null, sha256, size: 1, words: null, links: [] });
  }
  return items;
}

/** Says that these submissions were accepted, as accepting them does, and waits until all that hears it is done. */
export async function announceAccepted(
  open: TestApp,
  scripts: readonly { readonly submissionId: string; readonly number: string; readonly windowId: string }[],
): Promise<void> {
  await open.database.transact('job:story', async (tx) => {
    for (const { submissionId, number, windowId } of scripts)
      await tx.announce('submission.accepted', { submissionId, scriptNumber: number, windowId });
  });
  await open.settle();
}

/** A match of two accounts, straight into the database, that nobody has decided. Gives its id. */
export async function giveMatch(open: TestApp, one: string, other: string): Promise<string> {
  await open.database.query(
    `insert into similarity_account (submission_id, component, provider_id, enrolment_id, sha256, words, fingerprints, version,
       kept_at, common_pct, compared_at)
     select s.id, 'account-T1', p.provider_id, e.id, md5(s.id::text), 100, '', 'given', app_now(), 0, app_now()
     from submission s join attempt a on a.id = s.attempt_id join enrolment e on e.id = a.enrolment_id
     join participant p on p.id = e.participant_id where s.id = any($1) on conflict do nothing`,
    [[one, other]],
  );
  const { id } = await open.database.one<{ id: string }>(
    `insert into similarity_match (provider_id, component, a_submission, b_submission, is_own, is_same_file,
       a_words, a_matched, b_words, b_matched, runs, state, found_at)
     select provider_id, component, $1, $2, false, false, 100, 50, 100, 50, '[]', 'open', app_now()
     from similarity_account where submission_id = $1 and component = 'account-T1' returning id`,
    [one, other],
  );
  return id;
}
