import pg from 'pg';
import { npqel2017 } from '#libs/rubric';

/** How many rows of each kind a clock cohort has. */
export interface ClockCohort {
  readonly enrolments: number;
  /** Places in the one window, which is over; every second of them was handed in with three pieces of evidence. */
  readonly bookings: number;
  /** Enrolments whose time ran out: every hundredth. */
  readonly due: number;
}

export const shareDue = 100;
const evidenceEach = 3;
const sha = `md5(e.id::text || n) || md5(n || e.id::text)`;

/** Enrolments, one in a hundred of them run out, and a closed window with a place for every fifth, by SQL into an empty, migrated database. */
export async function layClock(url: string, enrolments: number): Promise<ClockCohort> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const bookings = enrolments / 5;
  try {
    for (const [sql, parameters] of statements(enrolments, bookings)) await client.query(sql, [...parameters]);
  } finally {
    await client.end();
  }
  return { enrolments, bookings, due: enrolments / shareDue };
}

/** A participant's number stands in their TRN. Numbers to `bookings` hold a place; of the rest every hundredth of all ran out. */
function statements(enrolments: number, bookings: number): [sql: string, parameters: readonly unknown[]][] {
  const scope = JSON.stringify(npqel2017.criteria.map(({ code }) => code));
  return [
    [`insert into provider (code, name) values ('BEN', 'Bench Provider')`, []],
    [
      `insert into framework_version (id, title, provenance, definition, published_at) values ('bench', $1, $2, $3, app_now())`,
      [npqel2017.title, npqel2017.provenance, JSON.stringify(npqel2017)],
    ],
    [
      `insert into assessment_window (provider_id, name, framework_version, opens_at, closes_at, booking_opens_at,
         booking_closes_at, confirm_by, capacity)
       select p.id, 'Autumn', 'bench', t - interval '14 days', t - interval '1 hour', t - interval '200 days',
              t - interval '20 days', t - interval '40 days', 100000 from provider p, (select app_now() as t) as clock`,
      [],
    ],
    [
      `insert into sign_in (email) select 'participant.' || n || '@bench.invalid' from generate_series(1, $1::int) as n`,
      [enrolments],
    ],
    [
      `insert into participant (sign_in_id, name, trn, provider_id)
       select s.id, 'Participant ' || n, (1000000 + n)::text, p.id
       from generate_series(1, $1::int) as n join sign_in s on s.email = 'participant.' || n || '@bench.invalid', provider p`,
      [enrolments],
    ],
    [
      `insert into enrolment (participant_id, framework_version, start_date, present_by, present_by_why, state, presented_at)
       select p.id, 'bench', current_date - 500,
              case when n > $1::int and n <= $1::int + $2::int then current_date - 2 else current_date + 40 end, 'bench',
              case when n <= $1::int and n % 2 = 0 then 'presented' else 'active' end,
              case when n <= $1::int and n % 2 = 0 then app_now() end
       from (select id, trn::int - 1000000 as n from participant) as p`,
      [bookings, enrolments / shareDue],
    ],
    [
      `insert into booking (window_id, enrolment_id, attempt_no, state, seat, booked_at)
       select w.id, e.id, 1, case when n % 2 = 0 then 'used' else 'confirmed' end, n, app_now()
       from (select id, trn::int - 1000000 as n from participant) as p join enrolment e on e.participant_id = p.id,
            assessment_window w where n <= $1::int`,
      [bookings],
    ],
    [
      `insert into attempt (enrolment_id, no, scope, opened_at) select enrolment_id, 1, $1, app_now() from booking`,
      [scope],
    ],
    [
      `insert into document (enrolment_id, attempt_no, component, original_name, title, sha256, size, kind, state, scan, scanned_at,
         uploaded_by, uploaded_at)
       select e.id, 1, 'evidence', 'evidence ' || n || '.pdf', 'Evidence ' || n, ${sha}, 100000, 'pdf', 'checked', 'clean',
              app_now(), p.sign_in_id, app_now()
       from booking b join enrolment e on e.id = b.enrolment_id join participant p on p.id = e.participant_id,
            generate_series(1, ${evidenceEach}) as n where b.state = 'used'`,
      [],
    ],
    [
      `insert into submission (attempt_id, booking_id, state, framework_version, manifest, manifest_hash, submitted_at)
       select a.id, case b.state when 'used' then b.id end, case b.state when 'used' then 'submitted' else 'draft' end, 'bench',
              d.manifest, case b.state when 'used' then repeat('0', 64) end, case b.state when 'used' then w.opens_at end
       from booking b join assessment_window w on w.id = b.window_id join attempt a on a.enrolment_id = b.enrolment_id
       left join (select enrolment_id, jsonb_build_object('framework', 'bench', 'countRule', 'bench', 'items',
                    jsonb_agg(jsonb_build_object('documentId', id, 'component', component, 'title', title, 'sha256', sha256,
                                                 'size', size, 'words', null, 'links', '[]'::jsonb))) as manifest
                  from document group by enrolment_id) as d on d.enrolment_id = b.enrolment_id`,
      [],
    ],
    ['analyze', []],
  ];
}
