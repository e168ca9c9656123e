import { generateKeyPairSync } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The settings of web and worker on `databaseUrl`, with a store and a key of their own below `home`. */
export function productEnvironment(home: string, databaseUrl: string): Record<string, string> {
  const keys = join(home, 'keys');
  mkdirSync(keys);
  const { privateKey } = generateKeyPairSync('ed25519');
  writeFileSync(join(keys, '0001.pem'), privateKey.export({ type: 'pkcs8', format: 'pem' }));
  return { DATABASE_URL: databaseUrl, STORE_DIRECTORY: join(home, 'store'), KEYS_DIRECTORY: keys, PORT: '0' };
}
