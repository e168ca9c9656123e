import { type Cos, type CosDict, CosRef, isDict, nameOf, textOf } from './cos.js';
import { type PdfStructure, resolve } from './structure.js';

/** A note that somebody put on a page. */
export interface Annotation {
  readonly kind: string;
  readonly author: string;
  readonly text: string;
}

/** What a PDF carries besides its pages. */
export interface Survey {
  /** What would run or reach out: names such as `JavaScript`, `Launch`, `OpenAction URI`. */
  readonly active: readonly string[];
  /** File names of attachments, as they call themselves. */
  readonly attachments: readonly string[];
  readonly annotations: readonly Annotation[];
  /** The document's properties: Author, Creator, Title and whatever else was put there. */
  readonly properties: readonly { readonly key: string; readonly value: string }[];
  /** Texts of `ActualText` outside the pages' own streams. */
  readonly actualTexts: readonly string[];
  readonly externalLinks: readonly string[];
  /** True where pages have form fields, whose text may be part of the work. */
  readonly hasFields: boolean;
}

/** Actions that run something, send something or open something else. GoTo and Named stay inside the document. */
const activeActions = new Set([
  'JavaScript',
  'Launch',
  'SubmitForm',
  'ImportData',
  'GoToR',
  'GoToE',
  'Rendition',
  'Movie',
  'Sound',
  'RichMediaExecute',
  'Trans',
  'SetOCGState',
]);
const activeAnnotations = new Set(['RichMedia', 'Movie', 'Sound', 'Screen', '3D']);

/** Marks on the page that carry no words of their own, or whose words are another's. */
const silent = new Set(['Link', 'Popup', 'Widget', 'PrinterMark', 'TrapNet', 'Watermark', '']);

export function survey(structure: PdfStructure): Survey {
  const active = new Set<string>();
  const attachments = new Set<string>();
  const annotations: Annotation[] = [];
  const actualTexts: string[] = [];
  const externalLinks = new Set<string>();
  let hasFields = structure.encrypted;
  const visit = (dict: CosDict): void => {
    hasFields ||= nameOf(dict.get('Subtype')) === 'Widget';
    noteActions(structure, dict, active, externalLinks);
    noteAttachment(structure, dict, attachments);
    noteAnnotation(structure, dict, annotations, active);
    if (dict.has('ActualText')) actualTexts.push(textOf(resolve(structure, dict.get('ActualText'))));
  };
  for (const { value } of structure.objects) walk(value, visit);
  for (const trailer of structure.trailers) walk(trailer, visit);
  return {
    active: [...active],
    attachments: [...attachments],
    annotations,
    properties: propertiesOf(structure),
    actualTexts,
    externalLinks: [...externalLinks],
    hasFields,
  };
}

function walk(value: Cos, visit: (dict: CosDict) => void): void {
  if (Array.isArray(value)) for (const item of value) walk(item, visit);
  else if (isDict(value)) {
    visit(value);
    for (const item of value.values()) walk(item, visit);
  }
}

function noteActions(structure: PdfStructure, dict: CosDict, active: Set<string>, links: Set<string>): void {
  const action = nameOf(resolve(structure, dict.get('S')));
  if (activeActions.has(action)) active.add(action);
  if (dict.has('JS') || dict.has('JavaScript')) active.add('JavaScript');
  if (dict.has('XFA')) active.add('XFA');
  const opening = resolve(structure, dict.get('OpenAction'));
  if (isDict(opening)) {
    const kind = nameOf(resolve(structure, opening.get('S')));
    if (kind !== 'GoTo' && kind !== '') active.add(`OpenAction ${kind}`);
  }
  if (action === 'URI') links.add(textOf(resolve(structure, dict.get('URI'))));
}

function noteAttachment(structure: PdfStructure, dict: CosDict, attachments: Set<string>): void {
  const isFile = dict.has('EF') || nameOf(dict.get('Type')) === 'EmbeddedFile';
  if (!isFile) return;
  const name = textOf(resolve(structure, dict.get('UF'))) || textOf(resolve(structure, dict.get('F')));
  if (name) attachments.add(name);
  else if (attachments.size === 0) attachments.add('(unnamed)');
}

function noteAnnotation(structure: PdfStructure, dict: CosDict, notes: Annotation[], active: Set<string>): void {
  const kind = nameOf(resolve(structure, dict.get('Subtype')));
  if (activeAnnotations.has(kind) && dict.has('Rect')) active.add(kind);
  if (nameOf(dict.get('Type')) !== 'Annot' && !(dict.has('Rect') && dict.has('Contents'))) return;
  if (silent.has(kind)) return;
  const text = textOf(resolve(structure, dict.get('Contents')));
  const author = textOf(resolve(structure, dict.get('T')));
  if (text || author) notes.push({ kind, author, text });
}

function propertiesOf(structure: PdfStructure): { key: string; value: string }[] {
  const found = new Map<string, { key: string; value: string }>();
  for (const trailer of structure.trailers) {
    const pointer = trailer.get('Info');
    const revisions =
      pointer instanceof CosRef
        ? structure.objects.filter((object) => object.number === pointer.number).map((object) => object.value)
        : [pointer ?? null];
    for (const revision of revisions) {
      if (!isDict(revision)) continue;
      for (const [key, raw] of revision) {
        const value = textOf(resolve(structure, raw)).trim();
        if (value) found.set(`${key} ${value}`, { key, value });
      }
    }
  }
  return [...found.values()];
}
