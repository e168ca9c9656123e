import { limits } from '../limits.js';
import { mostUnpacked } from '../pdf/read-pdf.js';
import { readStreams } from '../pdf/streams.js';
import { readStructure } from '../pdf/structure.js';
import { unlocked } from '../pdf/unlock.js';
import { Unreadable } from '../unreadable.js';

/**
 * A PDF with the same pages and nothing else: no properties, XMP, identifiers, attachments, scripts, actions, links,
 * bookmarks, structure, earlier revisions or notes; form fields and marks only as they look; pictures without metadata.
 * Layers that were switched off stay so. Names in the text itself stay (`identityTraces` finds those).
 *
 * Throws `Unreadable`: `encrypted` (needs a password), `corrupt`, `archive-bomb`, `too-complex`, `too-large`.
 */
export async function cleanPdf(bytes: Uint8Array): Promise<Uint8Array> {
  if (bytes.length > limits.file) throw new Unreadable('too-large', `${bytes.length} bytes`);
  const budget = { left: mostUnpacked };
  const structure = readStructure(bytes, budget);
  const plain = structure.encrypted ? await unlocked(bytes) : bytes;
  if (!plain) throw new Unreadable('encrypted', 'encrypted in a way that cannot be undone here');
  if (!structure.encrypted) readStreams(bytes, structure, budget);
  const { pagesOnly } = await import('./pdf-pages.js');
  return pagesOnly(plain);
}
