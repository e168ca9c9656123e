import { argon2Sync, randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { hashPassword, isHashOutdated, isPassword } from './password-hash.js';

/** A PHC string of other parameters, as an earlier version might have written it. */
function hashWith(password: string, memory: number, passes: number): string {
  const nonce = randomBytes(16);
  const parameters = { memory, passes, parallelism: 1, tagLength: 32, nonce, message: Buffer.from(password) };
  const text = (bytes: Buffer): string => bytes.toString('base64').replace(/=+$/, '');
  return `$argon2id$v=19$m=${memory},t=${passes},p=1$${text(nonce)}$${text(argon2Sync('argon2id', parameters))}`;
}

describe('a stored password', () => {
  it('is a PHC string of argon2id with 19 MiB, two passes, one lane and a salt of its own', async () => {
    const [one, other] = await Promise.all([hashPassword('the same words'), hashPassword('the same words')]);
    expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
    expect(one).not.toBe(other);
  });

  it('is read with the parameters it was made with', async () => {
    const weak = hashWith('the same words', 64, 1);
    expect(await isPassword('the same words', weak)).toBe(true);
    expect(await isPassword('other words', weak)).toBe(false);
  });

  // 72 bytes is where bcrypt would stop, NUL where a string of C would.
  it.each([
    ['after 72 bytes', `${'a'.repeat(72)}b`, `${'a'.repeat(72)}c`],
    ['after a NUL', 'quiet\0otters', 'quiet\0badgers'],
    ['in the last of 128 letters', `${'x'.repeat(127)}y`, `${'x'.repeat(127)}z`],
    ['in white space', 'quiet otters ', 'quiet otters'],
    ['in the case of a letter', 'Quiet otters', 'quiet otters'],
    ['between two pictures', 'quiet otters 🦦', 'quiet otters 🦫'],
  ])('differs from one that differs %s', async (_, password, other) => {
    const hash = await hashPassword(password);
    expect(await isPassword(password, hash)).toBe(true);
    expect(await isPassword(other, hash)).toBe(false);
  });

  it('is the same from a keyboard that composes its letters and one that does not', async () => {
    expect(await isPassword('Łukasz café'.normalize('NFD'), await hashPassword('Łukasz café'.normalize('NFC')))).toBe(
      true,
    );
  });

  it('of nobody is matched by nothing, and takes as long to find out', async () => {
    const known = await hashPassword('quiet otters row');
    const time = async (hash: string | null): Promise<number> => {
      const from = performance.now();
      expect(await isPassword('something else', hash)).toBe(false);
      return performance.now() - from;
    };
    const times = { known: [] as number[], nobody: [] as number[] };
    for (let round = 0; round < 5; round += 1) {
      times.known.push(await time(known));
      times.nobody.push(await time(null));
    }
    // Not a measurement: without the hashing it would be a thousandth.
    expect(Math.min(...times.nobody)).toBeGreaterThan(Math.min(...times.known) / 4);
  });
});

describe('a hash made with less than is asked today', () => {
  it.each([
    [19_456, 2, false],
    [19_455, 2, true],
    [19_456, 1, true],
    [47_104, 3, false],
  ])('of %d KiB and %d passes is outdated: %s', (memory, passes, expected) => {
    expect(isHashOutdated(`$argon2id$v=19$m=${memory},t=${passes},p=1$AAAA$BBBB`)).toBe(expected);
  });

  it('is a bug where it is no PHC string at all', () => {
    expect(() => isHashOutdated('5f4dcc3b5aa765d61d8327deb882cf99')).toThrow('PHC');
  });
});
