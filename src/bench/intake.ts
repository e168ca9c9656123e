import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { composeAccount } from '../story/papers/compose-account.js';
import { writeDocx } from '../story/papers/write-docx.js';
import { atMost, median, quantile, type Figure } from './figures.js';
import { ask } from './first-byte.js';
import { layDrafting, type Drafting } from './intake-cohort.js';
import { startOwnPostgres } from './own-postgres.js';
import { productEnvironment } from './product-environment.js';
import { startServer, type Server } from './servers.js';

const accounts = 500;
const arriveWithinMs = 60_000;
const checkedWithinMs = 90_000;
/** Whoever waits longer than this is a fault of the product, and the measuring ends. */
const patienceMs = 300_000;

/**
 * 500 people send an account each, spread over one minute, to the built product in production mode (web and worker, queues on
 * PostgreSQL, files in a directory, no scanner), while others go on opening pages: when was the last account checked, and how
 * long did pages take meanwhile, and before.
 */
export async function benchIntake(): Promise<Figure[]> {
  const postgres = await startOwnPostgres();
  const servers: Server[] = [];
  const client = new pg.Client({ connectionString: postgres.urls.superuser });
  try {
    await client.connect();
    const people = await layDrafting(postgres.urls.owner, accounts);
    const environment = { ...productEnvironment(postgres.home, postgres.urls.app), SCRIPTORIUM_MODE: 'production' };
    const web = await startServer('web.js', environment);
    servers.push(web);
    servers.push(await startServer('worker.js', environment));
    const papers = await writePapers();
    const quiet = await openPages(web, people, pause(10_000));
    process.stderr.write('500 accounts in a minute\n');
    const begun = performance.now();
    const arriving = sendAll(web, people, papers, begun);
    const checked = untilChecked(client, begun);
    const busy = await openPages(web, people, Promise.all([arriving, checked]));
    const answers = await arriving;
    const last = await checked;
    process.stderr.write(
      `pages: ${busy.length} opened meanwhile, median ${median(busy).toFixed(0)} ms, 95 of 100 within ${quantile(busy, 0.95).toFixed(0)} ms; ` +
        `before it ${quantile(quiet, 0.95).toFixed(0)} ms\nsending: 95 of 100 answered within ${quantile(answers, 0.95).toFixed(0)} ms\n`,
    );
    const of = { bench: 'intake' };
    return [
      atMost(checkedWithinMs / 1_000, {
        ...of,
        figure: '500 accounts in one minute, the last checked after',
        unit: 's',
        ours: last / 1_000,
      }),
      atMost(150, {
        ...of,
        figure: 'pages meanwhile, 95 of 100 within (beside before)',
        unit: 'ms',
        ours: quantile(busy, 0.95),
        anchor: quantile(quiet, 0.95),
      }),
    ];
  } finally {
    await client.end();
    await Promise.all(servers.map((server) => server.stop()));
    await postgres.stop();
  }
}

/** Different texts: the same bytes would be read once. */
async function writePapers(): Promise<Buffer[]> {
  const papers: Buffer[] = [];
  for (let at = 0; at < accounts; at += 1)
    papers.push(await writeDocx(composeAccount('T1', `Intake ${at}`, 3_900), `Participant ${at}`));
  return papers;
}

/** Sends each at its moment, whether or not those before it are answered; gives how long each answer took. */
async function sendAll(
  web: Server,
  people: readonly Drafting[],
  papers: readonly Buffer[],
  begun: number,
): Promise<number[]> {
  return Promise.all(
    people.map(async ({ cookie, csrfToken }, at) => {
      await pause(Math.max(0, begun + (at * arriveWithinMs) / accounts - performance.now()));
      const form = new FormData();
      form.set('component', 'account-T1');
      form.set('title', '');
      form.set('file', new File([new Uint8Array(papers[at]!)], `account ${at}.docx`));
      const sent = performance.now();
      const response = await fetch(`${web.address}/api/v1/documents?_csrf=${csrfToken}`, {
        method: 'POST',
        headers: { cookie, 'idempotency-key': randomUUID() },
        body: form,
      });
      const text = await response.text();
      if (response.status !== 200)
        throw new Error(`Account ${at} was answered ${response.status}: ${text.slice(0, 300)}`);
      return performance.now() - sent;
    }),
  );
}

/** Milliseconds from `begun` until every account is checked. */
async function untilChecked(client: pg.Client, begun: number): Promise<number> {
  for (;;) {
    const { rows } = await client.query<{ checked: number; failed: number }>(
      `select count(*) filter (where state = 'checked')::int as checked,
              count(*) filter (where state in ('refused', 'unreadable', 'infected', 'failed'))::int as failed from document`,
    );
    const { checked = 0, failed = 0 } = rows[0] ?? {};
    const ms = performance.now() - begun;
    if (failed > 0) throw new Error(`${failed} accounts did not pass their checks`);
    if (checked >= accounts) return ms;
    if (ms > patienceMs) throw new Error(`${checked} of ${accounts} accounts were checked after five minutes`);
    await pause(250);
  }
}

/** Opens the pages of one person after another, five a second, until `over` is over; gives what each took. */
async function openPages(web: Server, people: readonly Drafting[], over: Promise<unknown>): Promise<number[]> {
  const ended = over.then(() => true);
  const times: number[] = [];
  for (let at = 0, isOver = false; !isOver; at += 1) {
    const { cookie } = people[(at * 37) % people.length]!;
    const path = ['/', '/documents', '/submission'][at % 3]!;
    const { ms, status } = await ask({ url: `${web.address}${path}`, cookie });
    if (status !== 200) throw new Error(`${path} was answered ${status}`);
    times.push(ms);
    isOver = await Promise.race([ended, pause(200, false)]);
  }
  return times;
}
