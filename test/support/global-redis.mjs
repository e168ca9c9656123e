// For the rooms with queues on Redis: the shared PostgreSQL, and a Redis in which each Jest worker has its own database.
import './typescript-hooks.mjs';
import setUpPostgres, { tearDown as tearDownPostgres } from './global-postgres.mjs';

/** @type {{ url: string, stop: () => Promise<void> } | undefined} */
let server;

export default async function setUp() {
  await setUpPostgres();
  try {
    const { startRedis } = await import('./redis.ts');
    server = await startRedis();
  } catch (error) {
    await tearDownPostgres();
    throw error;
  }
  process.env.TEST_REDIS_URL = server.url;
}

export async function tearDown() {
  await server?.stop();
}
