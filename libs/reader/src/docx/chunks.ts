import { wordsIn } from '#libs/word-count';
import { Unreadable } from '../unreadable.js';
import type { OfficePackage, Relationship } from './package.js';

/** Words of the documents that Word would merge in on opening, as far as they can be read; 0 for those elsewhere. */
export function chunkWords(office: OfficePackage, chunks: readonly Relationship[]): number {
  return chunks.reduce((sum, chunk) => sum + wordsOfChunk(office, chunk), 0);
}

function wordsOfChunk(office: OfficePackage, chunk: Relationship): number {
  const entry = chunk.external ? null : office.archive.find(chunk.target);
  if (!entry) return 0;
  try {
    const bytes = office.archive.bytes(entry);
    // Markup and plain text alike: what stands between tags. Office packages are zip files and read as no words here.
    const text = new TextDecoder('utf-8').decode(bytes.subarray(0, 1_000_000));
    return text.startsWith('PK') ? 0 : wordsIn(text.replace(/<(style|script)[\s\S]*?<\/\1>|<[^>]*>/gi, ' '));
  } catch (fault) {
    if (fault instanceof Unreadable) return 0;
    throw fault;
  }
}
