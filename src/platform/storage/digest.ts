import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { refuse, type Result } from '#libs/refusal';
import type { Expectation, ReceiveRefusal } from './file-store.js';

/** What passing through showed of a stream. `md5` only guards the way to an S3 server, which must check Content-MD5. */
export interface Digest {
  readonly sha256: string;
  readonly md5: Buffer;
  readonly size: number;
}

/**
 * Reads `source` to its end, handing every chunk to `keep` and waiting for it, so that a slow disk slows the sender down.
 * What the sender does is refused; what `keep` throws is thrown.
 */
export async function digest(
  source: Readable,
  { maxBytes, expectedSha256 }: Expectation,
  keep: (chunk: Buffer) => Promise<void> = () => Promise.resolve(),
): Promise<Result<Digest, ReceiveRefusal>> {
  const sha256 = createHash('sha256');
  const md5 = createHash('md5');
  let size = 0;
  for await (const chunk of untilInterrupted(source)) {
    if (chunk === null) return refuse('interrupted', { received: size });
    size += chunk.length;
    if (size > maxBytes) return refuse('too-large', { maxBytes });
    sha256.update(chunk);
    md5.update(chunk);
    await keep(chunk);
  }
  const received = sha256.digest('hex');
  if (expectedSha256 !== undefined && expectedSha256.toLowerCase() !== received) {
    return refuse('hash-mismatch', { expected: expectedSha256, received });
  }
  return { sha256: received, md5: md5.digest(), size };
}

/** The chunks of a stream, then null where it broke off: so that its faults are told from those of the loop's body. */
async function* untilInterrupted(source: Readable): AsyncGenerator<Buffer | null> {
  const chunks = source.iterator({ destroyOnReturn: false })[Symbol.asyncIterator]();
  for (;;) {
    let next: IteratorResult<unknown>;
    try {
      next = await chunks.next();
    } catch {
      yield null;
      return;
    }
    if (next.done) return;
    yield Buffer.isBuffer(next.value) ? next.value : Buffer.from(next.value as Uint8Array);
  }
}
