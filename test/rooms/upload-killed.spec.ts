import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { openStore } from '../../src/platform/storage/index.js';
import type { FinishedUpload } from '../../src/platform/upload/index.js';
import { send } from '../support/resumable.js';
import { buildUploadProcess, type UploadProcess } from '../support/upload-build.js';

const MB = 1024 * 1024;
const maxBytes = 25 * MB;

let server: UploadProcess;
let root: string;
let journal: string;
const settings = () => ({ config: { kind: 'directory' as const, root }, maxBytes, journal });

beforeAll(async () => {
  server = await buildUploadProcess();
  root = await mkdtemp(join(tmpdir(), 'scriptorium-killed-'));
  journal = join(root, 'journal');
});
afterEach(() => server.kill());
afterAll(async () => {
  await server.remove();
  await rm(root, { recursive: true });
});

async function recorded(): Promise<FinishedUpload[]> {
  const lines = (await readFile(journal, 'utf8')).trimEnd().split('\n');
  return lines.map((line) => JSON.parse(line) as FinishedUpload);
}

describe('no upload is lost with the process', () => {
  // A single piece may be past the second place before the first kill is done: then it is killed once.
  it.each([
    [5 * MB, 2],
    [25 * MB, 1],
  ])(
    'is killed in the middle of pieces of %d bytes, %d times at least, and the file is whole',
    async (chunkSize, atLeast) => {
      const bytes = randomBytes(24 * MB + 11);
      const port = await server.start(settings());
      const kills = [8 * MB, 17 * MB];
      let restarting: Promise<unknown> = Promise.resolve();
      const onProgress = (sent: number) => {
        if (kills[0] === undefined || sent < kills[0]) return;
        kills.shift();
        restarting = server.kill().then(() => server.start(settings(), port));
      };
      await send(bytes, { endpoint: `http://127.0.0.1:${port}/uploads`, chunkSize, onProgress });
      await restarting;
      expect(2 - kills.length).toBeGreaterThanOrEqual(atLeast);
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      const file = (await recorded()).at(-1)?.file;
      expect(file).toMatchObject({ sha256, size: bytes.length });
      expect((await openStore(settings().config).readVerified(file?.key ?? '')).equals(bytes)).toBe(true);
    },
  );
});

describe('memory does not grow with what is sent', () => {
  const senders = 8;

  /** Megabytes that the server's memory grew by, at its highest, while `act` ran. */
  async function growth(port: number, act: () => Promise<unknown>): Promise<number> {
    const rss = async () => ((await (await fetch(`http://127.0.0.1:${port}/rss`)).json()) as { rss: number }).rss / MB;
    const before = await rss();
    let highest = before;
    // A look that a busy server did not answer is one look less.
    const look = (): Promise<void> =>
      rss().then(
        (now) => void (highest = Math.max(highest, now)),
        () => undefined,
      );
    const watch = setInterval(() => void look(), 50);
    await act();
    clearInterval(watch);
    return highest - before;
  }

  it.each(['forms', 'resumable uploads'])(
    'takes eight %s of 25 MB at once in far less than their 200 MB',
    async (way) => {
      const files = Array.from({ length: senders }, (_, at) => Buffer.alloc(maxBytes, at));
      const port = await server.start(settings());
      const submit = async (bytes: Buffer) => {
        const form = new FormData();
        form.set('file', new File([new Uint8Array(bytes)], 'a.docx'));
        const answer = await fetch(`http://127.0.0.1:${port}/form`, { method: 'POST', body: form });
        expect(answer.status).toBe(200);
      };
      const endpoint = `http://127.0.0.1:${port}/uploads`;
      const one = way === 'forms' ? submit : (bytes: Buffer) => send(bytes, { endpoint, chunkSize: 8 * MB });
      expect(await growth(port, () => Promise.all(files.map(one)))).toBeLessThan(150);
      expect(await readdir(join(root, 'spool')).catch(() => [])).toEqual([]);
    },
  );
});
