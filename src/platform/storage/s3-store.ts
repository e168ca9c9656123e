import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { CopyObjectCommand, DeleteObjectCommand, GetObjectCommand, HeadObjectCommand } from '@aws-sdk/client-s3';
import { PutObjectCommand, S3Client, type HeadObjectCommandOutput } from '@aws-sdk/client-s3';
import { isRefusal, type Result } from '#libs/refusal';
import { digest, type Digest } from './digest.js';
import { FileMissing, FileStore, keyOf, sha256Of } from './file-store.js';
import type { ByteRange, Expectation, ReceiveRefusal, StoredFile } from './file-store.js';
import { INCOMING, incomingName } from './incoming.js';
import { isNotFound, s3ClientConfig, statusOf, tellsAway, type S3Config } from './s3-client.js';
import { sweepBucket } from './sweep-bucket.js';

/**
 * The store as a bucket. What is received goes to a temporary file first: then its hash is known before the first byte is
 * sent, one conditional PUT makes the object, and a PUT that the server refuses or that breaks off can be made again.
 */
export class S3Store extends FileStore {
  private readonly client: S3Client;
  private readonly bucket: string;

  constructor(private readonly config: S3Config) {
    super();
    this.client = tellsAway(new S3Client(s3ClientConfig(config)));
    this.bucket = config.bucket;
  }

  async receive(source: Readable, expected: Expectation): Promise<Result<StoredFile, ReceiveRefusal>> {
    const directory = await mkdtemp(join(tmpdir(), 'scriptorium-spool-'));
    try {
      const path = join(directory, 'file');
      const file = await open(path, 'wx', 0o600);
      try {
        const read = await digest(source, expected, (chunk) => file.appendFile(chunk));
        if (isRefusal(read)) return read;
        return await this.put(path, read);
      } finally {
        await file.close();
      }
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  }

  /** The server copies by itself; that its copy is of the bytes we hashed is held by the ETag. */
  async adopt(incoming: string, expected: Expectation): Promise<Result<StoredFile, ReceiveRefusal>> {
    const from = `${INCOMING}/${incomingName(incoming)}`;
    const { body, etag } = await this.get(from);
    let read: Result<Digest, ReceiveRefusal>;
    try {
      read = await digest(body, expected);
    } finally {
      body.destroy();
    }
    if (isRefusal(read)) return read;
    const key = keyOf(read.sha256);
    if (!(await this.isIntact(key))) {
      const copy = { Bucket: this.bucket, Key: key, CopySource: `${this.bucket}/${from}`, CopySourceIfMatch: etag };
      await this.client.send(new CopyObjectCommand(copy));
      await this.expectSize(key, read.size);
    }
    return { sha256: read.sha256, size: read.size, key };
  }

  async discardIncoming(incoming: string): Promise<void> {
    await this.delete(`${INCOMING}/${incomingName(incoming)}`);
  }

  async sweepIncoming(idleMs: number): Promise<number> {
    return sweepBucket(this.client, this.bucket, idleMs);
  }

  async open(key: string, range?: ByteRange): Promise<Readable> {
    sha256Of(key);
    const { body } = await this.get(key, range);
    return body;
  }

  async size(key: string): Promise<number | null> {
    return (await this.head(key))?.ContentLength ?? null;
  }

  async version(key: string): Promise<string | null> {
    const head = await this.head(key);
    return head && [head.ETag, head.VersionId, head.ContentLength, head.LastModified?.getTime()].join(' ');
  }

  async remove(key: string): Promise<void> {
    sha256Of(key);
    await this.delete(key);
  }

  async check(): Promise<void> {
    const probe = { Bucket: this.bucket, Key: `${INCOMING}/probe-${randomUUID()}` };
    try {
      await this.client.send(new PutObjectCommand({ ...probe, Body: 'probe' }));
      await this.client.send(new DeleteObjectCommand(probe));
    } catch (cause) {
      const where = this.config.endpoint ?? this.config.region;
      throw new Error(`The bucket ${this.bucket} at ${where} cannot be written to: ${String(cause)}`, { cause });
    }
  }

  /** A sound object that is there already wins; a damaged one is written over. */
  private async put(path: string, read: Digest): Promise<StoredFile> {
    const key = keyOf(read.sha256);
    const made = await this.putOnce(path, key, read, { IfNoneMatch: '*' });
    if (!made && !(await this.isIntact(key))) await this.putOnce(path, key, read, {});
    await this.expectSize(key, read.size);
    return { sha256: read.sha256, size: read.size, key };
  }

  /**
   * False where the condition did not hold. The SDK cannot repeat a request whose body is a stream, so that is done here:
   * six times over 200 + 400 + … + 3,200 ms, about six seconds of a server that is down or asks to slow down.
   */
  private async putOnce(path: string, key: string, read: Digest, condition: { IfNoneMatch?: '*' }): Promise<boolean> {
    for (let attempt = 1; ; attempt += 1) {
      const Body = createReadStream(path);
      try {
        const ContentMD5 = read.md5.toString('base64');
        const object = { Bucket: this.bucket, Key: key, Body, ContentLength: read.size, ContentMD5 };
        await this.client.send(new PutObjectCommand({ ...object, ...condition }));
        return true;
      } catch (error) {
        if (statusOf(error) === 412) return false;
        if (attempt === 6 || !isWorthRepeating(error)) throw error;
        await pause(100 * 2 ** attempt);
      } finally {
        Body.destroy();
      }
    }
  }

  private async get(key: string, range?: ByteRange): Promise<{ body: Readable; etag: string | undefined }> {
    try {
      const Range = range && `bytes=${range.start}-${range.end ?? ''}`;
      const found = await this.client.send(new GetObjectCommand({ Bucket: this.bucket, Key: key, Range }));
      if (!(found.Body instanceof Readable)) throw new Error(`No body came for ${key}`);
      return { body: found.Body, etag: found.ETag };
    } catch (error) {
      if (isNotFound(error)) throw new FileMissing(key);
      if (statusOf(error) === 416) throw new RangeError(`${key} has no bytes from ${range?.start}`);
      throw error;
    }
  }

  private async head(key: string): Promise<HeadObjectCommandOutput | null> {
    sha256Of(key);
    try {
      return await this.client.send(new HeadObjectCommand({ Bucket: this.bucket, Key: key }));
    } catch (error) {
      if (isNotFound(error)) return null;
      throw error;
    }
  }

  private async delete(key: string): Promise<void> {
    await this.client.send(new DeleteObjectCommand({ Bucket: this.bucket, Key: key }));
  }

  /** A server that answers 200 to half a file is found out here, before anyone is told that the file is held. */
  private async expectSize(key: string, size: number): Promise<void> {
    const held = await this.size(key);
    if (held !== size) throw new Error(`The bucket holds ${held} of ${size} bytes of ${key}`);
  }
}

/** No answer, the server's own fault, "slow down", or bytes damaged on the way (400 BadDigest): the next try may do. */
function isWorthRepeating(error: unknown): boolean {
  const status = statusOf(error);
  if (status === null || status >= 500 || status === 409 || status === 429) return true;
  return (error as Error).name === 'BadDigest';
}
