import pg from 'pg';
import { openContext } from '../open-app.js';
import { readConfig } from '../platform/config/config.js';
import { RunWork } from '../platform/jobs/run-work.js';
import { layClock, type ClockCohort } from './clock-cohort.js';
import { atMost, atMostTimes, type Figure } from './figures.js';
import { startOwnPostgres } from './own-postgres.js';
import { productEnvironment } from './product-environment.js';

const of = { bench: 'clock' };
const sizes = [25_000, 50_000, 100_000];

/** Seconds of one job over one cohort, of the job again with nothing left to do, and of the bare update of the same rows. */
interface Taken {
  readonly ours: number;
  readonly again: number;
  readonly bare: number;
}

interface Measured {
  readonly cohort: ClockCohort;
  readonly nightly: Taken;
  readonly closing: Taken;
}

/**
 * The nightly run over all enrolments and the closing of a window, as the jobs that the worker does, at three sizes, each in
 * a database of its own. A job ends what it works on, so each is measured once a size; the bare update is rolled back before.
 * `share`, such as 0.1, measures with that part of everything: for a look while something is being mended.
 */
export async function benchClock(share = '1'): Promise<Figure[]> {
  const part = Number(share);
  if (!(part > 0 && part <= 1)) throw new Error(`${share} is no share from 0 to 1`);
  const measured: Measured[] = [];
  for (const size of sizes) measured.push(await measure(Math.round(size * part)));
  return [
    ...measured.flatMap(figuresOf),
    ...growth(
      'nightly run, an enrolment',
      'µs',
      1e6,
      measured,
      ({ nightly, cohort }) => nightly.ours / cohort.enrolments,
    ),
    ...growth(
      'closing a window, a booking',
      'ms',
      1e3,
      measured,
      ({ closing, cohort }) => closing.ours / cohort.bookings,
    ),
  ];
}

function figuresOf({ cohort, nightly, closing }: Measured): Figure[] {
  const { enrolments, due, bookings } = cohort;
  const [run, close] = [`nightly run over ${enrolments} enrolments, ${due} run out`, `closing ${bookings} bookings`];
  return [
    atMost(60, {
      ...of,
      figure: `${run} (beside the bare update)`,
      unit: 's',
      ours: nightly.ours,
      anchor: nightly.bare,
    }),
    atMost(5, { ...of, figure: `${run}, again with nothing left`, unit: 's', ours: nightly.again }),
    atMost(600, {
      ...of,
      figure: `${close}, half handed in (beside the bare update)`,
      unit: 's',
      ours: closing.ours,
      anchor: closing.bare,
    }),
    atMost(5, { ...of, figure: `${close}, again with nothing left`, unit: 's', ours: closing.again }),
  ];
}

/** What one row takes at the largest size beside the smallest: 1 where the work grows as the rows do. */
function growth(
  figure: string,
  unit: string,
  times: number,
  measured: readonly Measured[],
  eachOf: (one: Measured) => number,
): Figure[] {
  const [first, last] = [measured.at(0), measured.at(-1)];
  if (!first || !last) return [];
  const [ours, anchor] = [eachOf(last) * times, eachOf(first) * times];
  return [atMostTimes(1.5, { ...of, figure: `${figure}, largest beside smallest`, unit, ours, anchor })];
}

async function measure(size: number): Promise<Measured> {
  const postgres = await startOwnPostgres();
  const client = new pg.Client({ connectionString: postgres.urls.owner });
  try {
    await client.connect();
    const cohort = await layClock(postgres.urls.owner, size);
    const context = await openContext(readConfig(productEnvironment(postgres.home, postgres.urls.app)));
    try {
      const runWork = context.get(RunWork, { strict: false });
      const nightly = await take(client, runWork, 'enrolment.sweep', bareSweep);
      await hold(client, `select count(*)::int as n from enrolment where state = 'lapsed'`, cohort.due);
      const closing = await take(client, runWork, 'submission.close-windows', bareClosing);
      await hold(client, `select count(*)::int as n from booking where state = 'no-show'`, cohort.bookings / 2);
      await hold(client, `select count(*)::int as n from script`, cohort.bookings / 2);
      await hold(client, `select count(*)::int as n from assessment_window where closed_at is not null`, 1);
      process.stderr.write(
        `${size} enrolments: nightly run ${nightly.ours.toFixed(1)} s, closing ${cohort.bookings} bookings ${closing.ours.toFixed(1)} s\n`,
      );
      return { cohort, nightly, closing };
    } finally {
      await context.close();
    }
  } finally {
    await client.end();
    await postgres.stop();
  }
}

const bareSweep = [
  `update enrolment set state = 'lapsed', version = version + 1 where state = 'active' and present_by < current_date`,
];
const bareClosing = [
  `update booking set state = 'no-show', seat = null, version = version + 1 where state = 'confirmed'`,
  `update submission set state = case state when 'draft' then 'no-show' else 'accepted' end, accepted_at = app_now(),
          version = version + 1`,
];

async function take(client: pg.Client, runWork: RunWork, kind: string, bare: readonly string[]): Promise<Taken> {
  const bareSeconds = await seconds(async () => {
    await client.query('begin');
    for (const sql of bare) await client.query(sql);
    await client.query('rollback');
  });
  await client.query('vacuum analyze booking, submission, enrolment');
  const ours = await seconds(() => doWork(client, runWork, kind, 'first'));
  const again = await seconds(() => doWork(client, runWork, kind, 'again'));
  return { ours, again, bare: bareSeconds };
}

/** One job, claimed, done and finished as the worker does it. Throws where it failed. */
async function doWork(client: pg.Client, runWork: RunWork, kind: string, key: string): Promise<void> {
  const { rows } = await client.query<{ id: string; generation: number }>(
    `insert into work_item (kind, key, subject, due_at) values ($1, $2, '{}', app_now()) returning id, generation`,
    [kind, key],
  );
  await runWork.run(rows[0]!);
  const after = await client.query<{ state: string; reason: string | null }>(
    `select state, reason from work_item where id = $1`,
    [rows[0]!.id],
  );
  if (after.rows[0]?.state !== 'done') throw new Error(`${kind} was not done: ${after.rows[0]?.reason}`);
}

/** Throws where a job did not do what it was measured for. */
async function hold(client: pg.Client, sql: string, expected: number): Promise<void> {
  const { rows } = await client.query<{ n: number }>(sql);
  if (rows[0]?.n !== expected) throw new Error(`${sql} gives ${rows[0]?.n}, not ${expected}`);
}

async function seconds(act: () => Promise<void>): Promise<number> {
  const begun = performance.now();
  await act();
  return (performance.now() - begun) / 1_000;
}
