import { PDFArray, PDFDict, type PDFDocument, PDFName, PDFStream } from 'pdf-lib';

/** Colour spaces that a page may name without having them among its resources (ISO 32000-1, 8.6.8). */
const ofTheStandard = /^(?:Device(?:Gray|RGB|CMYK)|Pattern)$/;

/**
 * Another name for what a page calls its fonts, pictures, layers and the like, the same wherever the same name stands, so that
 * pages and what they share stay of one mind. Every name is replaced: a short one may be a person's as well.
 */
export function plainName(name: string): string {
  if (ofTheStandard.test(name)) return name;
  let hash = 0x811c9dc5;
  for (let i = 0; i < name.length; i += 1) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193);
  return `R${(hash >>> 0).toString(36)}`;
}

/** What a page calls by a name (ISO 32000-1, table 33). */
const kinds = ['Font', 'XObject', 'ExtGState', 'ColorSpace', 'Pattern', 'Shading', 'Properties'];

/** Calls every resource of the file by its plain name; contents are written by the same names (`cleanContent`). */
export function renameResources(source: PDFDocument): void {
  const done = new Set<PDFDict>();
  for (const dict of dictionariesOf(source)) {
    const resources = dict.lookup(PDFName.of('Resources'));
    if (!(resources instanceof PDFDict)) continue;
    for (const kind of kinds) {
      const named = resources.lookup(PDFName.of(kind));
      if (!(named instanceof PDFDict) || done.has(named)) continue;
      done.add(named);
      for (const [key, value] of named.entries()) {
        const plain = plainName(key.decodeText());
        if (plain === key.decodeText()) continue;
        named.delete(key);
        named.set(PDFName.of(plain), value);
      }
    }
  }
}

const programs = ['FontFile', 'FontFile2', 'FontFile3'];
/** Fonts that viewers know without their program, by family and style alone; others are shown in a substitute whatever their name. */
const known =
  /^(?:Arial|Helvetica|Times|Courier|Symbol|ZapfDingbats|Calibri|Cambria|Consolas|Verdana|Georgia|Tahoma|Trebuchet|Garamond|Palatino|Liberation|DejaVu|Wingdings|Webdings)(?:[-, ]?(?:New|Roman|Sans|Serif|Mono|PS|MT|Narrow|Linotype|Black|Light|Math|Bold|Italic|Oblique|Regular|Condensed))*$/;

/** Calls a font that brings its program by a number, and one that brings none by a family that viewers know. */
export function renameFonts(source: PDFDocument): void {
  let number = 0;
  for (const dict of dictionariesOf(source)) {
    if (dict.lookup(PDFName.of('Type')) !== PDFName.of('Font')) continue;
    const below = dict.lookup(PDFName.of('DescendantFonts'));
    const own = below instanceof PDFArray ? below.lookup(0) : dict;
    const descriptor = own instanceof PDFDict ? own.lookup(PDFName.of('FontDescriptor')) : undefined;
    const hasProgram = descriptor instanceof PDFDict && programs.some((key) => descriptor.has(PDFName.of(key)));
    const called = dict.lookup(PDFName.of('BaseFont'));
    if (called instanceof PDFName && (hasProgram || !known.test(called.decodeText())))
      dict.set(PDFName.of('BaseFont'), PDFName.of(hasProgram ? `AAAAAA+Font${(number += 1)}` : 'Helvetica'));
    if (descriptor instanceof PDFDict && descriptor.has(PDFName.of('FontName'))) {
      const base = own instanceof PDFDict ? own.lookup(PDFName.of('BaseFont')) : undefined;
      descriptor.set(PDFName.of('FontName'), base instanceof PDFName ? base : PDFName.of('Font'));
    }
    if (dict.has(PDFName.of('Name'))) dict.delete(PDFName.of('Name'));
  }
}

/** Every dictionary of the file, those within others and of streams too. */
function* dictionariesOf(source: PDFDocument): Generator<PDFDict> {
  for (const [, object] of source.context.enumerateIndirectObjects()) {
    const first = object instanceof PDFStream ? object.dict : object;
    yield* within(first, 0);
  }
}

function* within(value: unknown, depth: number): Generator<PDFDict> {
  if (depth > 50) return;
  if (value instanceof PDFDict) {
    yield value;
    for (const one of value.values()) yield* within(one, depth + 1);
  } else if (value instanceof PDFArray) for (const one of value.asArray()) yield* within(one, depth + 1);
}
