import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { describe, expect, it } from '@jest/globals';
import { build } from 'esbuild';
import { strToU8, zipSync } from 'fflate';
import { readOdt } from '../odt/read-odt.js';
import { readRtf } from '../rtf/read-rtf.js';
import { Unreadable } from '../unreadable.js';
import { damaged, numbers } from './damaged.js';
import { madePdf, prose, written } from './made-pdf.js';

const root = fileURLToPath(new URL('../../../../', import.meta.url));

const pdf = madePdf({
  pages: [written(prose(80)), `q /X Do Q ${written(prose(40))}`, written(prose(20))],
  resources: '/XObject << /X 10 0 R >>',
  objects: ['<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Length 4 >>\nstream\nq Q \nendstream'],
  catalogue: '/Names << /EmbeddedFiles << /Names [] >> >> /OpenAction [4 0 R /Fit]',
});
const rtf = strToU8(
  String.raw`{\rtf1\ansi{\fonttbl{\f0 Times;}}{\info{\author A}}\pard one {\b two}\par{\footnote three}\u8364? \'e9\par}`,
);
const odt = zipSync({
  mimetype: strToU8('application/vnd.oasis.opendocument.text'),
  'content.xml': strToU8(
    '<o:c xmlns:o="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:t="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><t:p>one<t:s/>two</t:p></o:c>',
  ),
});

/**
 * What readPdf makes of 300 damaged copies, in a thread of its own as in the product: pdf.js leaves rejected promises
 * behind, and Jest keeps the process's own events from its sandbox.
 */
async function verdictsInThread(): Promise<Record<string, number>> {
  const directory = mkdtempSync(join(root, 'node_modules', '.damaged-'));
  const contents = `
    import { parentPort, workerData } from 'node:worker_threads';
    import { damaged, numbers } from './damaged.js';
    import { readPdf } from './read-pdf.js';
    const next = numbers(7);
    const verdicts = {};
    for (let i = 0; i < 300; i++) {
      const reading = await readPdf(damaged(workerData, next));
      const verdict = reading.verdict === 'read' ? 'read' : reading.reason;
      verdicts[verdict] = (verdicts[verdict] ?? 0) + 1;
    }
    parentPort.postMessage(verdicts);`;
  const entry = join(directory, 'worker.mjs');
  try {
    await build({
      stdin: { contents, resolveDir: join(root, 'libs/reader/src/pdf'), loader: 'ts' },
      outfile: entry,
      bundle: true,
      platform: 'node',
      format: 'esm',
      packages: 'external',
      alias: { '#libs/word-count': join(root, 'libs/word-count/src/index.ts') },
      logLevel: 'silent',
    });
    const worker = new Worker(entry, { workerData: pdf });
    return await new Promise((resolve, reject) => {
      worker.once('message', resolve);
      worker.once('error', reject);
    });
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

describe('a damaged file is read or refused, never a fault', () => {
  it('PDF, 300 times', async () => {
    const verdicts = await verdictsInThread();
    expect(Object.values(verdicts).reduce((sum, count) => sum + count, 0)).toBe(300);
    expect(Object.keys(verdicts)).toEqual(expect.arrayContaining(['read', 'corrupt']));
  });

  it.each([
    ['RTF', rtf, readRtf],
    ['ODT', odt, readOdt],
  ])('%s, 400 times', (_, whole, read) => {
    const next = numbers(11);
    let refused = 0;
    for (let i = 0; i < 400; i++) {
      try {
        read(damaged(whole, next));
      } catch (error) {
        expect(error).toBeInstanceOf(Unreadable);
        refused++;
      }
    }
    expect(refused).toBeGreaterThan(5);
  });
});
