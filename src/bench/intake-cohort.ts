import { createHash, randomBytes } from 'node:crypto';
import pg from 'pg';
import { npqel2017 } from '#libs/rubric';

/** A participant in an open window, by what a form of theirs would carry. */
export interface Drafting {
  readonly cookie: string;
  readonly csrfToken: string;
}

/** `size` participants who hold a confirmed place in a window that is open for another week, written straight into an empty, migrated database. */
export async function layDrafting(url: string, size: number): Promise<Drafting[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const people = Array.from({ length: size }, (_, at) => ({
    email: `participant.${at}@bench.invalid`,
    name: `Participant ${at}`,
    trn: String(1_000_000 + at),
    seat: at + 1,
    token: randomBytes(32).toString('base64url'),
    csrf: randomBytes(32).toString('base64url'),
  }));
  const rows = JSON.stringify(
    people.map((one) => ({ ...one, token: createHash('sha256').update(one.token).digest('hex') })),
  );
  const person = `from jsonb_to_recordset($1::jsonb) as p (email text, name text, trn text, seat int, token text, csrf text)`;
  try {
    await client.query(`insert into provider (code, name) values ('BEN', 'Bench Provider')`);
    await client.query(
      `insert into framework_version (id, title, provenance, definition, published_at)
       values ('bench', $1, $2, $3, app_now())`,
      [npqel2017.title, npqel2017.provenance, JSON.stringify(npqel2017)],
    );
    await client.query(
      `insert into assessment_window (provider_id, name, framework_version, opens_at, closes_at, booking_opens_at,
         booking_closes_at, confirm_by, capacity)
       select p.id, 'Autumn', 'bench', t - interval '7 days', t + interval '7 days', t - interval '200 days', t - interval '8 days',
              t - interval '40 days', 10000 from provider p, (select app_now() as t) as clock`,
    );
    await client.query(`insert into sign_in (email) select email ${person}`, [rows]);
    await client.query(
      `insert into participant (sign_in_id, name, trn, provider_id)
       select s.id, p.name, p.trn, provider.id ${person} join sign_in s using (email), provider`,
      [rows],
    );
    await client.query(
      `insert into enrolment (participant_id, framework_version, start_date, present_by, present_by_why, state)
       select id, 'bench', current_date - 300, current_date + 240, 'bench', 'active' from participant`,
    );
    await client.query(
      `insert into booking (window_id, enrolment_id, attempt_no, state, seat, booked_at)
       select w.id, e.id, 1, 'confirmed', p.seat, app_now() ${person}
       join participant t using (trn) join enrolment e on e.participant_id = t.id, assessment_window w`,
      [rows],
    );
    await client.query(
      `insert into web_session (token_hash, sign_in_id, csrf_token, second_factor_at)
       select p.token, s.id, p.csrf, clock_timestamp() ${person} join sign_in s using (email)`,
      [rows],
    );
    await client.query('analyze');
  } finally {
    await client.end();
  }
  return people.map(({ token, csrf }) => ({ cookie: `__Host-sid=${token}`, csrfToken: csrf }));
}
