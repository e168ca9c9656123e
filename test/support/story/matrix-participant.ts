import { createHash, randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';

import { isRefusal } from '#libs/refusal';
import { readerVersion } from '../../../src/documents/index.js';
import { FileStore } from '../../../src/platform/storage/index.js';
import { drawCode } from '../../../src/submission/receipt.js';
import type { TestApp } from '../app.js';
import { giveEnrolled, giveWindow, type Enrolled } from './enrolment.js';
import { frameworkInForce } from './scripts.js';

/** One of everything that a participant may have; the values are the ids that paths carry. */
export interface Belongings {
  readonly windowId: string;
  readonly bookingId: string;
  readonly chargeId: string;
  readonly submissionId: string;
  readonly receiptNumber: string;
  readonly documentId: string;
  readonly enrolmentId: string;
}

let seats = 0;
const windows = new WeakMap<TestApp, Map<string, Promise<string>>>();

/** A window that is open on 23 November 2026, one for each provider. */
export function openWindow(open: TestApp, provider: string): Promise<string> {
  const known = windows.get(open) ?? new Map<string, Promise<string>>();
  windows.set(open, known);
  const found = known.get(provider) ?? giveWindow(open, { provider, opensOn: '2026-11-16', capacity: 5_000 });
  known.set(provider, found);
  return found;
}

/** A participant with a booking in an open window, a charge, a draft with a piece of evidence, and a receipt of an earlier try. */
export async function furnish(open: TestApp, provider: string): Promise<Enrolled & { belongings: Belongings }> {
  const person = await giveEnrolled(open, { provider });
  const windowId = await openWindow(open, provider);
  const { id: framework, framework: definition } = await frameworkInForce(open);
  const { enrolmentId } = person;
  const insert = async (sql: string, parameters: readonly unknown[]): Promise<string> =>
    (await open.database.one<{ id: string }>(sql, parameters)).id;
  const bookingId = await insert(
    `insert into booking (window_id, enrolment_id, attempt_no, state, seat, booked_at)
     values ($1, $2, 1, 'booked', $3, app_now()) returning id`,
    [windowId, enrolmentId, (seats += 1)],
  );
  const chargeId = await insert(
    `insert into charge (enrolment_id, kind, pence, at) values ($1, 'resubmission', 12500, app_now()) returning id`,
    [enrolmentId],
  );
  const attemptId = await insert(
    `insert into attempt (enrolment_id, no, scope, opened_at) values ($1, 1, $2, app_now()) returning id`,
    [enrolmentId, JSON.stringify(definition.criteria.map(({ code }) => code))],
  );
  const submissionId = await insert(
    `insert into submission (attempt_id, booking_id, state, framework_version) values ($1, $2, 'draft', $3) returning id`,
    [attemptId, bookingId, framework],
  );
  const documentId = await insertDocument(open, person);
  const receiptNumber = await insertReceipt(open, submissionId, framework);
  const belongings = { windowId, bookingId, chargeId, submissionId, receiptNumber, documentId, enrolmentId };
  return { ...person, belongings };
}

async function insertDocument(open: TestApp, { enrolmentId, signInId }: Enrolled): Promise<string> {
  const bytes = Buffer.from(`Minutes of the board, ${enrolmentId}\n`);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const stored = await open.app.get(FileStore, { strict: false }).receive(Readable.from([bytes]), { maxBytes: 1_000 });
  if (isRefusal(stored)) throw new Error(`The store refused a document: ${stored.code}`);
  const { id } = await open.database.one<{ id: string }>(
    `insert into document (enrolment_id, attempt_no, component, original_name, title, sha256, size, kind, state, scan,
       uploaded_by, uploaded_at)
     values ($1, 1, 'evidence', 'minutes.txt', 'Minutes', $2, $3, 'text', 'checked', 'off', $4, app_now()) returning id`,
    [enrolmentId, sha256, bytes.length, signInId],
  );
  // The same bytes stand for what was read in them, cleaned.
  await open.database.query(
    `insert into document_reading (sha256, reader, kind, verdict, clean_key, clean_kind, clean_type, cleaned_key, took_ms, read_at)
     values ($1, $2, 'text', 'read', $3, 'html', 'text/html', $3, 1, app_now())`,
    [sha256, readerVersion, stored.key],
  );
  return id;
}

async function insertReceipt(open: TestApp, submissionId: string, framework: string): Promise<string> {
  const receipt = `R-${drawCode(4)}-${drawCode(4)}`;
  const hash = randomBytes(32).toString('hex');
  const statement = {
    receipt,
    statement: 'received',
    submission: submissionId,
    framework,
    countRule: 'word-count/1',
    window: 'Autumn window',
    receivedAt: '2026-11-20T10:00:00Z',
    manifestHash: hash,
    files: [],
  };
  await open.database.query(
    `insert into receipt (number, submission_id, manifest_hash, statement, signature, key_id, at)
     values ($1, $2, $3, $4, 'not a signature', 'story', app_now())`,
    [receipt, submissionId, hash, JSON.stringify(statement)],
  );
  return receipt;
}
