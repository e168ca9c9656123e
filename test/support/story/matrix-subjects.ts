import { randomBytes, randomInt, randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { isRefusal } from '#libs/refusal';
import { FileStore } from '../../../src/platform/storage/index.js';
import { sessionName } from '../../../src/people/account/account.queries.js';
import { hashToken, makeToken } from '../../../src/people/session.js';
import { drawerVersion } from '../../../src/documents/draw-pages.js';
import { hashOfToken } from '../../../src/submission/ask-sponsor.js';
import type { Role } from '../../../src/platform/web/visitor.js';
import type { TestApp } from '../app.js';
import { giveEnrolled, giveWindow } from './enrolment.js';
import type { Bound } from './matrix.js';
import { judged } from './matrix-judging.js';
import { standardised } from './matrix-standardising.js';
import { decided } from './matrix-outcomes.js';
import { furnish, type Belongings } from './matrix-participant.js';
import { unusedUrn } from './numbers.js';
import { givePerson, type Person } from './people.js';
import { frameworkInForce } from './scripts.js';

/** Values for the parameters of a route's path. */
export type Parameters = Readonly<Record<string, string>>;

/** Somebody whose thing is asked for; participants come with one of everything. */
export interface Owner extends Person {
  readonly provider: string;
  readonly belongings: Belongings | null;
}

/** How one thing of a subject is made for its owner, and how far each role reaches among things of its kind. */
export interface SubjectStory {
  readonly bound: (role: Role) => Bound;
  readonly give: (open: TestApp, owner: Owner) => Promise<Parameters>;
}

const ofProvider = (): Bound => 'provider';
const ofPerson = (): Bound => 'person';

/** The owner's own where the owner is a participant; those of a new participant of the owner's provider where not. */
const belongingsOf = async (open: TestApp, owner: Owner): Promise<Belongings> =>
  owner.belongings ?? (await furnish(open, owner.provider)).belongings;

const belonging =
  (name: string, which: keyof Belongings): SubjectStory['give'] =>
  async (open, owner) => ({ [name]: (await belongingsOf(open, owner))[which] });

const insert = async (open: TestApp, sql: string, parameters: readonly unknown[]): Promise<string> =>
  (await open.database.one<{ id: string }>(sql, parameters)).id;

/** An extension that was asked for and is not decided; older ones of this person are withdrawn. */
async function giveRequest(open: TestApp, enrolmentId: string): Promise<string> {
  await open.database.query(
    `update circumstance_request set state = 'withdrawn' where enrolment_id = $1 and state = 'asked'`,
    [enrolmentId],
  );
  return insert(
    open,
    `insert into circumstance_request (enrolment_id, kind, state, terms, statement, asked_at, decide_by)
     values ($1, 'extension', 'asked', '{"days": 7}', 'An inspection', app_now(), london_date(app_now()) + 14) returning id`,
    [enrolmentId],
  );
}

let failures = 0;

/** Every subject that a route may name. A new one fails the matrix until it is told here how one is made. */
export const subjects: Readonly<Record<string, SubjectStory>> = {
  ...judged,
  ...standardised,
  ...decided,
  staff: {
    bound: ofProvider,
    give: async (open, { provider }) => {
      const { staffId } = await givePerson(open, { roles: ['assessor'], provider });
      return { id: staffId ?? '', conflict: await tie(open, staffId) };
    },
  },
  school: {
    bound: ofProvider,
    give: async (open, { provider }) => {
      const urn = unusedUrn();
      await givePerson(open, { roles: ['assessor'], provider, school: urn });
      return open.database.one<{ id: string }>(`select id from school where urn = $1`, [urn]);
    },
  },
  participant: {
    bound: ofProvider,
    give: async (open, { provider }) => ({
      id: (await furnish(open, provider)).participantId ?? '',
      // None of theirs: what is there is refused by name, what is not is not there.
      merge: randomUUID(),
    }),
  },
  enrolment: { bound: ofProvider, give: belonging('id', 'enrolmentId') },
  charge: { bound: ofProvider, give: belonging('id', 'chargeId') },
  booking: {
    bound: (role) => (role === 'participant' ? 'person' : 'provider'),
    give: belonging('id', 'bookingId'),
  },
  window: {
    bound: ofProvider,
    give: async (open, { provider }) => ({
      id: await giveWindow(open, { provider, opensOn: '2027-03-01', name: `Window ${randomUUID()}` }),
    }),
  },
  'enrolment-import': {
    bound: ofProvider,
    give: async (open, { providerId, signInId }) => ({
      id: await insert(
        open,
        `insert into enrolment_import (file_name, provider_id, sha256, content, state, started_by, started_at)
         values ('people.csv', $1, $2, '', 'imported', $3, app_now()) returning id`,
        [providerId, randomBytes(32).toString('hex'), signInId],
      ),
    }),
  },
  'own document': { bound: ofPerson, give: belonging('id', 'documentId') },
  'stuck document': {
    bound: ofProvider,
    give: async (open, owner) => {
      const { documentId } = await belongingsOf(open, owner);
      await open.database.query(`update document set state = 'stuck', reason = 'crashed' where id = $1`, [documentId]);
      return { id: documentId };
    },
  },
  'held submission': {
    bound: ofProvider,
    give: async (open, owner) => {
      const { submissionId, documentId } = await belongingsOf(open, owner);
      await open.database.query(
        `update submission s set state = 'submitted', submitted_at = w.opens_at, first_submitted_at = w.opens_at,
           held_reason = 'trace-of-identity', manifest_hash = repeat('0', 64), manifest = $2
         from booking b join assessment_window w on w.id = b.window_id where s.id = $1 and b.id = s.booking_id`,
        [submissionId, JSON.stringify({ framework: '', countRule: '', items: [{ documentId, title: 'Minutes' }] })],
      );
      return { id: submissionId, documentId };
    },
  },
  request: {
    bound: (role) => (role === 'participant' ? 'person' : 'provider'),
    give: async (open, owner) => ({ id: await giveRequest(open, (await belongingsOf(open, owner)).enrolmentId) }),
  },
  'request evidence': {
    bound: (role) => (role === 'participant' ? 'person' : 'provider'),
    give: async (open, owner) => {
      const requestId = await giveRequest(open, (await belongingsOf(open, owner)).enrolmentId);
      const stored = await open.app
        .get(FileStore, { strict: false })
        .receive(Readable.from([Buffer.from(`A letter for ${requestId}`)]), { maxBytes: 1_000 });
      if (isRefusal(stored)) throw new Error(`The store refused a letter: ${stored.code}`);
      return {
        id: await insert(
          open,
          `insert into request_evidence (request_id, original_name, sha256, size, sent_at, scan)
           values ($1, 'letter.txt', $2, $3, app_now(), 'off') returning id`,
          [requestId, stored.sha256, stored.size],
        ),
      };
    },
  },
  'count to confirm': {
    bound: ofProvider,
    give: async (open, owner) => {
      const documentId = await handedIn(open, owner);
      // A number that nobody else's page has.
      const page = randomInt(100_000, 1_000_000);
      await giveEstimate(open, documentId, page);
      return { id: documentId, page: String(page) };
    },
  },
  'submitted document': {
    bound: ofProvider,
    give: async (open, owner) => ({ id: await handedIn(open, owner) }),
  },
  failure: {
    bound: ofProvider,
    give: async (open, owner) => {
      const { windowId } = await belongingsOf(open, owner);
      failures += 1;
      return {
        id: await insert(
          open,
          `insert into technical_failure (window_id, from_at, until_at, minutes, reason, declared_by, declared_at)
           select $1, t, t + interval '1 minute', 60, 'The store was away', $2, app_now()
           from (select app_now() - make_interval(mins => $3)) as x (t) returning id`,
          [windowId, owner.signInId, failures],
        ),
      };
    },
  },
  'own receipt': { bound: ofPerson, give: belonging('number', 'receiptNumber') },
};

/** Routes that name a thing and no subject: what is asked for opens by being known, is everybody's, or is sought among one's own. */
export const unowned: Readonly<Record<string, Pick<SubjectStory, 'give'>>> = {
  '/frameworks/:id': { give: async (open) => ({ id: (await frameworkInForce(open)).id }) },
  '/account/sessions/:session/end': {
    give: async (open, { signInId }) => {
      const hash = hashToken(randomUUID());
      await open.database.query(
        `insert into web_session (token_hash, sign_in_id, csrf_token, second_factor_at) values ($1, $2, 'x', clock_timestamp())`,
        [hash, signInId],
      );
      return { session: sessionName(hash) };
    },
  },
  '/account/conflicts/:conflict/end': {
    give: async (open, { staffId }) => ({ conflict: await tie(open, staffId) }),
  },
  '/invitations/:token': {
    give: async (open) => {
      const token = makeToken();
      const { signInId } = await givePerson(open, { roles: ['assessor'], provider: 'ONE' });
      await open.database.query(
        `insert into invitation (sign_in_id, purpose, token_hash, expires_at)
         values ($1, 'invitation', $2, clock_timestamp() + interval '1 day')`,
        [signInId, hashToken(token)],
      );
      return { token };
    },
  },
  '/calendars/:token': {
    give: async (open) => {
      const token = makeToken();
      const { signInId } = await giveEnrolled(open, { provider: 'ONE' });
      await open.database.query(
        `insert into calendar_link (sign_in_id, token_hash, made_at) values ($1, $2, app_now())`,
        [signInId, hashToken(token)],
      );
      return { token };
    },
  },
  '/sponsor/:token': { give: sponsored },
  '/sponsor/:token/documents/:id': { give: sponsored },
  '/demo/mail/:id': {
    give: async (open) => ({
      id: await insert(
        open,
        `insert into mail_message (key, to_address, subject, body, composed_at, state)
         values ($1, 'somebody@demo.invalid', 'A letter', 'Words', app_now(), 'sent') returning id`,
        [randomUUID()],
      ),
    }),
  },
};

/** Hands in the one document that somebody has. */
async function handedIn(open: TestApp, owner: Owner): Promise<string> {
  const { submissionId, documentId } = await belongingsOf(open, owner);
  await open.database.query(
    `update submission s set state = 'submitted', submitted_at = w.opens_at, first_submitted_at = w.opens_at,
       manifest_hash = repeat('0', 64), manifest = $2
     from booking b join assessment_window w on w.id = b.window_id where s.id = $1 and b.id = s.booking_id`,
    [submissionId, JSON.stringify({ framework: '', countRule: '', items: [{ documentId }] })],
  );
  return documentId;
}

/** Makes a document an account as a PDF with a picture of one page, and a count that waits for a person. */
async function giveEstimate(open: TestApp, documentId: string, page: number): Promise<void> {
  const { sha256, key } = await open.database.one<{ sha256: string; key: string }>(
    `update document d set component = 'account-T1', kind = 'pdf', counted = 1, count_verdict = 'needs-person'
     from document_reading r where d.id = $1 and r.sha256 = d.sha256 returning d.sha256, r.clean_key as key`,
    [documentId],
  );
  const paragraph = { story: 'body', kind: 'text', level: null, style: null, text: 'Minutes', page };
  await open.database.query(`update document_reading set pages = 1, model = $2 where sha256 = $1`, [
    sha256,
    JSON.stringify({ kind: 'pdf', paragraphs: [paragraph], pages: 1, estimate: true, storedWords: null }),
  ]);
  await open.database.query(
    `insert into page_image (sha256, drawer, page, key, width, height, drawn_at) values ($1, $2, $3, $4, 900, 1274, app_now())`,
    [sha256, drawerVersion, page, key],
  );
}

async function tie(open: TestApp, staffId: string | null): Promise<string> {
  if (staffId === null) return randomUUID();
  return insert(
    open,
    `insert into conflict (staff_id, kind, participant_email, from_date) values ($1, 'relative', $2, '2026-01-01') returning id`,
    [staffId, `${randomUUID()}@school.example`],
  );
}

/** A sponsor's link to a participant's draft. */
async function sponsored(open: TestApp, owner: Owner): Promise<Parameters> {
  const { submissionId, documentId } = await belongingsOf(open, owner);
  const token = randomBytes(24).toString('base64url');
  await open.database.query(
    `insert into sponsor_request (submission_id, sponsor_name, sponsor_email, token_hash, manifest_hash, sent_at, expires_at)
     values ($1, 'Sally Sponsor', 'sally@trust.example', $2, $3, app_now(), app_now() + interval '14 days')`,
    [submissionId, hashOfToken(token), randomBytes(32).toString('hex')],
  );
  return { token, id: documentId };
}
