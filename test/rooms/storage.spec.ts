import { createHash, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import {
  createServer,
  request as httpRequest,
  type IncomingMessage,
  type RequestOptions,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { isRefusal, type Result } from '#libs/refusal';
import { s3ClientConfig, type S3Config } from '../../src/platform/storage/s3-client.js';
import { FileDamaged, FileMissing, keyOf, openStore, type FileStore } from '../../src/platform/storage/index.js';
import type { StoredFile } from '../../src/platform/storage/index.js';
import type { FinishedUpload } from '../../src/platform/upload/index.js';
import { goesOnWhereItStopped, tus } from '../support/resumable.js';
import { createUploadServer } from '../support/upload-server.js';
import { startRadosgw, type Radosgw } from '../support/radosgw.js';

const isCompletion = ({ method, url }: IncomingMessage) => method === 'POST' && /[?&]uploadId=/.test(url ?? '');

type Fault = (request: IncomingMessage, response: ServerResponse, cut: () => void) => boolean;

/** A server that hands on to `endpoint` what `fault` does not deal with, so that a fault can be put between us and S3. */
async function forward(endpoint: string, fault: Fault) {
  const server = createServer((request, response) => {
    if (fault(request, response, () => request.socket.destroy())) return;
    const { method, headers } = request;
    const onward = httpRequest(endpoint + (request.url ?? ''), { method, headers } as RequestOptions, (answer) => {
      response.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(response);
    });
    request.pipe(onward);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = () =>
    new Promise((resolve) => {
      server.close(resolve);
      server.closeAllConnections();
    });
  return { endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close };
}

/** A store and the back door by which the suite puts bytes where the store keeps them. */
interface Bench {
  readonly store: FileStore;
  readonly plant: (path: string, bytes: Buffer) => Promise<void>;
}

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
const inPieces = (bytes: Buffer, piece = 50_000) =>
  Readable.from(
    (function* () {
      for (let at = 0; at < bytes.length; at += piece) yield bytes.subarray(at, at + piece);
    })(),
  );
const name = () => randomBytes(16).toString('hex');

async function read(stream: Readable): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function held(result: Result<StoredFile>): StoredFile {
  if (isRefusal(result)) throw new Error(`Refused: ${result.code}`);
  return result;
}

function keepsTheContract(bench: () => Bench): void {
  const maxBytes = 30 * 1024 * 1024;
  const receive = (bytes: Buffer) => bench().store.receive(inPieces(bytes), { maxBytes });

  describe('what comes in lies under its hash', () => {
    it.each([0, 1, 65_536, 6 * 1024 * 1024 + 1])('keeps %d bytes as they were sent', async (size) => {
      const bytes = randomBytes(size);
      const file = held(await receive(bytes));
      expect(file).toEqual({ sha256: sha256(bytes), size, key: keyOf(sha256(bytes)) });
      expect((await bench().store.readVerified(file.key)).equals(bytes)).toBe(true);
      expect(await bench().store.size(file.key)).toBe(size);
    });

    it('holds the same bytes once, also when they come ten times at once', async () => {
      const bytes = randomBytes(100_000);
      const files = await Promise.all(Array.from({ length: 10 }, () => receive(bytes)));
      expect(new Set(files.map((file) => held(file).key)).size).toBe(1);
      expect((await bench().store.readVerified(keyOf(sha256(bytes)))).equals(bytes)).toBe(true);
    });

    it('takes exactly the limit and refuses one byte more', async () => {
      const { store } = bench();
      expect(held(await store.receive(inPieces(randomBytes(1000)), { maxBytes: 1000 })).size).toBe(1000);
      const over = randomBytes(1001);
      expect(await store.receive(inPieces(over), { maxBytes: 1000 })).toMatchObject({
        code: 'too-large',
        facts: { maxBytes: 1000 },
      });
      expect(await store.has(keyOf(sha256(over)))).toBe(false);
    });

    it('stops reading a sender who goes over the limit', async () => {
      let sent = 0;
      const endless = Readable.from(
        (function* () {
          for (;;) {
            sent += 1000;
            yield Buffer.alloc(1000);
          }
        })(),
      );
      expect(await bench().store.receive(endless, { maxBytes: 5000 })).toMatchObject({ code: 'too-large' });
      expect(sent).toBeLessThan(100_000);
      expect(endless.destroyed).toBe(false);
      endless.destroy();
    });

    it('refuses a sender who breaks off, and stores nothing', async () => {
      const part = randomBytes(70_000);
      const broken = Readable.from(
        (function* () {
          yield part;
          throw new Error('connection reset');
        })(),
      );
      expect(await bench().store.receive(broken, { maxBytes })).toMatchObject({
        code: 'interrupted',
        facts: { received: 70_000 },
      });
      expect(await bench().store.has(keyOf(sha256(part)))).toBe(false);
    });

    it('refuses other bytes than were announced', async () => {
      const bytes = randomBytes(500);
      const expectedSha256 = sha256(randomBytes(500));
      expect(await bench().store.receive(inPieces(bytes), { maxBytes, expectedSha256 })).toMatchObject({
        code: 'hash-mismatch',
      });
      expect(await bench().store.has(keyOf(sha256(bytes)))).toBe(false);
      expect(held(await bench().store.receive(inPieces(bytes), { maxBytes, expectedSha256: sha256(bytes) })).size).toBe(
        500,
      );
    });

    it('replaces an object that was damaged when the true bytes come again', async () => {
      const bytes = randomBytes(2000);
      const { key } = held(await receive(bytes));
      await bench().plant(key, randomBytes(2000));
      held(await receive(bytes));
      expect((await bench().store.readVerified(key)).equals(bytes)).toBe(true);
    });
  });

  describe('what goes out is what came in', () => {
    it('gives the bytes of a range, both ends included', async () => {
      const bytes = randomBytes(1000);
      const { key } = held(await receive(bytes));
      const { store } = bench();
      expect((await read(await store.open(key, { start: 10, end: 19 }))).equals(bytes.subarray(10, 20))).toBe(true);
      expect((await read(await store.open(key, { start: 990 }))).equals(bytes.subarray(990))).toBe(true);
      expect((await read(await store.open(key, { start: 990, end: 5000 }))).equals(bytes.subarray(990))).toBe(true);
      await expect(store.open(key, { start: 1000 })).rejects.toThrow(RangeError);
    });

    it.each(['another byte', 'a byte missing', 'nothing left'])(
      'does not hand on a damaged object: %s',
      async (how) => {
        const bytes = randomBytes(3000);
        const { key } = held(await receive(bytes));
        const damaged = Buffer.from(bytes);
        damaged[1500] = (damaged[1500] ?? 0) ^ 1;
        const left = { 'another byte': damaged, 'a byte missing': bytes.subarray(1) }[how] ?? Buffer.alloc(0);
        await bench().plant(key, left);
        await expect(bench().store.readVerified(key)).rejects.toThrow(FileDamaged);
        await expect(bench().store.openVerified(key).then(read)).rejects.toThrow(FileDamaged);
      },
    );

    it('says so where there is no such object', async () => {
      const key = keyOf(sha256(randomBytes(8)));
      const { store } = bench();
      expect(await store.has(key)).toBe(false);
      expect(await store.size(key)).toBeNull();
      await expect(store.open(key)).rejects.toThrow(FileMissing);
      await expect(store.readVerified(key)).rejects.toThrow(FileMissing);
      await expect(store.adopt(name(), { maxBytes })).rejects.toThrow(FileMissing);
    });

    it.each(['../../etc/passwd', 'sha256/ab/cd/../../x', `sha256/00/00/${'a'.repeat(64)}`, ''])(
      'never touches the key %j, which it did not make',
      async (key) => {
        const { store } = bench();
        await expect(store.open(key)).rejects.toThrow(TypeError);
        await expect(store.size(key)).rejects.toThrow(TypeError);
        await expect(store.remove(key)).rejects.toThrow(TypeError);
        await expect(store.adopt(key, { maxBytes })).rejects.toThrow(TypeError);
        await expect(store.discardIncoming(key)).rejects.toThrow(TypeError);
      },
    );

    it('forgets what is removed, and removing it twice is removing it once', async () => {
      const { key } = held(await receive(randomBytes(100)));
      const { store } = bench();
      await store.remove(key);
      await store.remove(key);
      expect(await store.has(key)).toBe(false);
    });
  });

  describe('a finished upload becomes an object', () => {
    it('may be adopted twice, at once, and after it was put away', async () => {
      const { plant, store } = bench();
      const bytes = randomBytes(6 * 1024 * 1024);
      const upload = name();
      await plant(`incoming/${upload}`, bytes);
      const expected = { maxBytes, expectedSha256: sha256(bytes) };
      const twice = await Promise.all([store.adopt(upload, expected), store.adopt(upload, expected)]);
      expect(twice.map((file) => held(file).key)).toEqual([keyOf(sha256(bytes)), keyOf(sha256(bytes))]);
      held(await store.adopt(upload, expected));
      await store.discardIncoming(upload);
      await store.discardIncoming(upload);
      expect((await store.readVerified(keyOf(sha256(bytes)))).equals(bytes)).toBe(true);
      await expect(store.adopt(upload, expected)).rejects.toThrow(FileMissing);
    });

    it('is refused where it is too large or not what was announced', async () => {
      const { plant, store } = bench();
      const bytes = randomBytes(1000);
      const upload = name();
      await plant(`incoming/${upload}`, bytes);
      expect(await store.adopt(upload, { maxBytes: 999 })).toMatchObject({ code: 'too-large' });
      const other = sha256(randomBytes(3));
      expect(await store.adopt(upload, { maxBytes, expectedSha256: other })).toMatchObject({ code: 'hash-mismatch' });
      expect(await store.has(keyOf(sha256(bytes)))).toBe(false);
    });

    it('goes, unfinished, once nobody has written to it for long enough', async () => {
      const { plant, store } = bench();
      const upload = name();
      await plant(`incoming/${upload}`, randomBytes(1000));
      expect(await store.sweepIncoming(3_600_000)).toBe(0);
      expect(held(await store.adopt(upload, { maxBytes })).size).toBe(1000);
      await new Promise((resolve) => setTimeout(resolve, 1500));
      expect(await store.sweepIncoming(100)).toBeGreaterThanOrEqual(1);
      await expect(store.adopt(upload, { maxBytes })).rejects.toThrow(FileMissing);
    });
  });
}

describe('the store in a directory', () => {
  let root: string;
  let bench: Bench;

  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'scriptorium-store-'));
    const plant = async (path: string, bytes: Buffer) => {
      const file = join(root, path);
      await mkdir(join(file, '..'), { recursive: true });
      if (existsSync(file)) await chmod(file, 0o640);
      await writeFile(file, bytes);
    };
    bench = { store: openStore({ kind: 'directory', root }), plant };
  });
  afterAll(() => rm(root, { recursive: true }));

  keepsTheContract(() => bench);

  it('leaves nothing in the spool, whatever was refused', async () => {
    await bench.store.check();
    await bench.store.receive(inPieces(randomBytes(1000)), { maxBytes: 10 });
    await bench.store.receive(inPieces(randomBytes(1000)), { maxBytes: 1000 });
    expect(await readdir(join(root, 'spool'))).toEqual([]);
  });

  it('makes objects that are not written to again', async () => {
    const { key } = held(await bench.store.receive(Readable.from([Buffer.from('a')]), { maxBytes: 1 }));
    expect((await stat(join(root, key))).mode & 0o222).toBe(0);
  });

  it('keeps what is written about an upload as long as its bytes are fresh', async () => {
    const upload = name();
    await bench.plant(`incoming/${upload}`, Buffer.from('bytes'));
    await bench.plant(`incoming/${upload}.json`, Buffer.from('{}'));
    await utimes(join(root, 'incoming', `${upload}.json`), 0, 0);
    expect(await bench.store.sweepIncoming(3_600_000)).toBe(0);
    await utimes(join(root, 'incoming', upload), 0, 0);
    expect(await bench.store.sweepIncoming(3_600_000)).toBe(2);
  });

  it('names the place that it cannot use', async () => {
    await writeFile(join(root, 'file'), '');
    const nowhere = openStore({ kind: 'directory', root: join(root, 'file') });
    await expect(nowhere.check()).rejects.toThrow(/file store at .*file cannot be written to/);
  });
});

describe('the store in an S3 bucket', () => {
  let radosgw: Radosgw;
  let config: S3Config;
  let bench: Bench;

  beforeAll(async () => {
    radosgw = await startRadosgw();
    config = await radosgw.makeBucket('scripts');
    const client = new S3Client(s3ClientConfig(config));
    const plant = async (Key: string, Body: Buffer) => {
      await client.send(new PutObjectCommand({ Bucket: config.bucket, Key, Body }));
    };
    bench = { store: openStore(config), plant };
  });
  afterAll(() => radosgw?.stop());

  keepsTheContract(() => bench);

  describe('an upload into it can be gone on with', () => {
    goesOnWhereItStopped(() => config);
  });

  it('puts an upload together later, where the server could not at its end', async () => {
    let isAway = true;
    const proxy = await forward(config.endpoint ?? '', (request, _, cut) => {
      if (!isAway || !isCompletion(request)) return false;
      cut();
      return true;
    });
    const finished: FinishedUpload[] = [];
    const onFinish = (one: FinishedUpload) => Promise.resolve(void finished.push(one)).then(() => null);
    const throughProxy = { ...config, endpoint: proxy.endpoint };
    const server = await createUploadServer({ config: throughProxy, maxBytes: 100, onFinish });
    const address = await server.listen({ host: '127.0.0.1', port: 0 });
    const begun = await tus('POST', `${address}/uploads`, 'amara', { 'upload-length': '5' });
    const upload = `${address}${begun.headers.get('location')}`;
    const headers = { 'upload-offset': '0', 'content-type': 'application/offset+octet-stream' };
    expect((await tus('PATCH', upload, 'amara', headers, Buffer.from('bytes'))).status).toBe(503);
    expect(finished).toEqual([]);
    isAway = false;
    expect((await tus('HEAD', upload)).headers.get('upload-offset')).toBe('5');
    expect(finished).toMatchObject([{ file: { sha256: sha256(Buffer.from('bytes')) } }]);
    await server.close();
    await proxy.close();
  });

  describe('a faulty server', () => {
    const bytes = () => randomBytes(3 * 1024 * 1024);

    async function receiveThrough(fault: Fault, content: Buffer) {
      const proxy = await forward(config.endpoint ?? '', fault);
      const store = openStore({ ...config, endpoint: proxy.endpoint });
      try {
        return await store.receive(inPieces(content), { maxBytes: content.length });
      } finally {
        await proxy.close();
      }
    }

    it('is asked again where it says that it is busy', async () => {
      let refusals = 3;
      const content = bytes();
      const busy: Fault = (request, response) => {
        if (request.method !== 'PUT' || refusals-- <= 0) return false;
        request.resume();
        response.writeHead(503).end('<Error><Code>SlowDown</Code></Error>');
        return true;
      };
      expect(held(await receiveThrough(busy, content)).sha256).toBe(sha256(content));
      expect((await bench.store.readVerified(keyOf(sha256(content)))).equals(content)).toBe(true);
    });

    it('is sent the file again where the line was cut in the middle of it', async () => {
      let cuts = 2;
      const content = bytes();
      const cutting: Fault = (request, _, cut) => {
        if (request.method !== 'PUT' || cuts-- <= 0) return false;
        let seen = 0;
        request.on('data', (chunk: Buffer) => ((seen += chunk.length) > 1_000_000 ? cut() : undefined));
        return true;
      };
      expect(held(await receiveThrough(cutting, content)).sha256).toBe(sha256(content));
      expect((await bench.store.readVerified(keyOf(sha256(content)))).equals(content)).toBe(true);
    });

    it('is not believed where it says that it holds a file of which it kept half', async () => {
      const content = bytes();
      const halving: Fault = (request, response) => {
        if (request.method !== 'PUT') return false;
        request.resume();
        request.once('end', () => {
          bench.plant(keyOf(sha256(content)), content.subarray(1000)).then(() => response.writeHead(200).end(), cutOff);
        });
        const cutOff = () => response.destroy();
        return true;
      };
      await expect(receiveThrough(halving, content)).rejects.toThrow(/holds \d+ of \d+ bytes/);
    });

    it('does not get a damaged file past the check of its MD5, and is sent it again', async () => {
      let damages = 1;
      const content = bytes();
      const damaging: Fault = (request) => {
        if (request.method !== 'PUT' || damages-- <= 0) return false;
        const push = request.push.bind(request);
        request.push = (chunk: Buffer | null, ...more) => {
          if (chunk?.length) chunk[0] = (chunk[0] ?? 0) ^ 1;
          return push(chunk, ...more);
        };
        return false;
      };
      expect(held(await receiveThrough(damaging, content)).sha256).toBe(sha256(content));
      expect(damages).toBeLessThan(0);
      expect((await bench.store.readVerified(keyOf(sha256(content)))).equals(content)).toBe(true);
    });

    it('that is away for good is a fault of ours, not of the sender', async () => {
      const away: Fault = (_request, _response, cut) => {
        cut();
        return true;
      };
      await expect(receiveThrough(away, bytes())).rejects.toThrow();
    });
  });

  it('is ready, and says which bucket is not', async () => {
    await bench.store.check();
    await expect(openStore({ ...config, bucket: 'elsewhere' }).check()).rejects.toThrow(/bucket elsewhere at http/);
    await expect(openStore({ ...config, secretAccessKey: 'wrong' }).check()).rejects.toThrow(/cannot be written to/);
  });
});
