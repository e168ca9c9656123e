import { strToU8, zipSync } from 'fflate';

/** Documents made for specs, part by part, as small as Word would accept them. */
const relationships = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const contentType = (kind: string): string =>
  `application/vnd.openxmlformats-officedocument.wordprocessingml.${kind}+xml`;

/** Prefixes that the made parts declare. */
export const namespaces = [
  'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"',
  `xmlns:r="${relationships}"`,
  'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"',
  'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"',
  'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"',
  'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"',
  'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"',
  'xmlns:v="urn:schemas-microsoft-com:vml"',
  'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"',
].join(' ');

export const run = (text: string, properties = ''): string =>
  `<w:r>${properties && `<w:rPr>${properties}</w:rPr>`}<w:t xml:space="preserve">${text}</w:t></w:r>`;

export const paragraph = (text: string, properties = '', runProperties = ''): string =>
  `<w:p>${properties && `<w:pPr>${properties}</w:pPr>`}${run(text, runProperties)}</w:p>`;

/** `count` words, each with its number, in paragraphs of at most 100. */
export const paragraphs = (count: number, properties = ''): string =>
  Array.from({ length: Math.ceil(count / 100) }, (_, i) => {
    const words = Array.from({ length: Math.min(100, count - i * 100) }, (_, k) => `word${i * 100 + k}`);
    return paragraph(words.join(' '), '', properties);
  }).join('');

interface Part {
  readonly type: string;
  readonly xml: string;
}

export interface MadeDocx {
  /** The whole main part, where `body` is not enough. */
  readonly document?: string;
  readonly mainType?: string;
  /** Parts that the main part relates to, by name below word/. */
  readonly parts?: Readonly<Record<string, Part>>;
  /** Entries as they are, by name. */
  readonly entries?: Readonly<Record<string, string | Uint8Array>>;
  /** More relationships of the main part, as XML. */
  readonly relations?: string;
  /** More relationships of the package, as XML. */
  readonly packageRelations?: string;
}

const relation = (id: string, type: string, target: string): string =>
  `<Relationship Id="${id}" Type="${relationships}/${type}" Target="${target}"/>`;
const relationsPart = (inner: string): string =>
  `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${inner}</Relationships>`;

/** A root element of WordprocessingML with the usual prefixes. */
export const part = (root: string, inner: string): string => `<w:${root} ${namespaces}>${inner}</w:${root}>`;

export const documentOf = (body: string): string => part('document', `<w:body>${body}</w:body>`);

/** The bytes of a DOCX with that body. */
export function madeDocx(body: string, made: MadeDocx = {}): Uint8Array {
  const parts = Object.entries(made.parts ?? {});
  const types = `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="${made.mainType ?? contentType('document.main')}"/></Types>`;
  const entries: Record<string, Uint8Array> = {
    '[Content_Types].xml': strToU8(types),
    '_rels/.rels': strToU8(
      relationsPart(relation('rId1', 'officeDocument', 'word/document.xml') + (made.packageRelations ?? '')),
    ),
    'word/document.xml': strToU8(made.document ?? documentOf(body)),
    'word/_rels/document.xml.rels': strToU8(
      relationsPart(
        parts.map(([name, { type }], i) => relation(`made${i}`, type, name)).join('') + (made.relations ?? ''),
      ),
    ),
  };
  for (const [name, { xml }] of parts) entries[`word/${name}`] = strToU8(xml);
  for (const [name, content] of Object.entries(made.entries ?? {}))
    entries[name] = typeof content === 'string' ? strToU8(content) : content;
  return zipSync(entries, { level: 6, mtime: new Date(Date.UTC(2026, 0, 1)) });
}
