import type { MarkedPart } from '#libs/word-count';
import { documentDetail, readerVersion, type DocumentDetail } from '../documents/index.js';
import type { Transaction } from '../platform/database/database.js';
import type { Manifest } from './manifest.js';

type Reads = Pick<Transaction, 'query'>;

/** What may change about a file after it was taken back, as it was then. */
export interface KeptFile extends Pick<
  DocumentDetail,
  'state' | 'counted' | 'confirmedWords' | 'excluded' | 'countVerdict' | 'cleanKey'
> {
  readonly documentId: string;
  readonly annexMarks: readonly MarkedPart[];
}

/** What a submission's row says of its files. */
export interface HandedIn {
  readonly manifest: Manifest | null;
  readonly keptFiles: readonly KeptFile[] | null;
}

/** A file that was handed in, with what was read in it. */
export interface HandedInFile {
  readonly document: DocumentDetail;
  readonly item: Manifest['items'][number];
}

/** The files of a submission as they stand, to be kept before they may be changed. */
export async function keepFiles(reads: Reads, { manifest }: Pick<HandedIn, 'manifest'>): Promise<KeptFile[]> {
  const kept: KeptFile[] = [];
  for (const { documentId } of manifest?.items ?? []) {
    const document = await documentDetail(reads, documentId, readerVersion);
    if (!document) continue;
    const { state, counted, confirmedWords, excluded, countVerdict, cleanKey, annexMarks } = document;
    kept.push({ documentId, state, counted, confirmedWords, excluded, countVerdict, cleanKey, annexMarks });
  }
  return kept;
}

/**
 * The files of the frozen manifest, in its order, as they were handed in: of one that was removed, replaced or counted otherwise
 * after the submission was taken back, what was kept then. Whether the bytes are those of the manifest is for who accepts them.
 */
export async function handedInFiles(reads: Reads, { manifest, keptFiles }: HandedIn): Promise<HandedInFile[]> {
  const files: HandedInFile[] = [];
  for (const item of manifest?.items ?? []) {
    const document = await documentDetail(reads, item.documentId, readerVersion);
    if (!document) throw new Error(`The file ${item.documentId} that was submitted is not there`);
    const kept = keptFiles?.find(({ documentId }) => documentId === item.documentId);
    files.push({
      document: { ...document, ...(kept && asKept(document, kept)), title: item.title ?? document.title },
      item,
    });
  }
  return files;
}

/** Nothing where the file was left as it was: a check that ended meanwhile then counts. */
function asKept(now: DocumentDetail, { documentId: _id, ...kept }: KeptFile): Partial<DocumentDetail> {
  const isGone = now.state === 'superseded' || now.state === 'removed';
  const isMarkedOtherwise = JSON.stringify(now.annexMarks) !== JSON.stringify(kept.annexMarks);
  if (!isGone && !isMarkedOtherwise) return {};
  // Its check will not go on: a person looks, as at any that got stuck.
  const wasUnderCheck = kept.state === 'quarantined' || kept.state === 'scanned';
  return { ...kept, state: wasUnderCheck ? 'stuck' : kept.state };
}
