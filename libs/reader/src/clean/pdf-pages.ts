import {
  PDFArray,
  PDFDict,
  PDFDocument,
  PDFName,
  PDFObjectCopier,
  PDFPage,
  PDFRawStream,
  type PDFRef,
  PDFStream,
  PDFString,
} from 'pdf-lib';
import { Unreadable } from '../unreadable.js';
import { cleanImage } from './image.js';

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
];

/** What is kept of an annotation: how it looks, not who made it, what it says, or what it does. */
const kept = new Set([
  'Type',
  'Subtype',
  'Rect',
  'AP',
  'AS',
  'F',
  'OC',
  'C',
  'CA',
  'ca',
  'BS',
  'Border',
  'QuadPoints',
  'FT',
  'Ff',
  'MK',
  'DA',
  'Q',
  'V',
]);

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

const name = (text: string): PDFName => PDFName.of(text);

function scrub(source: PDFDocument): void {
  for (const [, object] of source.context.enumerateIndirectObjects()) {
    if (object instanceof PDFRawStream) scrubPicture(object);
    const dict = object instanceof PDFStream ? object.dict : object;
    if (dict instanceof PDFDict) scrubDict(dict);
    else if (dict instanceof PDFArray) for (const item of dict.asArray()) if (item instanceof PDFDict) scrubDict(item);
  }
  for (const page of source.getPages()) scrubPage(source, page);
}

function scrubDict(dict: PDFDict): void {
  for (const key of everywhere) dict.delete(name(key));
  for (const value of dict.values()) {
    if (value instanceof PDFDict) scrubDict(value);
    else if (value instanceof PDFArray)
      for (const item of value.asArray()) if (item instanceof PDFDict) scrubDict(item);
  }
}

/** A JPEG inside a PDF brings its EXIF along. */
function scrubPicture(stream: PDFRawStream): void {
  const filter = stream.dict.get(name('Filter'));
  const only = filter instanceof PDFArray && filter.size() === 1 ? filter.get(0) : filter;
  if (only !== name('DCTDecode')) return;
  const clean = cleanImage(stream.contents);
  if (!clean) return;
  (stream as { contents: Uint8Array }).contents = clean.bytes;
  stream.dict.set(name('Length'), stream.dict.context.obj(clean.bytes.length));
}

function scrubPage(source: PDFDocument, page: PDFPage): void {
  const annotations = page.node.Annots();
  const left: (PDFRef | PDFDict)[] = [];
  for (const item of annotations?.asArray() ?? []) {
    const annotation = source.context.lookup(item);
    if (!(annotation instanceof PDFDict)) continue;
    const kind = annotation.get(name('Subtype'));
    if (!(kind instanceof PDFName) || !shown.has(kind.decodeText()) || !annotation.has(name('AP'))) continue;
    for (const key of annotation.keys()) if (!kept.has(key.decodeText())) annotation.delete(key);
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
