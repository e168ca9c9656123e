import { createHash } from 'node:crypto';

/** What the generator's input begins with, so that the same seed used elsewhere gives other numbers. */
const label = 'scriptorium permutation 1\n';

/**
 * Puts 0 … n-1 in an order that only seed and frame hash decide, every order as likely as any other (Fisher–Yates over unbiased draws).
 * `seed` and `hash` are 64 hex digits each; throws where they are not. How an outsider repeats it: see the README.
 */
export function permutationOf(n: number, hash: string, seed: string): Uint32Array {
  const draw = words(hash, seed, n);
  const order = Uint32Array.from({ length: n }, (_, at) => at);
  for (let i = n - 1; i > 0; i--) {
    const j = draw(i + 1);
    const held = order[i]!;
    order[i] = order[j]!;
    order[j] = held;
  }
  return order;
}

/** True for 32 bytes written as lower-case hex. */
export function isSeed(text: string): boolean {
  return /^[0-9a-f]{64}$/.test(text);
}

/** Big-endian 32-bit words of SHAKE-256(label, seed, hash); a word at or above the greatest multiple of `below` is passed over. */
function words(hash: string, seed: string, expected: number): (below: number) => number {
  if (!isSeed(hash) || !isSeed(seed)) throw new Error('sampling: seed and frame hash are 64 lower-case hex digits');
  const input = Buffer.concat([Buffer.from(label, 'ascii'), Buffer.from(seed, 'hex'), Buffer.from(hash, 'hex')]);
  let stream = Buffer.alloc(0);
  let at = 0;
  return (below) => {
    const limit = Math.floor(0x1_0000_0000 / below) * below;
    for (;;) {
      if (at + 4 > stream.length) {
        // A longer output of SHAKE begins with the shorter one, so asking for more repeats nothing and loses nothing.
        const outputLength = Math.max(1024, stream.length * 2, 4 * (expected + 64));
        stream = createHash('shake256', { outputLength }).update(input).digest();
      }
      const word = stream.readUInt32BE(at);
      at += 4;
      if (word < limit) return word % below;
    }
  };
}
