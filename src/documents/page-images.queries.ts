import type { Reads } from './documents.queries.js';
import { drawerVersion } from './draw-pages.js';

/** The picture of a page, sizes in pixels; `key` is null where the page could not be drawn. */
export interface StoredPageImage {
  readonly page: number;
  readonly key: string | null;
  readonly width: number | null;
  readonly height: number | null;
}

/** The pictures of these bytes that there are by now, in the order of their pages. One statement. */
export async function pageImagesOf(reads: Reads, sha256: string): Promise<StoredPageImage[]> {
  return reads.query<StoredPageImage>(
    `select page, key, width, height from page_image where sha256 = $1 and drawer = $2 order by page`,
    [sha256, drawerVersion],
  );
}

/** Where the picture of a document's page lies; null where there is none. One statement. */
export async function pageImageKey(reads: Reads, documentId: string, page: number): Promise<string | null> {
  const [row] = await reads.query<{ key: string | null }>(
    `select i.key from page_image i join document d on d.sha256 = i.sha256 where d.id = $1 and i.drawer = $2 and i.page = $3`,
    [documentId, drawerVersion, page],
  );
  return row?.key ?? null;
}
