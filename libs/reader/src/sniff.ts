import type { DocumentKind } from './model.js';
import { Unreadable } from './unreadable.js';

const startsWith = (bytes: Uint8Array, text: string): boolean =>
  Array.from(text, (letter) => letter.charCodeAt(0)).every((code, i) => bytes[i] === code);

/** What a file is by its first bytes: `zip` is still to be looked into. */
export type Sniffed = 'zip' | 'pdf' | 'rtf' | 'txt';

/** A NUL or many control characters do not stand in plain text; UTF-16 with its mark may have NULs. */
function isText(bytes: Uint8Array): boolean {
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)) return true;
  const head = bytes.subarray(0, 4096);
  return head.every((byte) => byte >= 32 || (byte >= 9 && byte <= 13) || byte === 27);
}

const polyglotTail = 70_000;

/** True where a zip's end record stands near the end: as a tail of another format it makes the file two things at once. */
function endsAsZip(bytes: Uint8Array): boolean {
  for (let i = bytes.length - 22; i >= 0 && i > bytes.length - polyglotTail; i--)
    if (bytes[i] === 0x50 && bytes[i + 1] === 0x4b && bytes[i + 2] === 5 && bytes[i + 3] === 6) return true;
  return false;
}

/** Kinds that an extension promises, where it is one of ours. */
const promised: Readonly<Record<string, DocumentKind>> = {
  docx: 'docx',
  pdf: 'pdf',
  odt: 'odt',
  rtf: 'rtf',
  txt: 'txt',
};

/** The kind that a file name's extension promises, or null where it promises nothing we read. */
export function promisedKind(fileName: string | undefined): DocumentKind | null {
  const extension = /\.([a-z0-9]+)[\s.]*$/i.exec(fileName ?? '')?.[1]?.toLowerCase();
  return extension === undefined ? null : (promised[extension] ?? null);
}

/**
 * Tells a file's type from its content alone. Throws `Unreadable`: `empty`, `encrypted` or `unsupported-type` for the
 * old OLE container, `mismatched-type` for two formats in one, `unsupported-type` for everything else.
 */
export function sniff(bytes: Uint8Array): Sniffed {
  if (bytes.length === 0) throw new Unreadable('empty', 'no bytes at all');
  if (startsWith(bytes, 'PK\u0003\u0004')) return 'zip';
  if (startsWith(bytes, '%PDF-')) {
    if (endsAsZip(bytes)) throw new Unreadable('mismatched-type', 'a PDF with an archive behind it');
    return 'pdf';
  }
  if (startsWith(bytes, '\u00d0\u00cf\u0011\u00e0')) return oleRefusal(bytes);
  if (startsWith(bytes, '{\\rtf')) return 'rtf';
  // The file by which scanners are tested: refused here too, so that an intake without a scanner can be tested.
  if (startsWith(bytes, 'X5O!P%@AP[4')) throw new Unreadable('active-content', 'the test file of virus scanners');
  if (startsWith(bytes, 'MZ') || startsWith(bytes, '\u007fELF') || !isText(bytes))
    throw new Unreadable('unsupported-type', 'no format that is read here');
  if (/^\s*<(?:!doctype\s+)?(?:html|svg|script|\?xml)/i.test(String.fromCharCode(...bytes.subarray(0, 200))))
    throw new Unreadable('unsupported-type', 'markup, not a document');
  return 'txt';
}

/** OLE containers are Word 97 files or encrypted packages; the latter say so in UTF-16. */
function oleRefusal(bytes: Uint8Array): never {
  const name = Array.from('EncryptedPackage', (letter) => letter.charCodeAt(0));
  for (let i = 0; i + name.length * 2 < bytes.length; i++) {
    if (bytes[i] !== 0x45 || bytes[i + 1] !== 0) continue;
    if (name.every((code, k) => bytes[i + 2 * k] === code && bytes[i + 2 * k + 1] === 0))
      throw new Unreadable('encrypted', 'an encrypted office package');
  }
  throw new Unreadable('unsupported-type', 'the binary format of Word 97 and its kin');
}
