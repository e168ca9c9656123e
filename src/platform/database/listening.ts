import type { ClientConfig } from 'pg';

/**
 * A connection that only listens: it says nothing for hours, so the system asks after ten silent seconds whether the
 * server is still there, and a server that does not answer is given up after five.
 */
export function listening(connectionString: string): ClientConfig {
  return { connectionString, connectionTimeoutMillis: 5_000, keepAlive: true, keepAliveInitialDelayMillis: 10_000 };
}
