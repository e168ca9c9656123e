// For the rooms with queues on Redis: the shared PostgreSQL, and a Redis in which each Jest worker has its own database.
import './typescript-hooks.mjs';
import setUpPostgres from './global-postgres.mjs';

/** @type {{ stop: () => Promise<void> } | undefined} */
let server;

export default async function setUp() {
  const { startRedis } = await import('./redis.ts');
  const redis = await startRedis();
  server = redis;
  process.env.TEST_REDIS_URL = redis.url;
  await setUpPostgres();
}

export async function tearDown() {
  await server?.stop();
}
