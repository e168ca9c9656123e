import { createHash, randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import pg from 'pg';
import { isRefusal } from '#libs/refusal';
import { npqel2017, type Framework } from '#libs/rubric';
import type { FileStore } from '../platform/storage/index.js';
import { freezeScripts, manifestHash, type Manifest } from '../submission/index.js';

/** Somebody signed in, by the cookie that a browser would send. */
export interface SignedIn {
  readonly cookie: string;
}

export interface Cohort {
  readonly administrator: SignedIn;
  readonly assessor: SignedIn;
  readonly moderator: SignedIn;
  readonly lead: SignedIn;
  /** A script that the assessor is marking, and its set of marks. */
  readonly script: { readonly number: string; readonly markSetId: string; readonly criterion: string };
  readonly batchId: string;
  /** Adds participants with their accepted scripts, all the assessor's and all in the moderator's sample, up to `size`. */
  readonly growTo: (size: number) => Promise<void>;
  /** Closes the connection that it was laid through. */
  readonly end: () => Promise<void>;
}

const framework: Framework = npqel2017;
const version = 'bench';
const manifest: Manifest = { framework: version, countRule: framework.counting.ruleVersion, items: [] };

/** A provider with one of each member of staff, written straight into an empty, migrated database and the store beside it. */
export async function layCohort(url: string, store: FileStore): Promise<Cohort> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await lay(client, store);
  } catch (error) {
    // Otherwise the end of the server is what is heard of it.
    await client.end();
    throw error;
  }
}

async function lay(client: pg.Client, store: FileStore): Promise<Cohort> {
  const one = async (sql: string, parameters: unknown[] = []): Promise<string> => {
    const { rows } = await client.query<{ id: string }>(sql, parameters);
    if (!rows[0]) throw new Error('An insert that returns gives a row');
    return rows[0].id;
  };
  const providerId = await one(`insert into provider (code, name) values ('BEN', 'Bench Provider') returning id`);
  await client.query(
    `insert into framework_version (id, title, provenance, definition, published_at)
     values ($1, $2, $3, $4, app_now())`,
    [version, framework.title, framework.provenance, JSON.stringify(framework)],
  );
  const windowId = await one(
    `insert into assessment_window (provider_id, name, framework_version, opens_at, closes_at, booking_opens_at,
       booking_closes_at, confirm_by, capacity, closed_at)
     select $1, 'Autumn', $2, t - interval '15 days', t - interval '1 day', t - interval '200 days', t - interval '16 days',
            t - interval '50 days', 10000, t from (select app_now() as t) as clock returning id`,
    [providerId, version],
  );
  const batchId = await one(
    `insert into moderation_batch (window_id, framework_version, state, policy, frame, frame_hash, frozen_at)
     values ($1, $2, 'moderating', '{}', '{"items": []}', repeat('0', 64), app_now()) returning id`,
    [windowId, version],
  );
  const staff = async (role: string): Promise<SignedIn & { staffId: string }> =>
    addStaff(one, client, providerId, role);
  const [administrator, assessor, moderator, lead] = [
    await staff('administrator'),
    await staff('assessor'),
    await staff('moderator'),
    await staff('lead'),
  ];
  const place = {
    providerId,
    windowId,
    batchId,
    assessorId: assessor.staffId,
    moderatorId: moderator.staffId,
    copies: await storeCopies(store),
  };
  const growTo = (size: number): Promise<void> => grow(client, place, size);
  await growTo(1);
  const { rows } = await client.query<{ number: string; markSetId: string }>(
    `select script_number as number, id as "markSetId" from mark_set order by script_number limit 1`,
  );
  const first = rows[0];
  if (!first) throw new Error('The cohort has no script');
  const script = { ...first, criterion: framework.criteria[0]?.code ?? '' };
  return { administrator, assessor, moderator, lead, script, batchId, growTo, end: () => client.end() };
}

async function addStaff(
  one: (sql: string, parameters: unknown[]) => Promise<string>,
  client: pg.Client,
  providerId: string,
  role: string,
): Promise<SignedIn & { staffId: string }> {
  const signInId = await one(`insert into sign_in (email) values ($1) returning id`, [`${role}@bench.invalid`]);
  const staffId = await one(`insert into staff (sign_in_id, name, provider_id) values ($1, $2, $3) returning id`, [
    signInId,
    `The ${role}`,
    providerId,
  ]);
  await client.query(`insert into staff_role (staff_id, role) values ($1, $2)`, [staffId, role]);
  const token = randomBytes(32).toString('base64url');
  await client.query(
    `insert into web_session (token_hash, sign_in_id, csrf_token, second_factor_at) values ($1, $2, $3, clock_timestamp())`,
    [createHash('sha256').update(token).digest('hex'), signInId, randomBytes(32).toString('base64url')],
  );
  return { staffId, cookie: `__Host-sid=${token}` };
}

/** Twelve small clean copies, which every script of the cohort shares; their keys in the order of its documents. */
async function storeCopies(store: FileStore): Promise<string[]> {
  const keys: string[] = [];
  for (let n = 0; n < 12; n += 1) {
    const html = `<!doctype html><title>Document ${n}</title><p>${'The board weighed three options. '.repeat(500)}</p>`;
    const stored = await store.receive(Readable.from([Buffer.from(html)]), { maxBytes: 1_000_000 });
    if (isRefusal(stored)) throw new Error(`The store refused a clean copy: ${stored.code}`);
    keys.push(stored.key);
  }
  return keys;
}

interface Place {
  /** Keys of the clean copies. */
  readonly copies: readonly string[];
  readonly providerId: string;
  readonly windowId: string;
  readonly batchId: string;
  readonly assessorId: string;
  readonly moderatorId: string;
}

/** One statement a table, whatever the size; a person's number stands in the name, so that growing again adds the rest. */
async function grow(client: pg.Client, place: Place, size: number): Promise<void> {
  const scope = JSON.stringify(framework.criteria.map(({ code }) => code));
  const statements: readonly [sql: string, parameters: unknown[]][] = [
    [
      `insert into sign_in (email) select 'participant.' || n || '@bench.invalid' from generate_series(1, $1) as n on conflict do nothing`,
      [size],
    ],
    [
      `insert into participant (sign_in_id, name, trn, provider_id)
       select s.id, 'Participant ' || n, (1000000 + n)::text, $2
       from generate_series(1, $1) as n join sign_in s on s.email = 'participant.' || n || '@bench.invalid'
       where not exists (select from participant there where there.sign_in_id = s.id)`,
      [size, place.providerId],
    ],
    [
      `insert into enrolment (participant_id, framework_version, start_date, present_by, present_by_why, state, presented_at)
       select id, $1, current_date - 300, current_date + 240, 'bench', 'presented', app_now() from participant on conflict do nothing`,
      [version],
    ],
    [
      `insert into booking (window_id, enrolment_id, attempt_no, state, seat, booked_at)
       select $1, e.id, 1, 'used', substr(p.name, 13)::int, app_now() from enrolment e join participant p on p.id = e.participant_id
       on conflict do nothing`,
      [place.windowId],
    ],
    [
      `insert into attempt (enrolment_id, no, scope, opened_at) select id, 1, $1, app_now() from enrolment on conflict do nothing`,
      [scope],
    ],
    [
      `insert into submission (attempt_id, state, framework_version, manifest, manifest_hash, submitted_at, accepted_at)
       select id, 'accepted', $1, $2, $3, app_now(), app_now() from attempt on conflict do nothing`,
      [version, JSON.stringify(manifest), manifestHash(manifest)],
    ],
    [
      `insert into script (number, submission_id, window_id, framework_version, attempt_no, scope, accepted_at)
       select regexp_replace(upper(left(md5(id::text), 8)), '(....)(....)', '\\1-\\2'), id, $1, $2, 1, $3, app_now() from submission
       on conflict do nothing`,
      [place.windowId, version, scope],
    ],
    [
      `insert into script_document (script_number, position, component, label, clean_key, clean_kind, counted)
       select number, n, case n when 0 then 'account-T1' when 1 then 'account-T2' else 'evidence' end, 'Document ' || n, ($1::text[])[n + 1],
              'html', 3900 from script cross join generate_series(0, 11) as n where script.frozen_hash is null`,
      [place.copies],
    ],
    [
      `insert into assignment (script_number, role, assessor_id, state, due_on, assigned_at)
       select number, 'first', $1, 'marking', current_date + 15, app_now() from script on conflict do nothing`,
      [place.assessorId],
    ],
    [
      `insert into marking (script_number, state) select number, 'first-marking' from script on conflict do nothing`,
      [],
    ],
    [
      `insert into mark_set (assignment_id, script_number, state) select id, script_number, 'open' from assignment on conflict do nothing`,
      [],
    ],
    [
      `insert into mark (mark_set_id, criterion, level, comment, saved_at)
       select s.id, c, 1, repeat('The evidence shows a clear line from the aim to what was done. ', 6), app_now()
       from mark_set s cross join jsonb_array_elements_text($1::jsonb) as c on conflict do nothing`,
      [scope],
    ],
    [
      `insert into sample_item (batch_id, script_number, reasons, moderator_id, state)
       select $1, number, '{"stratum": "all", "reasons": []}', $2, 'waiting' from script on conflict do nothing`,
      [place.batchId, place.moderatorId],
    ],
    ['analyze', []],
  ];
  for (const [sql, parameters] of statements) await client.query(sql, parameters);
  const { rows } = await client.query<{ number: string }>(`select number from script where frozen_hash is null`);
  const numbers = rows.map(({ number }) => number);
  const query = async <Row>(sql: string, parameters: readonly unknown[] = []): Promise<Row[]> =>
    (await client.query(sql, [...parameters])).rows as Row[];
  await freezeScripts({ query, journalAll: () => Promise.resolve() }, numbers);
}
