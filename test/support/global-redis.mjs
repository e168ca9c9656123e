// For the rooms with queues on Redis: the shared PostgreSQL, and a Redis in which each Jest worker has its own database.
import './typescript-hooks.mjs';
import setUpPostgres, { tearDown as tearDownPostgres } from './global-postgres.mjs';

/** @type {Promise<{ url: string, stop: () => Promise<void> }> | undefined} */
let server;

/** Called once by each project that asks for it; the servers are the same. */
export default async function setUp() {
  await setUpPostgres();
  server ??= import('./redis.ts').then(({ startRedis }) => startRedis());
  try {
    process.env.TEST_REDIS_URL = (await server).url;
  } catch (error) {
    await tearDownPostgres();
    throw error;
  }
}

export async function tearDown() {
  await (await server)?.stop();
}
