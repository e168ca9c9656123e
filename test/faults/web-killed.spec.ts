import { createHash, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PDFDocument } from 'pdf-lib';
import { keyOf, openStore } from '../../src/platform/storage/index.js';
import { startProduct, type Product } from '../support/product.js';
import { send } from '../support/resumable.js';
import { Life, type Visitor } from './life.js';

const MB = 1024 * 1024;

let product: Product;
let life: Life;
beforeAll(async () => {
  product = await startProduct();
  life = await Life.begin(product.address, product.database.url);
  await life.walk({ until: 'book and confirm' });
});
afterAll(async () => {
  await life?.end();
  await product?.stop();
});

/** A page with 20 MB attached that nothing can make smaller. */
async function makeLargePdf(): Promise<Buffer> {
  const document = await PDFDocument.create();
  document.addPage();
  await document.attach(randomBytes(20 * MB), 'scan.bin', { mimeType: 'application/octet-stream' });
  return Buffer.from(await document.save());
}

describe('a web server that is killed', () => {
  it('in the middle of an upload of 20 MB gets the rest of it when it is back, and the bytes are those that were sent', async () => {
    const who = life.participants[0] as Visitor;
    const bytes = await makeLargePdf();
    let restarting: Promise<unknown> | undefined;
    await send(bytes, {
      endpoint: `${product.address}/uploads`,
      headers: { ...who.headers },
      // A busy machine takes its time to start a web server.
      retryDelays: Array.from({ length: 120 }, () => 250),
      metadata: { filename: 'scan.pdf', component: 'evidence', title: 'A scan' },
      onProgress: (sent) => {
        if (sent > 8 * MB) restarting ??= product.parts.web.kill().then(() => product.start('web'));
      },
    });
    expect(restarting).toBeDefined();
    await restarting;
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const documents = await life.database.query(`select sha256, size from document`);
    expect(documents).toEqual([{ sha256, size: bytes.length }]);
    const store = openStore({ kind: 'directory', root: product.environment['STORE_DIRECTORY'] ?? '' });
    expect((await store.readVerified(keyOf(sha256))).equals(bytes)).toBe(true);
    await life.settle();
    expect(await life.broken({ store })).toEqual([]);
  });
});
