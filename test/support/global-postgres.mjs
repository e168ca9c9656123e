// Before the first spec that needs a database: one throwaway PostgreSQL with one migrated template in it, for all of
// them. The specs find it through the environment (test/support/postgres.ts). The threads that read files run compiled.
import './typescript-hooks.mjs';
import { ensureBuilt } from '../../bin/build.mjs';

/** @type {Promise<{ stop: () => Promise<void> }> | undefined} */
let server;

/** Called once by each project that asks for it; the server is the same. */
export default function setUp() {
  server ??= start();
  return server.then(() => undefined);
}

export async function tearDown() {
  const running = await server;
  server = undefined;
  await running?.stop();
}

async function start() {
  await ensureBuilt(process.execPath);
  const { startThrowawayPostgres } = await import('./throwaway-postgres.ts');
  const { buildTemplate } = await import('./template.ts');
  const postgres = await startThrowawayPostgres();
  try {
    await buildTemplate(postgres.urls);
  } catch (error) {
    await postgres.stop();
    throw error;
  }
  process.env.TEST_SHARED_DIRECTORY = postgres.home;
  process.env.TEST_POSTGRES_URL = postgres.urls.superuser;
  process.env.TEST_POSTGRES_OWNER_URL = postgres.urls.owner;
  process.env.TEST_POSTGRES_APP_URL = postgres.urls.app;
  return postgres;
}
