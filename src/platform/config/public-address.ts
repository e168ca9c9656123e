import type { Config } from './config.js';

/** The address that letters and receipts name, without a trailing slash; the one listened on where none is set. */
export function publicAddress(config: Pick<Config, 'publicUrl' | 'host' | 'port'>): string {
  return config.publicUrl ?? `http://${config.host}:${config.port}`;
}
