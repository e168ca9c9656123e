import { keyOf } from '../platform/storage/index.js';
import type { DocumentDetail } from './documents.queries.js';

type Cleaned = Pick<DocumentDetail, 'cleanedKey' | 'cleanKind' | 'readingKey'>;

/**
 * The key of a file without what names its maker, in the format in which it was sent; null where there is none. A Word document
 * has one of its own, since its assessors' copy is a page; of every other kind the assessors' copy is that file.
 */
export function cleanedKeyOf({ cleanedKey, cleanKind, readingKey }: Cleaned): string | null {
  return cleanKind === 'html' ? cleanedKey : readingKey;
}

/** What a participant is told before they take the cleaned file: what it keeps and what it costs. Null: nothing would change. */
export function cleanedFileShown(
  document: Cleaned & Pick<DocumentDetail, 'state' | 'sha256'>,
): { costs: string } | null {
  const key = cleanedKeyOf(document);
  if (document.state !== 'checked' || key === null || key === keyOf(document.sha256)) return null;
  return { costs: costs[document.cleanKind ?? ''] ?? '' };
}

const costs: Readonly<Record<string, string>> = {
  html: 'Your text, its layout, pictures and comments stay. Properties of the file, names of authors and times, revision numbers, the preview, descriptions of pictures and addresses of links go.',
  office:
    'Cells, slides and notes stay. Properties of the file, names of authors and times, printed headers, descriptions of pictures, addresses of links, sound and film go.',
  pdf: 'The pages stay as they look. Properties, bookmarks, links, notes, attachments, descriptions of pictures and the tags that screen readers use go.',
  image: 'The picture stays as it is. Place, time, camera, owner and comments go.',
  recording: 'Picture, sound and subtitles stay. Place, time, device and titles go.',
};
