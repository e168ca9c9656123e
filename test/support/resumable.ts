import { createHash, randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, expect, it } from '@jest/globals';
import type { FastifyInstance } from 'fastify';
import { Upload, type UploadOptions } from 'tus-js-client';
import { refuse } from '#libs/refusal';
import type { StoreConfig } from '../../src/platform/config/config.js';
import { FileMissing, keyOf, openStore } from '../../src/platform/storage/index.js';
import type { FinishedUpload } from '../../src/platform/upload/index.js';
import { createUploadServer, type UploadServerSettings } from './upload-server.js';

const MB = 1024 * 1024;
const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
const base64 = (text: string) => Buffer.from(text).toString('base64');

/** What must hold of resumable uploads, whichever store they go to. */
export function goesOnWhereItStopped(storeOf: () => StoreConfig): void {
  const servers: FastifyInstance[] = [];
  afterEach(async () => {
    for (const server of servers.splice(0)) await server.close();
  });

  async function serve(more: Partial<UploadServerSettings> = {}) {
    const finished: FinishedUpload[] = [];
    const settings: UploadServerSettings = {
      config: storeOf(),
      maxBytes: 25 * MB,
      ...more,
      onFinish: async (one) => {
        const refused = await more.onFinish?.(one);
        if (!refused) finished.push(one);
        return refused ?? null;
      },
    };
    const server = await createUploadServer(settings);
    await server.listen({ host: '127.0.0.1', port: 0 });
    servers.push(server);
    const address = `http://127.0.0.1:${(server.server.address() as AddressInfo).port}`;
    return { endpoint: `${address}/uploads`, at: (path: string) => `${address}${path}`, finished };
  }

  /** Begins an upload by hand and gives its path. */
  async function begin(endpoint: string, size: number, metadata: Record<string, string> = {}, owner = 'amara') {
    const pairs = Object.entries(metadata).map(([name, value]) => `${name} ${base64(value)}`);
    const announced: Record<string, string> = pairs.length > 0 ? { 'upload-metadata': pairs.join(',') } : {};
    const answer = await tus('POST', endpoint, owner, { 'upload-length': String(size), ...announced });
    return { status: answer.status, path: answer.headers.get('location') ?? '', answer };
  }

  const append = (url: string, offset: number, body: Buffer, owner = 'amara') =>
    tus(
      'PATCH',
      url,
      owner,
      { 'upload-offset': String(offset), 'content-type': 'application/offset+octet-stream' },
      body,
    );

  it('takes a file in pieces and hands it on once, whole, with its owner, name and fields', async () => {
    const { endpoint, finished } = await serve();
    const bytes = randomBytes(12 * MB + 7);
    await send(bytes, { endpoint, metadata: { filename: 'Łukasz é.docx', slot: 'account-1' } });
    expect(finished).toEqual([
      {
        upload: expect.stringMatching(/^[0-9a-f]{32}$/),
        owner: 'amara',
        name: 'Łukasz é.docx',
        fields: { filename: 'Łukasz é.docx', slot: 'account-1' },
        file: { sha256: sha256(bytes), size: bytes.length, key: keyOf(sha256(bytes)) },
      },
    ]);
    expect((await openStore(storeOf()).readVerified(keyOf(sha256(bytes)))).equals(bytes)).toBe(true);
  }, 30_000);

  it('goes on after the sender went away in the middle', async () => {
    const { endpoint, finished } = await serve();
    const bytes = randomBytes(16 * MB);
    const uploadUrl = await sendPart(bytes, endpoint, 11 * MB);
    let resumedAt = 0;
    await send(bytes, { endpoint, uploadUrl, onProgress: (sent) => (resumedAt ||= sent) });
    expect(finished.map((one) => one.file.sha256)).toEqual([sha256(bytes)]);
    // Two pieces of 5 MB were answered for before the sender went away.
    expect(resumedAt).toBeGreaterThanOrEqual(10 * MB);
  }, 30_000);

  it('finishes when the sender asks again, where the first time failed after the last byte', async () => {
    let failures = 2;
    const { endpoint, finished, at } = await serve({
      onFinish: () => (failures-- > 0 ? Promise.reject(new Error('the database is away')) : Promise.resolve(null)),
    });
    const { path } = await begin(endpoint, 5);
    const failed = await append(at(path), 0, Buffer.from('bytes'));
    expect(failed.status).toBe(500);
    expect(await failed.text()).not.toContain('database');
    expect((await tus('HEAD', at(path))).status).toBe(500);
    const asked = await Promise.all(Array.from({ length: 4 }, () => tus('HEAD', at(path))));
    expect(asked.map((answer) => [answer.status, answer.headers.get('upload-offset')])).toEqual(
      Array.from({ length: 4 }, () => [200, '5']),
    );
    expect(finished.map((one) => one.upload)).toEqual([path.split('/').at(-1)]);
  });

  it('finishes after the process died before it could', async () => {
    const first = await serve({ onFinish: () => Promise.reject(new Error('killed')) });
    const { path } = await begin(first.endpoint, 5, { filename: 'a.docx' });
    await append(first.at(path), 0, Buffer.from('bytes'));
    const second = await serve();
    expect((await tus('HEAD', second.at(path))).headers.get('upload-offset')).toBe('5');
    expect(second.finished).toMatchObject([{ name: 'a.docx', owner: 'amara', file: { size: 5 } }]);
  });

  it('knows a finished upload when its bytes are put away, and does not let it be changed', async () => {
    const { endpoint, finished, at } = await serve();
    const { path } = await begin(endpoint, 5);
    expect((await append(at(path), 0, Buffer.from('bytes'))).status).toBe(204);
    const known = await tus('HEAD', at(path));
    expect([known.status, known.headers.get('upload-offset'), known.headers.get('upload-length')]).toEqual([
      200,
      '5',
      '5',
    ]);
    expect((await append(at(path), 5, Buffer.from(''))).status).toBe(409);
    expect((await append(at(path), 0, Buffer.from('other'))).status).toBe(409);
    expect((await tus('DELETE', at(path))).status).toBe(400);
    expect(finished).toHaveLength(1);
    await expect(openStore(storeOf()).adopt(path.slice(-32), { maxBytes: 5 })).rejects.toThrow(FileMissing);
  });

  it('refuses other bytes than were announced, and forgets them', async () => {
    const { endpoint, finished, at } = await serve();
    const { path } = await begin(endpoint, 5, { sha256: sha256(Buffer.from('other')) });
    const refused = await append(at(path), 0, Buffer.from('bytes'));
    expect([refused.status, await refused.json()]).toMatchObject([422, { code: 'hash-mismatch' }]);
    expect((await tus('HEAD', at(path))).status).toBe(404);
    expect(finished).toEqual([]);
  });

  it('says why the file was refused at the end', async () => {
    const { endpoint, at } = await serve({ onFinish: () => Promise.resolve(refuse('window-closed', { at: '12:00' })) });
    const { path } = await begin(endpoint, 5);
    const refused = await append(at(path), 0, Buffer.from('bytes'));
    expect([refused.status, await refused.json()]).toEqual([422, { code: 'window-closed', facts: { at: '12:00' } }]);
  });

  it('does not say that another person has an upload', async () => {
    const { endpoint, at, finished } = await serve();
    const { path } = await begin(endpoint, 10);
    const none = `/uploads/${'0'.repeat(32)}`;
    for (const url of [at(path), at(none)]) {
      const asked = await tus('HEAD', url, 'bilal');
      expect(asked.status).toBe(404);
      expect((await append(url, 0, Buffer.from('x'), 'bilal')).status).toBe(404);
      expect((await tus('DELETE', url, 'bilal')).status).toBe(404);
      expect((await tus('HEAD', url, null)).status).toBe(401);
      expect((await fetch(url, { headers: { 'x-owner': 'amara' } })).status).toBe(404);
    }
    for (const odd of [
      '/uploads/x',
      '/uploads/..%2f..%2fetc%2fpasswd',
      `/uploads/${'0'.repeat(32)}.json`,
      '/uploads/%00',
    ]) {
      expect((await tus('HEAD', at(odd))).status).toBe(404);
    }
    expect(finished).toEqual([]);
  });

  it('refuses at the beginning what may not be begun', async () => {
    const { endpoint } = await serve();
    const codeOf = async (answer: Response) => [answer.status, ((await answer.json()) as { code: string }).code];
    const of = async (size: number, metadata = {}) => codeOf((await begin(endpoint, size, metadata)).answer);
    expect(await of(25 * MB + 1)).toEqual([413, 'too-large']);
    expect(await of(0)).toEqual([400, 'empty-file']);
    expect(await of(10, { slot: 'closed' })).toEqual([403, 'window-closed']);
    expect(await codeOf(await tus('POST', endpoint, 'amara', { 'upload-defer-length': '1' }))).toEqual([
      400,
      'length-required',
    ]);
    expect(await codeOf(await tus('POST', endpoint, 'amara', { 'upload-length': '-5' }))).toEqual([
      400,
      'length-required',
    ]);
    const garbled = { 'upload-length': '5', 'upload-metadata': 'a b c d,,' };
    expect(await codeOf(await tus('POST', endpoint, 'amara', garbled))).toEqual([400, 'metadata-unreadable']);
    expect(await codeOf(await tus('POST', endpoint, null, { 'upload-length': '5' }))).toEqual([401, 'not-signed-in']);
    expect((await begin(endpoint, 25 * MB)).status).toBe(201);
  });

  it('does not let a sender write what is ours', async () => {
    const { endpoint, at, finished } = await serve();
    const stored = JSON.stringify({ sha256: 'f'.repeat(64), size: 1, key: 'sha256/x' });
    const { path } = await begin(endpoint, 5, { owner: 'bilal', stored, recorded: 'yes', slot: 'a' });
    expect((await tus('HEAD', at(path), 'bilal')).status).toBe(404);
    expect((await tus('HEAD', at(path))).headers.get('upload-offset')).toBe('0');
    await append(at(path), 0, Buffer.from('bytes'));
    expect(finished).toMatchObject([
      { owner: 'amara', fields: { slot: 'a' }, file: { sha256: sha256(Buffer.from('bytes')) } },
    ]);
    expect(Object.keys(finished[0]?.fields ?? {})).toEqual(['slot']);
  });

  it('takes no more than was announced, and nothing at another place than the next', async () => {
    const { endpoint, at, finished } = await serve();
    const { path } = await begin(endpoint, 5);
    expect((await append(at(path), 0, Buffer.from('more than five'))).status).toBeGreaterThanOrEqual(400);
    expect((await append(at(path), 3, Buffer.from('es'))).status).toBe(409);
    expect((await append(at(path), 0, Buffer.from('bytes'))).status).toBe(204);
    expect(finished).toMatchObject([{ file: { sha256: sha256(Buffer.from('bytes')) } }]);
  });

  it('lets no page of another origin read its answers', async () => {
    const { endpoint } = await serve();
    const headers = { origin: 'https://elsewhere.invalid', 'upload-length': '5' };
    const answer = await tus('POST', endpoint, 'amara', headers);
    expect(answer.status).toBe(201);
    expect(answer.headers.get('access-control-allow-origin')).toBeNull();
    expect(answer.headers.get('cache-control')).toBe('no-store');
  });

  it('does not go on with what was left too long', async () => {
    const { endpoint, at } = await serve({ keepMs: 1000 });
    const { path } = await begin(endpoint, 5);
    await pause(1200);
    expect((await append(at(path), 0, Buffer.from('bytes'))).status).toBe(410);
    await pause(1000);
    expect(await openStore(storeOf()).sweepIncoming(1000)).toBeGreaterThanOrEqual(1);
    expect((await tus('HEAD', at(path))).status).toBe(404);
  });
}

/** One request of the protocol. `owner` null: nobody is signed in. */
export function tus(
  method: string,
  url: string,
  owner: string | null = 'amara',
  headers: Record<string, string> = {},
  body?: Buffer,
): Promise<Response> {
  const who: Record<string, string> = owner === null ? {} : { 'x-owner': owner };
  return fetch(url, {
    method,
    headers: { 'tus-resumable': '1.0.0', ...who, ...headers },
    ...(body ? { body: new Uint8Array(body) } : {}),
  });
}

/** Sends a file as the page's script does. Resolves when the client says so; rejects where it gave up. */
export function send(bytes: Buffer, options: UploadOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    const upload = new Upload(bytes, {
      headers: { 'x-owner': 'amara' },
      chunkSize: 5 * MB,
      retryDelays: Array.from({ length: 20 }, () => 250),
      storeFingerprintForResuming: false,
      ...options,
      onSuccess: () => resolve(),
      onError: reject,
    });
    upload.start();
  });
}

/** Sends until more than `until` bytes are on their way, then goes away. */
async function sendPart(bytes: Buffer, endpoint: string, until: number): Promise<string> {
  let url = '';
  await new Promise<void>((resolve, reject) => {
    const upload = new Upload(bytes, {
      endpoint,
      headers: { 'x-owner': 'amara' },
      chunkSize: 5 * MB,
      storeFingerprintForResuming: false,
      onProgress: (sent) => {
        if (sent < until) return;
        url = upload.url ?? '';
        upload.abort().then(resolve, reject);
      },
      onError: reject,
    });
    upload.start();
  });
  return url;
}
