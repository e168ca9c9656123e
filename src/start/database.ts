import { join } from 'node:path';
import { isStillRunning, startEmbeddedPostgres, type EmbeddedPostgres } from '../platform/database/embedded/index.js';
import { remember, type Remembered } from './settings.js';

/** How often it is looked whether PostgreSQL still lives: only kill -9 and lack of memory end it. */
const lookMs = 1000;

/** The database that comes along, started or adopted, and kept on the same port from start to start. */
export async function startDatabase(home: string, remembered: Remembered): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres({
    directory: join(home, 'postgres'),
    database: 'scriptorium',
    passwords: remembered.passwords,
    ...(remembered.databasePort !== undefined && { preferredPort: remembered.databasePort }),
  });
  if (server.port !== remembered.databasePort) remember(home, { ...remembered, databasePort: server.port });
  return server;
}

/**
 * Starts PostgreSQL again when it has died, on the same port, so that web and worker find it by themselves.
 * The function given back ends the watch.
 */
export function keepDatabaseRunning(server: EmbeddedPostgres, restart: () => Promise<EmbeddedPostgres>): () => void {
  let current = server;
  let isRestarting = false;
  const watch = setInterval(() => {
    if (isRestarting || isStillRunning(current)) return;
    isRestarting = true;
    console.log('PostgreSQL has died; starting it again …');
    restart()
      .then((again) => {
        current = again;
        console.log('PostgreSQL runs again; nothing that was committed is lost.');
      })
      .catch((error: unknown) => console.error(error instanceof Error ? error.message : error))
      .finally(() => (isRestarting = false));
  }, lookMs);
  return () => clearInterval(watch);
}
