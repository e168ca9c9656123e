import { strToU8, zipSync } from 'fflate';
import { madePdf, prose, written } from '../pdf/made-pdf.js';
import { jbig2 } from './made-pictures.js';

/*
 * Documents for specs in which a name is planted in every place where one can be: what is read, what is shown and what
 * assessors can fetch is looked through for it.
 */

/** The planted name, with a word of its own for each place, so that a leak says where it came from. */
export const planted = (place: string): string => `Quarrington-${place}`;

const schemas = 'http://schemas.openxmlformats.org';
const namespaces =
  `xmlns:w="${schemas}/wordprocessingml/2006/main" xmlns:r="${schemas}/officeDocument/2006/relationships" ` +
  `xmlns:wp="${schemas}/drawingml/2006/wordprocessingDrawing" xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"`;
const paragraph = (inside: string): string => `<w:p>${inside}</w:p>`;
const run = (text: string): string => `<w:r><w:t>${text}</w:t></w:r>`;

/** Place · part · what is planted there. All are gone from the reading copy. */
export const places: readonly (readonly [place: string, part: string, xml: (token: string) => string])[] = [
  ['creator', 'docProps/core.xml', (t) => `<dc:creator>${t}</dc:creator>`],
  ['changer', 'docProps/core.xml', (t) => `<cp:lastModifiedBy>${t}</cp:lastModifiedBy>`],
  ['title', 'docProps/core.xml', (t) => `<dc:title>${t}</dc:title>`],
  ['keywords', 'docProps/core.xml', (t) => `<cp:keywords>${t}</cp:keywords>`],
  ['company', 'docProps/app.xml', (t) => `<Company>${t}</Company>`],
  ['manager', 'docProps/app.xml', (t) => `<Manager>${t}</Manager>`],
  ['custom', 'docProps/custom.xml', (t) => `<property name="Owner">${t}</property>`],
  ['thumbnail', 'docProps/thumbnail.jpeg', (t) => t],
  ['data', 'customXml/item1.xml', (t) => `<x>${t}</x>`],
  ['person', 'word/people.xml', (t) => `<w:person w:author="${t}"/>`],
  ['variable', 'word/settings.xml', (t) => `<w:docVars><w:docVar w:name="x" w:val="${t}"/></w:docVars>`],
  ['revision', 'word/settings.xml', (t) => `<w:rsids><w:rsid w:val="${t}"/></w:rsids>`],
  ['template', 'word/_rels/settings.xml.rels', (t) => external('attachedTemplate', t)],
  ['link', 'word/_rels/document.xml.rels', (t) => external('hyperlink', t)],
  [
    'commenter',
    'word/comments.xml',
    (t) => `<w:comment w:id="0" w:author="${t}">${paragraph(run('said'))}</w:comment>`,
  ],
  [
    'initials',
    'word/comments.xml',
    (t) => `<w:comment w:id="1" w:initials="${t}">${paragraph(run('said'))}</w:comment>`,
  ],
  ['inserter', 'word/document.xml', (t) => paragraph(`<w:ins w:id="3" w:author="${t}">${run('added')}</w:ins>`)],
  [
    'deleter',
    'word/document.xml',
    (t) => paragraph(`<w:del w:id="4" w:author="${t}"><w:r><w:delText>x</w:delText></w:r></w:del>`),
  ],
  [
    'formatter',
    'word/document.xml',
    (t) => paragraph(`<w:pPr><w:pPrChange w:id="5" w:author="${t}"/></w:pPr>${run('set')}`),
  ],
  ['description', 'word/document.xml', (t) => drawing(`name="Picture 1" descr="${t}"`)],
  ['drawing', 'word/document.xml', (t) => drawing(`name="${t}"`)],
  ['caption', 'word/document.xml', (t) => drawing(`name="Picture 2" title="${t}"`)],
  [
    'shape',
    'word/document.xml',
    (t) => paragraph(`<w:r><w:pict><v:shape alt="${t}"><v:imagedata o:title="plan"/></v:shape></w:pict></w:r>`),
  ],
  [
    'image',
    'word/document.xml',
    (t) => paragraph(`<w:r><w:pict><v:shape><v:imagedata o:title="${t}"/></v:shape></w:pict></w:r>`),
  ],
  ['alias', 'word/document.xml', (t) => control(`<w:alias w:val="${t}"/>`)],
  ['tag', 'word/document.xml', (t) => control(`<w:tag w:val="${t}"/>`)],
  ['object', 'word/embeddings/oleObject1.bin', (t) => t],
];

/** What an office file needs to open or shows as its text: gone from the reading copy only. */
export const shownPlaces: typeof places = [
  ['header', 'word/header1.xml', (t) => paragraph(run(t))],
  [
    'bookmark',
    'word/document.xml',
    (t) => paragraph(`<w:bookmarkStart w:id="6" w:name="${t}"/><w:bookmarkEnd w:id="6"/>${run('x')}`),
  ],
  ['field', 'word/document.xml', (t) => paragraph(`<w:fldSimple w:instr=" AUTHOR ${t} ">${run('x')}</w:fldSimple>`)],
  ['style', 'word/styles.xml', (t) => `<w:style w:type="paragraph" w:styleId="Q"><w:name w:val="${t}"/></w:style>`],
  ['hidden', 'word/document.xml', (t) => paragraph(`<w:r><w:rPr><w:vanish/></w:rPr><w:t>${t}</w:t></w:r>`)],
  ['deletion', 'word/document.xml', (t) => paragraph(`<w:del w:id="7"><w:r><w:delText>${t}</w:delText></w:r></w:del>`)],
];

function external(type: string, target: string): string {
  return `<Relationship Id="r${type}" Type="${schemas}/officeDocument/2006/relationships/${type}" Target="https://x.example/${target}" TargetMode="External"/>`;
}
function drawing(attributes: string): string {
  return paragraph(`<w:r><w:drawing><wp:inline><wp:docPr id="1" ${attributes}/></wp:inline></w:drawing></w:r>`);
}
function control(properties: string): string {
  return `<w:sdt><w:sdtPr>${properties}</w:sdtPr><w:sdtContent>${paragraph(run('chosen'))}</w:sdtContent></w:sdt>`;
}

const mine = (part: string): string =>
  [...places, ...shownPlaces]
    .filter((place) => place[1] === part)
    .map(([place, , xml]) => xml(planted(place)))
    .join('');

export const prosePlaces: readonly (readonly [what: string, text: string])[] = [
  ['name', 'Written by Zebedee Quarrington'],
  ['school', 'at Tansy Hollow Primary School'],
  ['trust', 'in the Copper Wren Academy Trust'],
  ['URN', 'whose number is 654321'],
  ['e-mail', 'write to z.quarrington@tansy.example'],
];
export const identity = {
  names: ['Zebedee Quarrington'],
  emails: ['z.quarrington@tansy.example'],
  school: 'Tansy Hollow Primary School',
  trust: 'Copper Wren Academy Trust',
  urn: '654321',
  trn: '',
};

const internal = (id: string, type: string, target: string): string =>
  `<Relationship Id="${id}" Type="${schemas}/officeDocument/2006/relationships/${type}" Target="${target}"/>`;
const relations = (inside: string): string =>
  `<Relationships xmlns="${schemas}/package/2006/relationships">${inside}</Relationships>`;
const wrapped = (root: string, inside: string): string => `<w:${root} ${namespaces}>${inside}</w:${root}>`;

/** A Word document with all of them. */
export function canaryDocx(): Uint8Array {
  const main = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml';
  const parts: Record<string, string> = {
    '[Content_Types].xml': `<Types xmlns="${schemas}/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="${main}"/></Types>`,
    '_rels/.rels': relations(internal('rId1', 'officeDocument', 'word/document.xml')),
    'word/_rels/document.xml.rels': relations(
      internal('rC', 'comments', 'comments.xml') +
        internal('rH', 'header', 'header1.xml') +
        internal('rS', 'settings', 'settings.xml') +
        internal('rT', 'styles', 'styles.xml') +
        mine('word/_rels/document.xml.rels'),
    ),
    'word/_rels/settings.xml.rels': relations(mine('word/_rels/settings.xml.rels')),
    'word/document.xml': wrapped(
      'document',
      `<w:body>${prosePlaces.map(([, text]) => paragraph(run(text))).join('')}${mine('word/document.xml')}</w:body>`,
    ),
    'word/header1.xml': wrapped('hdr', mine('word/header1.xml')),
  };
  for (const root of ['people', 'settings', 'comments', 'styles'])
    parts[`word/${root}.xml`] = wrapped(root, mine(`word/${root}.xml`));
  for (const [, part] of places) parts[part] ??= part.endsWith('.xml') ? `<x>${mine(part)}</x>` : mine(part);
  return zipSync(Object.fromEntries(Object.entries(parts).map(([name, part]) => [name, strToU8(part)])));
}

export const pdfPlaces = [
  'info',
  'xmp',
  'attachment',
  'annotation',
  'outline',
  'label',
  'field',
  'destination',
  'script',
  'structure',
  'identifier',
  'picture',
  'what pictures share',
];

/** A PDF of sixty words with all of them. */
export function canaryPdf(): Uint8Array {
  const [info, xmp, attachment, annotation, outline, label, field, destination, script, structure, identifier] =
    pdfPlaces.map(planted) as [string, string, string, string, string, string, string, string, string, string, string];
  const [picture, shared] = ['picture', 'what pictures share'].map(
    (place) => jbig2(62, planted(place)) + jbig2(48, place),
  );
  const look = 'BT /F1 9 Tf (yes) Tj ET /I Do';
  return madePdf({
    pages: [written(prose(60))],
    page:
      `/Annots [<< /Type /Annot /Subtype /FreeText /Rect [0 0 9 9] /T (${annotation}) /AP << /N 13 0 R >> >> ` +
      `<< /Type /Annot /Subtype /Widget /FT /Tx /Rect [0 0 9 9] /T (${field}) /TU (${field}) /AP << /N 13 0 R >> >>]`,
    catalogue:
      `/Metadata 10 0 R /Outlines << /First << /Title (${outline}) >> >> /PageLabels << /Nums [0 << /P (${label}) >>] >> ` +
      `/Names << /EmbeddedFiles << /Names [(${attachment}) 12 0 R] >> /Dests << /Names [(${destination}) [0 /Fit]] >> ` +
      `/JavaScript << /Names [(b) << /S /JavaScript /JS (${script}) >>] >> >> /StructTreeRoot << /K << /S /Figure /Alt (${structure}) >> >>`,
    trailer: `/Info 11 0 R /ID [(${identifier}) (${identifier})]`,
    objects: [
      `<< /Type /Metadata /Subtype /XML /Length ${xmp.length} >>\nstream\n${xmp}\nendstream`,
      `<< /Author (${info}) >>`,
      `<< /Type /Filespec /F (${attachment}) >>`,
      `<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /I 14 0 R >> >> /Length ${look.length} >>\nstream\n${look}\nendstream`,
      `<< /Type /XObject /Subtype /Image /Width 8 /Height 8 /BitsPerComponent 1 /ColorSpace /DeviceGray /Filter /JBIG2Decode ` +
        `/DecodeParms << /JBIG2Globals 15 0 R >> /Length ${picture?.length} >>\nstream\n${picture}\nendstream`,
      `<< /Length ${shared?.length} >>\nstream\n${shared}\nendstream`,
    ],
  });
}
