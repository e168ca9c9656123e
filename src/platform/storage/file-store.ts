import { createHash } from 'node:crypto';
import { Transform, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Result } from '#libs/refusal';

/** A file as the store holds it: `sha256` in 64 lower-case hex digits, `size` in bytes, `key` from `keyOf`. */
export interface StoredFile {
  readonly sha256: string;
  readonly size: number;
  readonly key: string;
}

/** What must hold of the bytes that come in. `expectedSha256` is what the sender said that it would send. */
export interface Expectation {
  readonly maxBytes: number;
  readonly expectedSha256?: string | undefined;
}

/**
 * too-large {maxBytes} · interrupted {received}: the sender stopped before the end ·
 * hash-mismatch {expected, received}: other bytes came than the sender announced.
 */
export type ReceiveRefusal = 'too-large' | 'interrupted' | 'hash-mismatch';

/** Bytes `start` to `end`, both counted from 0 and both included, as in an HTTP range. */
export interface ByteRange {
  readonly start: number;
  readonly end?: number;
}

/** Thrown where a key names no object: a row points at bytes that are not there. */
export class FileMissing extends Error {
  constructor(readonly key: string) {
    super(`The store holds no ${key}`);
  }
}

/** Thrown where the store gives no answer, or asks for a moment: worth another try, and no proof of anything. */
export class StoreAway extends Error {
  constructor(cause: unknown) {
    super(`The store does not answer: ${String(cause)}`, { cause });
  }
}

/** Thrown where the bytes of an object are not those that its key promises. They are never handed on as if they were. */
export class FileDamaged extends Error {
  constructor(
    readonly key: string,
    readonly found: string,
  ) {
    super(`The store holds other bytes under ${key}: their SHA-256 is ${found}`);
  }
}

const HEX = /^[0-9a-f]{64}$/;
const KEY = /^sha256\/([0-9a-f]{2})\/([0-9a-f]{2})\/(\1\2[0-9a-f]{60})$/;

/** The one key under which a file with this SHA-256 lies, wherever it came from and whatever it was called. */
export function keyOf(sha256: string): string {
  if (!HEX.test(sha256)) throw new TypeError(`Not a SHA-256 in hex: ${sha256}`);
  return `sha256/${sha256.slice(0, 2)}/${sha256.slice(2, 4)}/${sha256}`;
}

/** The SHA-256 that a key promises. Anything that `keyOf` did not make is a bug and throws, so no key can leave the store. */
export function sha256Of(key: string): string {
  const sha256 = KEY.exec(key)?.[3];
  if (!sha256) throw new TypeError(`Not a key of the file store: ${key}`);
  return sha256;
}

/**
 * Where the bytes are. The key is the hash of the content: the same file twice is one object, an object never changes,
 * and whoever reads can prove that the bytes are those that were sent. Two stores keep this contract: a directory and S3
 * (test/rooms/storage.spec.ts runs on both).
 */
export abstract class FileStore {
  /**
   * Streams `source` into the store, hashing on the way; memory does not grow with the file. When this returns a file, it
   * lies there to stay. On a refusal nothing was stored and `source` is neither drained nor destroyed: that is the caller's.
   * A fault of the store itself throws.
   */
  abstract receive(source: Readable, expected: Expectation): Promise<Result<StoredFile, ReceiveRefusal>>;

  /**
   * Makes an object of the finished upload `incoming`, whose name the upload protocol gave. The upload stays until
   * `discardIncoming`, so that adopting twice, after a crash or by two requests at once, gives the same file.
   */
  abstract adopt(incoming: string, expected: Expectation): Promise<Result<StoredFile, ReceiveRefusal>>;

  /** Drops the bytes of an upload, finished or not; nothing happens where there are none. */
  abstract discardIncoming(incoming: string): Promise<void>;

  /**
   * Drops what uploads left behind that nobody wrote to for `idleMs` milliseconds, and gives back how many pieces. The age
   * is taken by the store's own clock, since a demo clock or a skewed machine must not delete a running upload.
   */
  abstract sweepIncoming(idleMs: number): Promise<number>;

  /** The bytes as they lie there, not checked: for ranges, or where the reader checks. Throws FileMissing, RangeError. */
  abstract open(key: string, range?: ByteRange): Promise<Readable>;

  /** The size in bytes, or null where there is no such object. */
  abstract size(key: string): Promise<number | null>;

  /**
   * Another text each time the object is written, told without reading it; null where there is no such object. Whoever
   * hashed the bytes under one version need not hash them again while it stands.
   */
  abstract version(key: string): Promise<string | null>;

  /** Deletes the object for ever, for retention only; the caller knows that no other row names it. Twice is once. */
  abstract remove(key: string): Promise<void>;

  /** Throws, saying what is wrong and where, unless the store can be written to and read from now. */
  abstract check(): Promise<void>;

  async has(key: string): Promise<boolean> {
    return (await this.size(key)) !== null;
  }

  /** The whole object, for what needs it whole; throws FileDamaged rather than give other bytes than the key promises. */
  async readVerified(key: string): Promise<Buffer> {
    const chunks: Buffer[] = [];
    for await (const chunk of await this.openVerified(key)) chunks.push(chunk as Buffer);
    return Buffer.concat(chunks);
  }

  /**
   * The object as a stream that fails with FileDamaged at its end, before `end` is emitted, where the bytes were not those
   * that the key promises. A download that is piped from it breaks off instead of looking complete.
   */
  async openVerified(key: string): Promise<Readable> {
    const wanted = sha256Of(key);
    const source = await this.open(key);
    const hash = createHash('sha256');
    const checked = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        hash.update(chunk);
        done(null, chunk);
      },
      flush(done) {
        const found = hash.digest('hex');
        done(found === wanted ? null : new FileDamaged(key, found));
      },
    });
    // What goes wrong on the way destroys `checked` with the cause: its reader hears of it there.
    pipeline(source, checked).catch(() => undefined);
    return checked;
  }

  /** True where the object is there and its bytes are those that the key promises. */
  protected async isIntact(key: string): Promise<boolean> {
    try {
      for await (const _chunk of await this.openVerified(key));
      return true;
    } catch (error) {
      if (error instanceof FileDamaged || error instanceof FileMissing) return false;
      throw error;
    }
  }
}
