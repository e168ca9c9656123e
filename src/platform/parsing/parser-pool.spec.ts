import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { build } from 'esbuild';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { madeDocx, paragraph } from '../../../libs/reader/src/docx/made-docx.js';
import { madePdf, written } from '../../../libs/reader/src/pdf/made-pdf.js';
import { ParserPool } from './parser-pool.js';

const root = fileURLToPath(new URL('../../../', import.meta.url));
let directory = '';
let entry: URL;

/** A worker that does to its thread what the name of the file says. */
const rogue = `
import { parentPort } from 'node:worker_threads';
const kept = [];
parentPort.on('message', ({ number, bytes, fileName }) => {
  const read = { verdict: 'refused', kind: null, reason: 'empty', detail: String(bytes.length) };
  if (fileName === 'hang') for (;;);
  if (fileName === 'heap') for (;;) kept.push(new Array(1e5).fill(number));
  if (fileName === 'buffers') { for (let i = 0; i < 40; i++) kept.push(new Uint8Array(2e7).fill(1)); setInterval(() => {}, 1000); return; }
  if (fileName === 'exit') process.exit(3);
  if (fileName === 'throw') throw new Error('a bug');
  if (fileName === 'fault') { parentPort.postMessage({ number, fault: 'a bug of ours' }); return; }
  parentPort.postMessage({ number, parsed: read });
});`;

beforeAll(async () => {
  // Below node_modules, so that what the worker imports is found from there.
  directory = mkdtempSync(join(root, 'node_modules', '.parser-'));
  await build({
    entryPoints: [join(root, 'src/platform/parsing/parser-worker.ts')],
    outfile: join(directory, 'worker.mjs'),
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    alias: {
      '#libs/reader': join(root, 'libs/reader/src/index.ts'),
      '#libs/word-count': join(root, 'libs/word-count/src/index.ts'),
    },
    logLevel: 'silent',
  });
  writeFileSync(join(directory, 'rogue.mjs'), rogue);
  entry = pathToFileURL(join(directory, 'worker.mjs'));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

async function withRogue<T>(work: (pool: ParserPool) => Promise<T>, size = 1): Promise<T> {
  const pool = new ParserPool({ size, memoryMb: 96, entry: pathToFileURL(join(directory, 'rogue.mjs')) });
  try {
    return await work(pool);
  } finally {
    pool.close();
  }
}

describe('A file is read in a thread that can be killed', () => {
  it('reads with the real reader and leaves the caller its bytes', async () => {
    const pool = new ParserPool({ size: 2, entry });
    const given = bytes('');
    expect(await Promise.all([pool.parse(given, 'a.docx'), pool.parse(bytes('MZ\u0000'), 'b.docx')])).toMatchObject([
      { verdict: 'refused', reason: 'empty' },
      { verdict: 'refused', reason: 'unsupported-type' },
    ]);
    const kept = bytes('PK\u0003\u0004 no archive');
    await pool.parse(kept, 'c.docx');
    expect(kept.length).toBe(15);
    pool.close();
  });

  it('reads what was handed in by its content alone, with its clean copy', async () => {
    const pool = new ParserPool({ size: 1, entry });
    const account = madeDocx(paragraph('Our project'));
    const read = await pool.parseHandedIn(account);
    if (read.verdict !== 'read') throw new Error(read.detail);
    expect(read.kind).toBe('docx');
    expect(read.cleanCopy?.mediaType).toBe('text/html');
    expect(new TextDecoder().decode(read.cleanCopy?.bytes)).toContain('Our project');
    expect(await pool.parse(account, 'a.docx')).not.toHaveProperty('cleanCopy');
    pool.close();
  });

  it('draws pages of a PDF, and refuses what it cannot draw', async () => {
    const pool = new ParserPool({ size: 1, entry });
    const pdf = madePdf({ pages: [written('one'), written('two'), written('three')] });
    const drawn = await pool.drawPages(pdf, { from: 2, to: 3 });
    if (drawn.verdict !== 'drawn') throw new Error(drawn.detail);
    expect(drawn.images.map(({ page, png }) => [page, png?.[1]])).toEqual([
      [2, 0x50],
      [3, 0x50],
    ]);
    expect(await pool.drawPages(bytes('no PDF'), { from: 1, to: 1 })).toMatchObject({ reason: 'corrupt' });
    pool.close();
  });

  it('refuses what can be read and not be shown', async () => {
    const pool = new ParserPool({ size: 1, entry });
    const cut = Uint8Array.from([0xff, 0xd8, 0xff, 0xe0, 0, 4, 1, 2, 0xff, 0xda, 0, 2, 1, 2, 3]);
    expect(await pool.parseHandedIn(cut)).toMatchObject({ verdict: 'refused', kind: 'jpg', reason: 'corrupt' });
    pool.close();
  });

  it.each([
    ['hang', 'time-limit'],
    ['heap', 'memory-limit'],
    ['buffers', 'memory-limit'],
  ])('kills a thread for %s, says so, and reads the next file', async (fileName, reason) => {
    await withRogue(async (pool) => {
      const timeMs = fileName === 'hang' ? 300 : 20_000;
      const first = pool.parse(bytes('x'), fileName, { timeMs });
      const second = pool.parse(bytes('four'), 'plain', { timeMs: 20_000 });
      expect(await first).toMatchObject({ verdict: 'refused', reason });
      expect(await second).toMatchObject({ detail: '4' });
    });
  });

  it.each(['exit', 'throw', 'fault'])('rejects for a bug of ours (%s) and reads the next file', async (fileName) => {
    await withRogue(async (pool) => {
      await expect(pool.parse(bytes('x'), fileName)).rejects.toThrow();
      expect(await pool.parse(bytes('xy'), 'plain')).toMatchObject({ detail: '2' });
    });
  });

  it('answers each question with its own file, however many wait', async () => {
    await withRogue(async (pool) => {
      const all = await Promise.all(Array.from({ length: 40 }, (_, i) => pool.parse(new Uint8Array(i), 'plain')));
      expect(all.map((one) => one.verdict === 'refused' && Number(one.detail))).toEqual(
        Array.from({ length: 40 }, (_, i) => i),
      );
    }, 3);
  });

  it('rejects what still waits when it is closed', async () => {
    const waiting = await withRogue(async (pool) => {
      const first = pool.parse(bytes('x'), 'hang', { timeMs: 50_000 });
      const second = pool.parse(bytes('x'), 'plain');
      return Promise.allSettled([first, second, Promise.resolve(pool.close())]);
    });
    expect(waiting.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'fulfilled']);
  });
});
