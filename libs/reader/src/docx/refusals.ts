import { Unreadable } from '../unreadable.js';
import type { Archive } from '../zip/open-archive.js';
import type { OfficePackage } from './package.js';

/** Refuses a package that carries a macro project, whatever its main part claims to be. */
export function refuseMacros(office: OfficePackage, main: string): void {
  const named = office.archive.entries.find((entry) => /(^|\/)vba(project|data)[^/]*\.(bin|xml)$/i.test(entry.name));
  if (named) throw new Unreadable('macros', `the package holds ${named.name}`);
  const related = office.relationships(main).find((one) => /vba/i.test(one.type));
  if (related) throw new Unreadable('macros', `the main part relates to ${related.target}`);
}

/** Whatever the encoding, ASCII letters come out as themselves. */
const asText = new TextDecoder();
const looksLikeDoctype = /<!DOCTYPE/i;

/**
 * Refuses a document type declaration in the XML parts that nobody here read: other programs will. The scanner refused
 * it in the others.
 */
export function refuseDoctypes(archive: Archive): void {
  for (const entry of archive.entries) {
    if (archive.wasRead(entry) || !/\.(xml|rels)$/i.test(entry.name)) continue;
    const start = archive.head(entry, 512);
    const text = asText.decode(start).replaceAll('\0', '');
    if (looksLikeDoctype.test(text)) throw new Unreadable('unsafe-xml', `document type declaration in ${entry.name}`);
  }
}

/** What a text document never needs and some computer would run. */
const program = /\.(exe|com|bat|cmd|scr|pif|msi|dll|js|jse|vbs|vbe|wsf|wsh|hta|ps1|lnk|jar|sh|app|cpl|reg)$/i;

/** Refuses a package with a program among its parts, whatever part of the document shows it. */
export function refusePrograms(archive: Archive): void {
  const found = archive.entries.find((entry) => program.test(entry.name));
  if (found) throw new Unreadable('active-content', `the package holds ${found.name}`);
}
