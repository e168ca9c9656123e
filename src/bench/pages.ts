import { randomUUID } from 'node:crypto';
import { openStore } from '../platform/storage/index.js';
import { layCohort, type Cohort } from './cohort.js';
import { atMost, median, quantile, type Figure } from './figures.js';
import { ask, type Question } from './first-byte.js';
import { startOwnPostgres } from './own-postgres.js';
import { productEnvironment } from './product-environment.js';
import { startServer, type Server } from './servers.js';

const rounds = 7;
const asksARound = 20;
const warmUps = 40;

interface Page {
  readonly name: string;
  readonly goalMs: number;
  /** How many statements a list takes must not grow with what is in it. */
  readonly isList: boolean;
  /** A question for each time it is asked: a save names the version it follows. */
  readonly question: (address: string) => Question;
}

/**
 * First byte of the pages that people wait for, on the built product in production mode with a PostgreSQL of its own, over
 * HTTP on the loopback address, beside a plain Nest and Fastify page; and how many SQL statements each page takes.
 */
export async function benchPages(): Promise<Figure[]> {
  const postgres = await startOwnPostgres();
  const opened: (() => Promise<void>)[] = [postgres.stop];
  try {
    const environment = productEnvironment(postgres.home, postgres.urls.app);
    const store = openStore({ kind: 'directory', root: environment['STORE_DIRECTORY'] ?? '' });
    const cohort = await layCohort(postgres.urls.owner, store);
    opened.push(cohort.end);
    const start = async (program: string, more: Readonly<Record<string, string>>): Promise<Server> => {
      const server = await startServer(program, more);
      opened.push(server.stop);
      return server;
    };
    const product = await start('web.js', { ...environment, SCRIPTORIUM_MODE: 'production' });
    // Only a demonstration says how many statements a page took.
    const counting = await start('web.js', { ...environment, SCRIPTORIUM_MODE: 'demo' });
    const hello = await start('bench/hello.js', {});
    const figures: Figure[] = [];
    for (const size of [300, 1_500]) {
      await cohort.growTo(size);
      figures.push(...(await measure(pagesOf(cohort, size), product, counting, hello)));
    }
    return figures;
  } finally {
    // The database last: what is connected to it when it ends would say that, and not what was wrong.
    for (const end of opened.toReversed()) await end();
  }
}

function pagesOf(cohort: Cohort, size: number): Page[] {
  const get = (name: string, goalMs: number, path: string, { cookie }: { cookie: string }): Page => ({
    name,
    goalMs,
    isList: goalMs === 60,
    question: (address) => ({ url: `${address}${path}`, cookie }),
  });
  const { number, markSetId, criterion } = cohort.script;
  return [
    get(`participants list of ${size}`, 60, '/participants', cohort.administrator),
    get(`marking queue of ${size}`, 60, '/marking', cohort.assessor),
    get(`moderation list of ${size}`, 60, '/moderation', cohort.moderator),
    get(`batch page of ${size}`, 60, `/moderation/${cohort.batchId}`, cohort.lead),
    get(`marking page (cohort ${size})`, 80, `/scripts/${number}`, cohort.assessor),
    {
      name: `saving a mark (cohort ${size})`,
      goalMs: 15,
      isList: false,
      question: (address) => ({
        url: `${address}/api/v1/scripts/${number}/marks`,
        cookie: cohort.assessor.cookie,
        accept: 'application/json',
        body: { markSetId, changes: [nextChange(criterion)] },
      }),
    },
  ];
}

let standing = 1;

function nextChange(criterion: string): object {
  const baseVersion = standing;
  standing += 1;
  return {
    id: randomUUID(),
    criterion,
    baseVersion,
    level: baseVersion % 3,
    comment: `What was seen the ${baseVersion}th time, in a sentence or two as they are typed.`,
    pointers: [],
  };
}

async function measure(pages: readonly Page[], product: Server, counting: Server, hello: Server): Promise<Figure[]> {
  const ours = new Map<string, number[]>(pages.map(({ name }) => [name, []]));
  const anchors = new Map<string, number[]>(pages.map(({ name }) => [name, []]));
  for (const page of pages) await times(warmUps, () => asked(page, product));
  await times(warmUps, () => ask({ url: hello.address }));
  for (let round = 1; round <= rounds; round += 1) {
    process.stderr.write(`round ${round} of ${rounds}\n`);
    for (const page of pages) {
      ours.get(page.name)?.push(...(await times(asksARound, () => asked(page, product))));
      anchors.get(page.name)?.push(...(await times(asksARound, async () => (await ask({ url: hello.address })).ms)));
    }
  }
  const figures: Figure[] = [];
  for (const page of pages) {
    const mine = ours.get(page.name) ?? [];
    const of = { bench: 'pages', unit: 'ms', anchor: median(anchors.get(page.name) ?? []) };
    figures.push(atMost(page.goalMs, { ...of, figure: `${page.name}, first byte`, ours: median(mine) }));
    process.stderr.write(`${page.name}: 95 of 100 within ${quantile(mine, 0.95).toFixed(1)} ms\n`);
    if (!page.isList) continue;
    const statements = await statementsOf(page, counting);
    figures.push(atMost(5, { bench: 'pages', unit: 'statements', figure: `${page.name}, SQL`, ours: statements }));
  }
  return figures;
}

/** Asks and holds the answer to be one: a refusal is quick and no measure. */
async function asked(page: Page, { address }: Server): Promise<number> {
  const { ms, status, text } = await ask(page.question(address));
  if (status !== 200 || text.includes('"applied":false'))
    throw new Error(`${page.name} was answered ${status}: ${text.slice(0, 300)}`);
  return ms;
}

async function statementsOf(page: Page, { address }: Server): Promise<number> {
  await ask(page.question(address));
  const { headers } = await ask(page.question(address));
  return Number(/\d+/.exec(String(headers['server-timing']))?.[0] ?? Number.NaN);
}

async function times<T>(count: number, act: () => Promise<T>): Promise<T[]> {
  const results: T[] = [];
  for (let each = 0; each < count; each += 1) results.push(await act());
  return results;
}
