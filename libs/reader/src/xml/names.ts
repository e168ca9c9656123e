/**
 * Namespaces by their address, transitional and strict, to one short name each. Prefixes in files mean nothing: `q:t`
 * is `w:t` where q stands for WordprocessingML.
 */
const ooxml = (path: string, strict = path): string[] => [
  `http://schemas.openxmlformats.org/${path}`,
  `http://purl.oclc.org/ooxml/${strict}`,
];
const office = (path: string): string => `http://schemas.microsoft.com/office/${path}`;
const oasis = (name: string): string => `urn:oasis:names:tc:opendocument:xmlns:${name}:1.0`;

const table: Readonly<Record<string, readonly string[]>> = {
  w: ooxml('wordprocessingml/2006/main', 'wordprocessingml/main'),
  r: ooxml('officeDocument/2006/relationships', 'officeDocument/relationships'),
  m: ooxml('officeDocument/2006/math', 'officeDocument/math'),
  wp: ooxml('drawingml/2006/wordprocessingDrawing', 'drawingml/wordprocessingDrawing'),
  a: ooxml('drawingml/2006/main', 'drawingml/main'),
  pic: ooxml('drawingml/2006/picture', 'drawingml/picture'),
  s: ooxml('spreadsheetml/2006/main', 'spreadsheetml/main'),
  c: ooxml('drawingml/2006/chart', 'drawingml/chart'),
  dgm: ooxml('drawingml/2006/diagram', 'drawingml/diagram'),
  ep: ooxml('officeDocument/2006/extended-properties', 'officeDocument/extendedProperties'),
  cus: ooxml('officeDocument/2006/custom-properties', 'officeDocument/customProperties'),
  vt: ooxml('officeDocument/2006/docPropsVTypes', 'officeDocument/docPropsVTypes'),
  rel: ['http://schemas.openxmlformats.org/package/2006/relationships'],
  ct: ['http://schemas.openxmlformats.org/package/2006/content-types'],
  cp: ['http://schemas.openxmlformats.org/package/2006/metadata/core-properties'],
  mc: ['http://schemas.openxmlformats.org/markup-compatibility/2006'],
  dc: ['http://purl.org/dc/elements/1.1/'],
  dcterms: ['http://purl.org/dc/terms/'],
  wps: [office('word/2010/wordprocessingShape')],
  wpg: [office('word/2010/wordprocessingGroup')],
  w14: [office('word/2010/wordml')],
  w15: [office('word/2012/wordml')],
  v: ['urn:schemas-microsoft-com:vml'],
  o: ['urn:schemas-microsoft-com:office:office'],
  office: [oasis('office')],
  text: [oasis('text')],
  tbl: [oasis('table')],
  draw: [oasis('drawing')],
  style: [oasis('style')],
  fo: [oasis('xsl-fo-compatible')],
  svg: [oasis('svg-compatible')],
  meta: [oasis('meta')],
  manifest: [oasis('manifest')],
  form: [oasis('form')],
  number: [oasis('datastyle')],
  config: [oasis('config')],
  xlink: ['http://www.w3.org/1999/xlink'],
  xml: ['http://www.w3.org/XML/1998/namespace'],
};

const shortNames = new Map(Object.entries(table).flatMap(([short, urls]) => urls.map((url) => [url, short] as const)));

/** The short name of a namespace, `''` for none, `?` for one that is not known here. */
export function shortNameOf(url: string): string {
  return url === '' ? '' : (shortNames.get(url) ?? '?');
}

/** What Word takes the first branch of alternate content for: the namespaces of its own extensions. */
export function isUnderstood(url: string): boolean {
  return shortNames.has(url) || url.startsWith('http://schemas.microsoft.com/office/');
}
