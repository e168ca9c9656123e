import { randomBytes, randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { isRefusal } from '#libs/refusal';
import type { Framework, MarkSet } from '#libs/rubric';
import { findOrAddProvider, findOrAddTrust } from '../../../src/people/schools.js';
import type { Transaction } from '../../../src/platform/database/database.js';
import { FileStore } from '../../../src/platform/storage/index.js';
import { Frameworks } from '../../../src/qualification/index.js';
import { freezeScripts } from '../../../src/submission/frozen-script.js';
import { manifestHash, type Manifest } from '../../../src/submission/manifest.js';
import type { TestApp } from '../app.js';
import { insertAccounts, type HandedInAccounts } from './similarity.js';
import { unusedTrn } from './numbers.js';
import { publishNpqel } from './qualification.js';

/** What a script is to be like; what is not said has a valid default. */
export interface ScriptWish {
  /** The provider's code: `TST` where none is given, as for people. */
  readonly provider?: string;
  /** UID of the participant's trust; none where none is given. */
  readonly trust?: string;
  readonly coach?: { readonly name: string; readonly email: string };
  readonly participantName?: string;
  readonly participantEmail?: string;
  readonly attemptNo?: number;
  /** Criteria of this attempt: all of the framework where none are given. */
  readonly scope?: readonly string[];
  readonly carriedForward?: MarkSet;
  /** What was read in the accounts that were handed in, by paragraphs; without it nothing was. */
  readonly accounts?: HandedInAccounts;
  /** Put into both accounts as a paragraph of its own. */
  readonly paragraph?: string;
}

/** A script as colleagues' specs need it; the ids behind it are for specs of rooms that may know people. */
export interface GivenScript {
  readonly number: string;
  readonly windowId: string;
  readonly frameworkVersion: string;
  readonly participantId: string;
  readonly signInId: string;
  readonly enrolmentId: string;
  readonly attemptId: string;
  readonly submissionId: string;
  /** Account of task 1, account of task 2, one piece of evidence. */
  readonly documentIds: readonly string[];
}

/** The newest framework's id and definition; the shipped one is published where none is. */
export async function frameworkInForce(open: TestApp): Promise<{ readonly id: string; readonly framework: Framework }> {
  const frameworks = open.app.get(Frameworks, { strict: false });
  const id = (await frameworks.newest()) ?? (await publishNpqel(open));
  return { id, framework: await frameworks.framework(id) };
}

/** A window that closed yesterday by the application's clock, straight into the database. Gives its id. */
export async function giveClosedWindow(
  open: TestApp,
  provider = 'TST',
  name = `Window ${randomUUID()}`,
): Promise<string> {
  const { id: framework } = await frameworkInForce(open);
  return open.database.transact('job:story', async (tx) => {
    const providerId = await findOrAddProvider(tx, provider, `Provider ${provider}`);
    const [row] = await tx.query<{ id: string }>(
      `insert into assessment_window (provider_id, name, framework_version, opens_at, closes_at, booking_opens_at,
         booking_closes_at, confirm_by, capacity, closed_at)
       select $1, $2, $3, t - interval '15 days', t - interval '1 day', t - interval '200 days', t - interval '16 days',
              t - interval '50 days', 500, t - interval '1 day' from (select app_now() as t) as clock returning id`,
      [providerId, name, framework],
    );
    return idOf(row);
  });
}

/**
 * Accepted submissions with their scripts, straight into the database: person, enrolment, booking, attempt, script and
 * its clean copies, which lie in the store. No account is alike; `wishes` says how many there are and how each is.
 */
export async function giveScripts(
  open: TestApp,
  wishes: number | readonly ScriptWish[],
  windowId?: string,
): Promise<GivenScript[]> {
  const { id: frameworkVersion, framework } = await frameworkInForce(open);
  const window = windowId ?? (await giveClosedWindow(open));
  const list = typeof wishes === 'number' ? Array.from({ length: wishes }, (): ScriptWish => ({})) : wishes;
  const keys = await Promise.all(list.map((wish) => storeCopies(open, wish.paragraph ?? '')));
  return open.database.transact('job:story', async (tx) => {
    const given: GivenScript[] = [];
    for (const [index, wish] of list.entries())
      given.push(await insertScript(tx, { wish, window, frameworkVersion, framework, keys: keys[index] ?? [] }));
    await freezeScripts(
      tx,
      given.map(({ number }) => number),
    );
    return given;
  });
}

/** One script; see `giveScripts`. */
export async function giveScript(open: TestApp, wish: ScriptWish = {}, windowId?: string): Promise<GivenScript> {
  const [script] = await giveScripts(open, [wish], windowId);
  if (!script) throw new Error('One wish gives one script');
  return script;
}

interface Insert {
  readonly wish: ScriptWish;
  readonly window: string;
  readonly frameworkVersion: string;
  readonly framework: Framework;
  readonly keys: readonly string[];
}

async function insertScript(
  tx: Transaction,
  { wish, window, frameworkVersion, framework, keys }: Insert,
): Promise<GivenScript> {
  const one = async (sql: string, parameters: readonly unknown[]): Promise<string> =>
    idOf((await tx.query<{ id: string }>(sql, parameters))[0]);
  const attemptNo = wish.attemptNo ?? 1;
  const scope = wish.scope ?? framework.criteria.map(({ code }) => code);
  const providerId = await findOrAddProvider(tx, wish.provider ?? 'TST', `Provider ${wish.provider ?? 'TST'}`);
  const trustId = wish.trust ? await findOrAddTrust(tx, wish.trust) : null;
  const signInId = await one(`insert into sign_in (email) values ($1) returning id`, [
    wish.participantEmail ?? `${randomUUID()}@demo.invalid`,
  ]);
  const participantId = await one(
    `insert into participant (sign_in_id, name, trn, provider_id, trust_id, coach_name, coach_email)
     values ($1, $2, $3, $4, $5, $6, $7) returning id`,
    [
      signInId,
      wish.participantName ?? `Participant ${randomUUID().slice(0, 8)}`,
      unusedTrn(),
      providerId,
      trustId,
      wish.coach?.name ?? null,
      wish.coach?.email ?? null,
    ],
  );
  const enrolmentId = await one(
    `insert into enrolment (participant_id, framework_version, start_date, present_by, present_by_why, state, attempt_no, presented_at)
     select $1, $2, d - 300, d + 240, 'story', $4, $3, app_now() - interval '2 days'
     from (select london_date(app_now()) as d) as clock returning id`,
    [participantId, frameworkVersion, attemptNo, attemptNo === 1 ? 'presented' : 'resubmitting'],
  );
  const bookingId = await one(
    `insert into booking (window_id, enrolment_id, attempt_no, state, seat, booked_at)
     select $1, $2, $3, 'used', coalesce(max(seat), 0) + 1, app_now() - interval '60 days' from booking where window_id = $1
     returning id`,
    [window, enrolmentId, attemptNo],
  );
  const attemptId = await one(
    `insert into attempt (enrolment_id, no, scope, carried_forward, opened_at)
     values ($1, $2, $3, $4, app_now() - interval '90 days') returning id`,
    [enrolmentId, attemptNo, JSON.stringify(scope), JSON.stringify(wish.carriedForward ?? {})],
  );
  const items = await insertAccounts(tx, { enrolmentId, attemptNo, signInId, accounts: wish.accounts ?? {} });
  const manifest: Manifest = { framework: frameworkVersion, countRule: framework.counting.ruleVersion, items };
  const submissionId = await one(
    `insert into submission (attempt_id, booking_id, state, framework_version, manifest, manifest_hash, first_submitted_at,
       submitted_at, accepted_at)
     select $1, $2, 'accepted', $3, $4, $5, t - interval '2 days', t - interval '2 days', t
     from (select app_now() as t) as clock returning id`,
    [attemptId, bookingId, frameworkVersion, JSON.stringify(manifest), manifestHash(manifest)],
  );
  const number = scriptNumber();
  await tx.query(
    `insert into script (number, submission_id, window_id, framework_version, attempt_no, scope, carried_forward, accepted_at)
     values ($1, $2, $3, $4, $5, $6, $7, app_now())`,
    [
      number,
      submissionId,
      window,
      frameworkVersion,
      attemptNo,
      JSON.stringify(scope),
      JSON.stringify(wish.carriedForward ?? {}),
    ],
  );
  const documents = [
    { component: 'account-T1', label: 'Account of task 1', criteria: [], counted: 3_912 },
    { component: 'account-T2', label: 'Account of task 2', criteria: [], counted: 3_988 },
    { component: 'evidence', label: 'Evidence 1', criteria: scope.slice(0, 2), counted: null },
  ];
  const documentIds: string[] = [];
  for (const [position, { component, label, criteria, counted }] of documents.entries()) {
    documentIds.push(
      await one(
        `insert into script_document (script_number, position, component, label, criteria, clean_key, clean_kind, counted)
         values ($1, $2, $3, $4, $5, $6, 'html', $7) returning id`,
        [number, position, component, label, JSON.stringify(criteria), keys[position], counted],
      ),
    );
  }
  return {
    number,
    windowId: window,
    frameworkVersion,
    participantId,
    signInId,
    enrolmentId,
    attemptId,
    submissionId,
    documentIds,
  };
}

/** Three small clean copies in the store; gives their keys in the order of the documents. */
async function storeCopies(open: TestApp, paragraph: string): Promise<string[]> {
  const store = open.app.get(FileStore, { strict: false });
  const titles = ['A strategy for steady growth', 'Reading across five schools', 'Minutes of the board'];
  return Promise.all(
    titles.map(async (title, index) => {
      const html = `<!doctype html><html lang="en"><meta charset="utf-8"><title>${title}</title><h1>${title}</h1>${paragraphs(index)}<p>${paragraph}</p></html>`;
      const stored = await store.receive(Readable.from([Buffer.from(html)]), { maxBytes: 1_000_000 });
      if (isRefusal(stored)) throw new Error(`The store refused a clean copy: ${stored.code}`);
      return stored.key;
    }),
  );
}

function paragraphs(index: number): string {
  const sentences = [
    'The board weighed three options: to stay as we are, to grow by one school a year, and to specialise.',
    'We agreed the focus with the heads of five schools after a day of looking at books together.',
    'Trustees asked what would happen to the reserve if rolls fell by a tenth, and we showed them.',
  ];
  return Array.from({ length: 6 }, (_, line) => `<p>${sentences[(index + line) % sentences.length]}</p>`).join('');
}

/** Two groups of four of the letters and digits that cannot be taken for each other. */
export function scriptNumber(): string {
  const letters = '23456789ABCDEFGHJKMNPQRSTVWXYZ';
  const group = (): string => [...randomBytes(4)].map((byte) => letters[byte % letters.length]).join('');
  return `${group()}-${group()}`;
}

function idOf(row: { readonly id: string } | undefined): string {
  if (!row) throw new Error('An insert that returns gives a row');
  return row.id;
}
