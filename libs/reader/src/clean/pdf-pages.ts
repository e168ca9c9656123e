import {
  PDFArray,
  PDFDict,
  PDFDocument,
  PDFHexString,
  PDFName,
  PDFObjectCopier,
  PDFPage,
  PDFRawStream,
  PDFRef,
  PDFStream,
  PDFString,
} from 'pdf-lib';
import { Unreadable } from '../unreadable.js';
import type { Budget } from '../pdf/filters.js';
import { mostUnpacked } from '../pdf/read-pdf.js';
import { withoutFontNames, withoutProfileWords } from './font-names.js';
import { cleanContent } from './pdf-content.js';
import { renameFonts, renameResources } from './pdf-names.js';
import { scrubPicture } from './pdf-pictures.js';
import { name, refill, unpacked } from './pdf-streams.js';

/** Entries of any dictionary that name, date, run or reach out, or lead to objects that do. */
const everywhere = [
  'Metadata',
  'PieceInfo',
  'LastModified',
  'AA',
  'OpenAction',
  'JS',
  'AF',
  'Thumb',
  'B',
  'StructParent',
  'StructParents',
  'Ref',
  'OPI',
  'VP',
  'PresSteps',
  'Measure',
  'PtData',
  'ActualText',
  'Alt',
  'Lang',
  'ID',
];

/** Texts that a viewer needs to draw: how characters are numbered. Every other text in a dictionary says something. */
const neededTexts = new Set(['Registry', 'Ordering', 'DA', 'Panose']);

const keysOf = (list: string): ReadonlySet<string> => new Set(list.split(' '));
const packing = 'Length Filter DecodeParms DL';
/** All that a page, a drawing or a picture needs; programs put keys of their own beside it, with paths and names in them. */
const neededKeys = {
  page: keysOf('Type Parent Resources MediaBox CropBox BleedBox TrimBox ArtBox Contents Rotate Group Annots UserUnit'),
  form: keysOf(
    `Type Subtype FormType BBox Matrix Resources Group OC PatternType PaintType TilingType XStep YStep ${packing}`,
  ),
  picture: keysOf(
    `Type Subtype Width Height ColorSpace BitsPerComponent Intent ImageMask Mask Decode Interpolate SMask SMaskInData Matte OC ${packing}`,
  ),
};

/** What is kept of an annotation: how it looks, not who made it, what it says, or what it does. */
const kept = new Set(['Type', 'Subtype', 'Rect', 'AP', 'AS', 'F', 'OC', 'C', 'CA', 'ca', 'BS', 'Border', 'QuadPoints']);

/** Marks on the page that are part of how it looks; notes, links, attachments and media are left out. */
const shown = new Set([
  'Widget',
  'FreeText',
  'Highlight',
  'Underline',
  'StrikeOut',
  'Squiggly',
  'Stamp',
  'Ink',
  'Line',
  'Square',
  'Circle',
  'Polygon',
  'PolyLine',
  'Caret',
  'Redact',
]);

/**
 * The pages of a PDF copied into a new one, scrubbed of all that names, dates, runs or reaches out. Apart from its door
 * because pdf-lib is loaded only where a PDF is cleaned.
 */
export async function pagesOnly(bytes: Uint8Array): Promise<Uint8Array> {
  const source = await load(bytes);
  try {
    return await copied(source);
  } catch (error) {
    // pdf-lib takes a damaged page tree for granted and stumbles over it.
    throw new Unreadable('corrupt', error instanceof Error ? error.message.slice(0, 200) : String(error));
  }
}

async function copied(source: PDFDocument): Promise<Uint8Array> {
  scrub(source);
  renameFonts(source);
  renameResources(source);
  const clean = await PDFDocument.create({ updateMetadata: false });
  const copier = PDFObjectCopier.for(source.context, clean.context);
  for (const page of source.getPages()) {
    const node = copier.copy(page.node);
    clean.addPage(PDFPage.of(node, clean.context.register(node), clean));
  }
  keepLayers(source, clean, copier);
  return clean.save({ useObjectStreams: true, addDefaultPage: false, updateFieldAppearances: false });
}

async function load(bytes: Uint8Array): Promise<PDFDocument> {
  try {
    return await PDFDocument.load(bytes, { updateMetadata: false, throwOnInvalidObject: false, password: '' });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new Unreadable(/password|encrypt/i.test(message) ? 'encrypted' : 'corrupt', message.slice(0, 200));
  }
}

function scrub(source: PDFDocument): void {
  const budget: Budget = { left: mostUnpacked };
  const { context } = source;
  const drawings = drawnBy(source);
  for (const page of source.getPages()) {
    scrubPage(source, page);
    redrawPage(source, page, budget);
  }
  for (const [ref, object] of context.enumerateIndirectObjects()) {
    if (object instanceof PDFRawStream) scrubStream(object, drawings.has(ref.toString()), budget);
    const dict = object instanceof PDFStream ? object.dict : object;
    if (dict instanceof PDFDict) scrubDict(dict);
    else if (dict instanceof PDFArray) for (const item of dict.asArray()) if (item instanceof PDFDict) scrubDict(item);
  }
}

/** Streams that are drawn with although nothing in them says so: glyphs of Type 3 fonts, looks of annotations. */
function drawnBy(source: PDFDocument): ReadonlySet<string> {
  const found = new Set<string>();
  const note = (value: unknown, depth = 0): void => {
    if (value instanceof PDFRef) {
      found.add(value.toString());
      const target = source.context.lookup(value);
      if (depth < 3 && target instanceof PDFDict) for (const one of target.values()) note(one, depth + 1);
    } else if (depth < 3 && value instanceof PDFDict) for (const one of value.values()) note(one, depth + 1);
  };
  for (const [, object] of source.context.enumerateIndirectObjects())
    if (object instanceof PDFDict) for (const key of ['CharProcs', 'AP']) note(object.get(name(key)));
  return found;
}

/** The streams of a page's contents are one drawing, whatever breaks they have; the page gets one of its own. */
function redrawPage(source: PDFDocument, page: PDFPage, budget: Budget): void {
  const contents = page.node.lookup(name('Contents'));
  const streams = contents instanceof PDFArray ? contents.asArray() : [page.node.get(name('Contents'))];
  const parts = streams.flatMap((one) => {
    const stream = one && source.context.lookup(one);
    const plain = stream instanceof PDFRawStream ? unpacked(stream, budget) : null;
    return plain ? [plain, Uint8Array.of(10)] : [];
  });
  const drawing = cleanContent(Uint8Array.from(Buffer.concat(parts)));
  page.node.set(name('Contents'), source.context.register(source.context.flateStream(drawing)));
}

function scrubStream(stream: PDFRawStream, isDrawn: boolean, budget: Budget): void {
  const { dict } = stream;
  const subtype = dict.get(name('Subtype'));
  const isPattern = dict.lookup(name('PatternType'))?.toString() === '1';
  if (isDrawn || subtype === name('Form') || isPattern) {
    keep(dict, neededKeys.form);
    const plain = unpacked(stream, budget);
    refill(stream, plain ? cleanContent(plain) : new Uint8Array(0), null);
  } else if (subtype === name('Image')) {
    keep(dict, neededKeys.picture);
    scrubPicture(stream, budget);
  } else if (isProfile(dict)) {
    const plain = unpacked(stream, budget);
    if (plain) refill(stream, withoutProfileWords(plain), null);
  } else if (isFont(dict)) {
    const plain = unpacked(stream, budget);
    if (plain) refill(stream, withoutFontNames(plain), null);
  }
}

const isProfile = (dict: PDFDict): boolean => dict.has(name('N')) && !dict.has(name('First'));
const isFont = (dict: PDFDict): boolean =>
  dict.has(name('Length1')) ||
  ['Type1C', 'CIDFontType0C', 'OpenType'].some((kind) => dict.get(name('Subtype')) === name(kind));

function keep(dict: PDFDict, keys: ReadonlySet<string>): void {
  for (const key of dict.keys()) if (!keys.has(key.decodeText())) dict.delete(key);
}

function scrubDict(dict: PDFDict): void {
  for (const key of everywhere) dict.delete(name(key));
  for (const [key, value] of dict.entries()) {
    const isText = value instanceof PDFString || value instanceof PDFHexString;
    // pdfTeX and others put their own facts under names with a dot: `PTEX.FileName` is a path.
    if ((isText && !neededTexts.has(key.decodeText())) || key.decodeText().includes('.')) dict.delete(key);
    else if (value instanceof PDFDict) scrubDict(value);
    else if (value instanceof PDFArray)
      for (const item of value.asArray()) if (item instanceof PDFDict) scrubDict(item);
  }
}

function scrubPage(source: PDFDocument, page: PDFPage): void {
  keep(page.node, neededKeys.page);
  const annotations = page.node.Annots();
  const left: (PDFRef | PDFDict)[] = [];
  for (const item of annotations?.asArray() ?? []) {
    const annotation = source.context.lookup(item);
    if (!(annotation instanceof PDFDict)) continue;
    const kind = annotation.get(name('Subtype'));
    if (!(kind instanceof PDFName) || !shown.has(kind.decodeText()) || !annotation.has(name('AP'))) continue;
    keep(annotation, kept);
    // A field without its form is a stamp: it looks as it did, and no viewer puts a box for typing over it.
    if (kind.decodeText() === 'Widget') annotation.set(name('Subtype'), name('Stamp'));
    left.push(item as PDFRef | PDFDict);
  }
  page.node.set(name('Annots'), source.context.obj(left));
}

/** Without the catalogue's list of layers those that were switched off would show. Their names are not needed. */
function keepLayers(source: PDFDocument, clean: PDFDocument, copier: PDFObjectCopier): void {
  const layers = source.catalog.lookup(name('OCProperties'));
  if (!(layers instanceof PDFDict)) return;
  const copy = copier.copy(layers);
  const groups = copy.lookup(name('OCGs'));
  const all = groups instanceof PDFArray ? groups.asArray() : [];
  all.forEach((item, i) => {
    const group = clean.context.lookup(item);
    if (!(group instanceof PDFDict)) return;
    group.set(name('Name'), PDFString.of(`Layer ${i + 1}`));
    group.delete(name('Usage'));
  });
  for (const key of ['D', 'Configs']) {
    const settings = copy.lookup(name(key));
    if (settings instanceof PDFDict) for (const said of ['Name', 'Creator', 'Order']) settings.delete(name(said));
    else if (key === 'Configs') copy.delete(name(key));
  }
  clean.catalog.set(name('OCProperties'), copy);
}
