import { argon2, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

const derive = promisify(argon2);

/** Argon2id as OWASP's Password Storage Cheat Sheet asks at least: 19 MiB, two passes, one lane (20 ms a password). */
export const hashParameters = { memory: 19_456, passes: 2, parallelism: 1 } as const;
const tagLength = 32;

interface Parsed {
  readonly memory: number;
  readonly passes: number;
  readonly parallelism: number;
  readonly nonce: Buffer;
  readonly tag: Buffer;
}

/** Hashes a password under a fresh salt, as a PHC string: `$argon2id$v=19$m=19456,t=2,p=1$SALT$HASH`. */
export async function hashPassword(password: string): Promise<string> {
  const nonce = randomBytes(16);
  const tag = await derive('argon2id', { ...hashParameters, tagLength, nonce, message: bytesOf(password) });
  const { memory, passes, parallelism } = hashParameters;
  return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${unpadded(nonce)}$${unpadded(tag)}`;
}

/**
 * True where `password` is the one that was hashed. Where nobody's hash is given (an unknown person, or one who has set
 * no password) it takes as long and is false.
 */
export async function isPassword(password: string, phc: string | null): Promise<boolean> {
  const { nonce, tag, ...parameters } = parse(phc ?? nobodys);
  const given = await derive('argon2id', { ...parameters, tagLength: tag.length, nonce, message: bytesOf(password) });
  return timingSafeEqual(given, tag) && phc !== null;
}

/** True where a hash was made with less than what is asked today: then the next sign-in makes a new one. */
export function isHashOutdated(phc: string): boolean {
  const { memory, passes } = parse(phc);
  return memory < hashParameters.memory || passes < hashParameters.passes;
}

/** One and the same password typed on two keyboards may arrive in two forms: NIST SP 800-63B, 3.1.1.2 asks to join them. */
function bytesOf(password: string): Buffer {
  return Buffer.from(password.normalize('NFKC'), 'utf8');
}

function parse(phc: string): Parsed {
  const found = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/.exec(phc);
  if (!found) throw new Error('A stored password is no PHC string of argon2id');
  const [, memory, passes, parallelism, nonce, tag] = found;
  return {
    memory: Number(memory),
    passes: Number(passes),
    parallelism: Number(parallelism),
    nonce: Buffer.from(nonce ?? '', 'base64'),
    tag: Buffer.from(tag ?? '', 'base64'),
  };
}

function unpadded(bytes: Buffer): string {
  return bytes.toString('base64').replace(/=+$/, '');
}

/** The hash of a password that nobody knows, with today's parameters. */
const nobodys = `$argon2id$v=19$m=${hashParameters.memory},t=${hashParameters.passes},p=${hashParameters.parallelism}$${unpadded(randomBytes(16))}$${unpadded(randomBytes(tagLength))}`;
