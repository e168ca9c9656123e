import { generateKeyPairSync } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Inject, Injectable } from '@nestjs/common';
import { keyIdOf, publicKeyOf } from '#libs/ledger';
import type { Config } from '../config/config.js';
import { configToken } from '../config/config.token.js';

/** A signing key: the public part is published under its id, so that what it signed can be checked after it was replaced. */
export interface SigningKey {
  readonly keyId: string;
  readonly privateKeyPem: string;
}

/**
 * Ed25519 keys from `*.pem` files (PKCS 8) in the keys' directory. The last by name signs; all of them verify.
 * In demo mode the first one is made; production refuses to start without one.
 */
@Injectable()
export class Keys {
  readonly signing: SigningKey;
  /** Public keys as PEM, by key id. */
  readonly published: Readonly<Record<string, string>>;

  constructor(@Inject(configToken) config: Pick<Config, 'keysDirectory' | 'mode'>) {
    const keys = readKeys(config.keysDirectory);
    if (keys.length === 0) {
      if (config.mode === 'production')
        throw new Error(`No signing key: put an Ed25519 key (PKCS 8, PEM) into ${config.keysDirectory}`);
      keys.push(makeKey(config.keysDirectory));
    }
    this.signing = keys.at(-1) as SigningKey;
    this.published = Object.fromEntries(keys.map((key) => [key.keyId, publicKeyOf(key.privateKeyPem)]));
  }
}

function readKeys(directory: string): SigningKey[] {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const files = readdirSync(directory)
    .filter((name) => name.endsWith('.pem'))
    .sort();
  return files.map((name) => keyOf(readFileSync(join(directory, name), 'utf8')));
}

function makeKey(directory: string): SigningKey {
  const { privateKey } = generateKeyPairSync('ed25519');
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' });
  try {
    writeFileSync(join(directory, '0001.pem'), pem, { flag: 'wx', mode: 0o600 });
    return keyOf(pem);
  } catch (error) {
    // Web and worker start together: the one that came second takes the key of the first.
    if ((error as { code?: string }).code !== 'EEXIST') throw error;
    return keyOf(readFileSync(join(directory, '0001.pem'), 'utf8'));
  }
}

function keyOf(privateKeyPem: string): SigningKey {
  return { keyId: keyIdOf(privateKeyPem), privateKeyPem };
}
