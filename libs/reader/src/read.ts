import { readDocx } from './docx/read-docx.js';
import { type Limits, limits as defaults } from './limits.js';
import type { DocumentKind, Reading } from './model.js';
import { promisedKind, sniff } from './sniff.js';
import { Unreadable } from './unreadable.js';
import { type Archive, openArchive } from './zip/open-archive.js';

/** What an archive holds: an OpenDocument text says so in its first entry, an office package in its content types. */
function archiveKind(archive: Archive): DocumentKind {
  if (archive.find('[Content_Types].xml')) return 'docx';
  const mime = archive.find('mimetype');
  const type = mime ? String.fromCharCode(...archive.head(mime, 100)) : '';
  if (type.startsWith('application/vnd.oasis.opendocument.text')) return 'odt';
  throw new Unreadable('unsupported-type', 'an archive that is no document');
}

/** Where a name promises one kind and the content is another, whoever opens it by name sees something else. */
function refuseLyingName(kind: DocumentKind, fileName: string | undefined): void {
  const promise = promisedKind(fileName);
  if (promise !== null && promise !== kind)
    throw new Unreadable('mismatched-type', `the name says ${promise}, the content is ${kind}`);
}

/** `archive` is the file opened, where it is one. */
async function readKind(
  kind: DocumentKind,
  bytes: Uint8Array,
  limits: Limits,
  archive: Archive | undefined,
): Promise<Reading> {
  if (kind === 'docx') return readDocx(bytes, limits, archive);
  if (kind === 'pdf') return await (await import('./pdf/read-pdf.js')).readPdf(bytes);
  if (kind === 'odt') return (await import('./odt/read-odt.js')).readOdt(bytes, limits);
  if (kind === 'rtf') return (await import('./rtf/read-rtf.js')).readRtf(bytes, limits);
  return (await import('./text/read-text.js')).readText(bytes, limits);
}

/**
 * Reads a stranger's document: bytes to text by stories, findings and traces.
 *
 * In: the whole file and the name it came with (only its extension is looked at, and only to refuse a mismatch). Out:
 * `Read`, or `Refused` with one reason; never throws for anything that a file can hold. Content decides the kind. No
 * network, no files, no clock; memory and depth are capped by `limits`, time is for the caller to cap: run it in a
 * thread that can be killed.
 */
export async function read(bytes: Uint8Array, fileName?: string, limits: Limits = defaults): Promise<Reading> {
  let kind: DocumentKind | null = null;
  try {
    if (bytes.length > limits.file) throw new Unreadable('too-large', `${bytes.length} bytes`);
    const sniffed = sniff(bytes);
    let archive: Archive | undefined;
    if (sniffed === 'zip') {
      archive = openArchive(bytes, limits);
      kind = archiveKind(archive);
    } else kind = sniffed;
    refuseLyingName(kind, fileName);
    return await readKind(kind, bytes, limits, archive);
  } catch (fault) {
    // Too deep a nesting or too long a list runs into the engine's own limits.
    if (fault instanceof RangeError) return { verdict: 'refused', kind, reason: 'too-complex', detail: fault.message };
    if (!(fault instanceof Unreadable)) throw fault;
    return { verdict: 'refused', kind, reason: fault.reason, detail: fault.detail };
  }
}
