import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort, isStillRunning, type EmbeddedPostgres } from './platform/database/embedded/index.js';
import { keepDatabaseRunning, startDatabase } from './start/database.js';
import { noteEnvironment } from './start/noted-environment.js';
import { operate } from './start/operator.js';
import { Part } from './start/part.js';
import { claim, known, noteRunning, noteStopped } from './start/running.js';
import { recall, remember } from './start/settings.js';

/*
 * The whole product on one machine, as `npm start` runs it: database (its own, unless DATABASE_URL names one), migrations,
 * the story on the first run, web and worker. What it keeps lies in .scriptorium/, or where SCRIPTORIUM_DIRECTORY says.
 */
const home = process.env['SCRIPTORIUM_DIRECTORY'] ?? fileURLToPath(new URL('../../.scriptorium', import.meta.url));
const isDemo = (process.env['SCRIPTORIUM_MODE'] ?? 'demo') === 'demo';

const toStop: (() => Promise<void> | void)[] = [];
const parts: Part[] = [];
let database: EmbeddedPostgres | undefined;
const stopping = new AbortController();

async function start(): Promise<void> {
  mkdirSync(home, { recursive: true });
  const other = await claim(home, known('start', process.pid));
  if (other) {
    const where = other.address ? `at ${other.address}` : 'and is about to print its address';
    throw new Error(`Scriptorium already runs here, ${where} (process ${other.supervisor.pid}).`);
  }
  toStop.push(() => noteStopped(home));
  const environment = { ...process.env, ...(await ownDatabase()), ...ownFiles(), ...(await ownPort()) };
  noteEnvironment(home, environment);
  console.log('Bringing the database to the newest schema …');
  await operate('migrate', environment, stopping.signal);
  if (isDemo && !recall(home).isPlanted) {
    console.log('Planting the story (on the first run only) …');
    await operate('plant', environment, stopping.signal);
    remember(home, { ...recall(home), isPlanted: true });
  }
  const address = await startParts(environment);
  note(address);
  console.log(`\nScriptorium runs at ${address}\n`);
  if (isDemo) await operate('people', environment, stopping.signal);
  console.log(`\nCtrl-C stops it; everything is kept in ${home}`);
}

async function ownDatabase(): Promise<NodeJS.ProcessEnv> {
  if (process.env['DATABASE_URL']) return {};
  console.log('Starting PostgreSQL …');
  const server = await startDatabase(home, recall(home));
  database = server;
  if (!server.directory.startsWith(home))
    console.log(`Its user cannot reach this checkout: it keeps its files in ${server.directory}`);
  const stopWatching = keepDatabaseRunning(server, async () => (database = await startDatabase(home, recall(home))));
  toStop.push(() => database?.stop(), stopWatching);
  return { DATABASE_URL: server.urls.app, MIGRATION_DATABASE_URL: server.urls.owner };
}

function ownFiles(): NodeJS.ProcessEnv {
  const { S3_BUCKET, STORE_DIRECTORY, KEYS_DIRECTORY } = process.env;
  return {
    ...(!S3_BUCKET && { STORE_DIRECTORY: STORE_DIRECTORY ?? join(home, 'store') }),
    KEYS_DIRECTORY: KEYS_DIRECTORY ?? join(home, 'keys'),
  };
}

/** The port of the last time where it is still free: bookmarks and mailed links go on working. */
async function ownPort(): Promise<NodeJS.ProcessEnv> {
  if (process.env['PORT']) return {};
  const remembered = recall(home);
  const webPort = await freePort(remembered.webPort);
  if (webPort !== remembered.webPort) remember(home, { ...remembered, webPort });
  return { PORT: String(webPort) };
}

async function startParts(environment: NodeJS.ProcessEnv): Promise<string> {
  console.log('Starting web and worker …');
  for (const name of ['web', 'worker'] as const) {
    parts.push(new Part({ name, home, environment, onStart: () => note(null) }));
  }
  toStop.push(async () => {
    await Promise.all(parts.map((part) => part.stop()));
  });
  const [address] = await Promise.all(parts.map((part) => part.start()));
  if (!address) throw new Error('web is ready but did not say where');
  return address;
}

let lastAddress: string | null = null;

function note(address: string | null): void {
  lastAddress = address ?? lastAddress;
  noteRunning(home, {
    supervisor: known('start', process.pid),
    address: lastAddress,
    parts: parts.flatMap((part) => (part.pid === undefined ? [] : [known(part.settings.name, part.pid)])),
  });
}

/** The last that was started is the first that is stopped. A second call ends everything this moment. */
async function stop(exitCode: number): Promise<void> {
  if (stopping.signal.aborted) {
    parts.forEach((part) => part.kill());
    if (database && isStillRunning(database)) process.kill(database.pid, 'SIGINT');
    process.exit(130);
  }
  stopping.abort();
  if (toStop.length > 0) console.log('\nStopping …');
  for (const each of toStop.toReversed()) await each();
  process.exit(exitCode);
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void stop(0));
// With nobody left to read what is said, it still stops in order.
process.stdout.on('error', () => undefined);
// Whoever started this is gone without a word.
process.once('disconnect', () => void stop(0));

try {
  await start();
} catch (error) {
  // What Ctrl-C interrupted fails too, and that is no news.
  if (stopping.signal.aborted) await new Promise(() => undefined);
  console.error(`\n${error instanceof Error ? error.message : String(error)}`);
  await stop(1);
}
