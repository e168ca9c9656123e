import { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import type { PageImage } from '#libs/reader';
import { isRefusal } from '#libs/refusal';
import { Database, type Transaction } from '../platform/database/database.js';
import type { Work } from '../platform/jobs/job.js';
import { Parsing } from '../platform/parsing/index.js';
import { FileStore, keyOf } from '../platform/storage/index.js';
import { Document } from './document.entity.js';

/** How pages are drawn. Another program or size is another name, and draws anew. */
export const drawerVersion = 'pdfium-2.15.1-900';

/** An account of 4,000 words has under 60 pages; nobody looks through more than this many. */
export const mostPagesDrawn = 150;
/** Pages drawn at once: a thread that is killed loses so many, which are then tried one by one. */
const atOnce = 8;
/** 1,032 pages of honest documents needed 0.5 seconds at most. */
const limits = { several: { timeMs: 10_000 }, one: { timeMs: 4_000 } };
/** A file whose pages fail one after the other is not worth the time of those who wait behind it. */
const mostFailures = 10;
const mostBytesOfImage = 20_000_000;

/** Orders the pictures of a file whose count a person will confirm. */
export async function orderPageImages(transaction: Transaction, { id, sha256 }: Document): Promise<void> {
  const key = `${sha256}:${drawerVersion}`;
  await transaction.order({ kind: 'documents.draw-pages', key, subject: { documentId: id }, priority: 500 });
}

/** Draws the pages of a PDF whose count waits for a person, once for its bytes, in threads that can be killed. */
@Injectable()
export class DrawPages {
  constructor(
    private readonly database: Database,
    private readonly store: FileStore,
    private readonly parsing: Parsing,
  ) {}

  async run(work: Work): Promise<void> {
    const documentId = String(work.subject['documentId']);
    const document = await this.database.source.getRepository(Document).findOneBy({ id: documentId });
    if (document?.kind !== 'pdf' || document.scan === 'infected') return;
    const missing = await this.missing(document);
    if (missing.length === 0) return;
    const bytes = await this.store.readVerified(keyOf(document.sha256));
    let failures = 0;
    for (let from = 0; from < missing.length; from += atOnce) {
      const images = await this.draw(bytes, missing.slice(from, from + atOnce), mostFailures - failures);
      failures += images.filter(({ png }) => png === null).length;
      for (const image of images) await this.keep(document.sha256, image);
      await work.progress(Math.min(from + atOnce, missing.length), missing.length, 'pages drawn');
    }
    await this.database.transact(work.actor, (transaction) => transaction.touch(`document:${documentId}`));
  }

  /** After the last try: what is not there stays away, and the page that shows it says so. */
  async giveUp(work: Work): Promise<void> {
    const documentId = String(work.subject['documentId']);
    const document = await this.database.source.getRepository(Document).findOneBy({ id: documentId });
    if (!document) return;
    for (const page of await this.missing(document)) await this.keep(document.sha256, noImage(page));
    await this.database.transact(work.actor, (transaction) => transaction.touch(`document:${documentId}`));
  }

  private async missing({ sha256, reader }: Document): Promise<number[]> {
    const rows = await this.database.query<{ page: number }>(
      `select page from document_reading r, generate_series(1, least(r.pages, $4::int)) page
       where r.sha256 = $1 and r.reader = $2
         and not exists (select from page_image i where i.sha256 = $1 and i.drawer = $3 and i.page = page.page) order by page`,
      [sha256, reader, drawerVersion, mostPagesDrawn],
    );
    return rows.map(({ page }) => page);
  }

  /** Pictures of these pages, in their order. `patience`: how many may fail before the rest are not tried any more. */
  private async draw(bytes: Uint8Array, pages: readonly number[], patience: number): Promise<PageImage[]> {
    const [from = 1, to = 1] = [pages[0], pages.at(-1)];
    if (patience <= 0) return pages.map(noImage);
    const drawn = await this.parsing.drawPages(bytes, { from, to }, pages.length > 1 ? limits.several : limits.one);
    if (drawn.verdict === 'drawn')
      return pages.map((page) => drawn.images.find((image) => image.page === page) ?? noImage(page));
    if (pages.length === 1) return pages.map(noImage);
    const images: PageImage[] = [];
    for (const page of pages) {
      const failed = images.filter(({ png }) => png === null).length;
      images.push(...(await this.draw(bytes, [page], patience - failed)));
    }
    return images;
  }

  private async keep(sha256: string, { page, png, width, height }: PageImage): Promise<void> {
    const kept = png && (await this.store.receive(Readable.from([Buffer.from(png)]), { maxBytes: mostBytesOfImage }));
    if (isRefusal(kept)) throw new Error(`The picture of a page was not kept: ${kept.code}`);
    await this.database.query(
      `insert into page_image (sha256, drawer, page, key, width, height, drawn_at)
       values ($1, $2, $3, $4, $5, $6, app_now()) on conflict do nothing`,
      [sha256, drawerVersion, page, ...(kept ? [kept.key, width, height] : [null, null, null])],
    );
  }
}

const noImage = (page: number): PageImage => ({ page, width: 0, height: 0, png: null });
