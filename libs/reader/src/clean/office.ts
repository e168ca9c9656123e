import { strFromU8, strToU8, type Zippable, zipSync } from 'fflate';
import { type Limits, limits as defaults } from '../limits.js';
import { Unreadable } from '../unreadable.js';
import { openArchive } from '../zip/open-archive.js';
import { cleanImage } from './image.js';
import { cleanEmf, cleanGif, cleanSvg, cleanWmf } from './vector.js';

/** Parts that only say who made the document, when, with what, and what it looked like: left out with all that names them. */
const dropped =
  /^(?:docProps\/|docMetadata\/|_xmlsignatures\/|customXml\/|(?:word|xl|ppt)\/(?:people|person)\w*\.xml$|xl\/persons\/|xl\/threadedComments\/|xl\/connections\.xml$|xl\/revisions\/|xl\/customProperty\d*\.bin$|(?:word|ppt)\/fonts\/|ppt\/tags\/|(?:word|xl|ppt)\/(?:webextensions|taskpanes)\/|word\/comments(?:Extended|Ids|Extensible)\.xml$|ppt\/(?:changesInfos\/|revisionInfo\.xml$|authors\.xml$)|(?:.*\/)?printerSettings\/)/i;

/** Objects of other programs: their bytes are closed to us and may name anybody. The place stays, empty. */
const closed = /(?:^|\/)(?:embeddings|activeX|ctrlProps)\/.*\.(?:bin|doc|xls|ppt|vsd\w?|msg|pdf)$/i;
const nested = /(?:^|\/)embeddings\/.*\.(?:docx|xlsx|pptx|docm|xlsm|pptm)$/i;

/** 1 January 1980, noon: the least a zip can say about time. */
const noTime = new Date(1980, 0, 1, 12);

/**
 * A DOCX, XLSX or PPTX without the names of the people who made it: properties, thumbnails, custom XML, authors and
 * times of comments and changes, revision ids, names and descriptions of pictures and controls, people, printers,
 * templates, absolute paths, outside addresses (the text of links stays), metadata of pictures. Still opens. Names in the
 * text itself stay (`identityTraces` finds those); so do names of bookmarks and styles, which other parts refer to.
 *
 * Throws `Unreadable` for what is no such package or passes the limits.
 */
export function cleanOffice(bytes: Uint8Array, limits: Limits = defaults, depth = 0): Uint8Array {
  const archive = openArchive(bytes, limits);
  if (!archive.find('[Content_Types].xml')) throw new Unreadable('mismatched-type', 'no office package');
  const gone = new Set(archive.entries.map((entry) => entry.name).filter((name) => dropped.test(name)));
  const parts: Zippable = {};
  for (const entry of archive.entries) {
    if (gone.has(entry.name) || entry.name.endsWith('/') || isRelationsOf(entry.name, gone)) continue;
    const own = archive.bytes(entry);
    parts[entry.name] = [
      cleanPart(entry.name, own, gone, limits, depth),
      { mtime: noTime, level: isXml(entry.name) ? 6 : 0 },
    ];
  }
  return zipSync(parts);
}

/** Pictures are packed already, or (EMF) so empty that packed again they would pass for a bomb. */
const isXml = (name: string): boolean => /\.(?:xml|rels|vml)$/i.test(name);

const isRelationsOf = (name: string, gone: ReadonlySet<string>): boolean =>
  gone.has(name.replace(/_rels\/([^/]+)\.rels$/, '$1'));

function cleanPart(
  name: string,
  bytes: Uint8Array,
  gone: ReadonlySet<string>,
  limits: Limits,
  depth: number,
): Uint8Array {
  if (closed.test(name)) return new Uint8Array(0);
  if (nested.test(name)) return depth < 2 ? cleanOffice(bytes, limits, depth + 1) : new Uint8Array(0);
  if (!isXml(name)) return cleanPicture(name, bytes) ?? new Uint8Array(0);
  const text = decoded(bytes);
  if (name === '[Content_Types].xml') return strToU8(withoutOverrides(text, gone));
  if (/\.rels$/i.test(name)) return strToU8(cleanRelations(name, text, gone));
  return strToU8(cleanXml(name, text));
}

/** Pictures in the formats that we can read; sound, film, fonts and whatever else stands in a package is closed to us. */
function cleanPicture(name: string, bytes: Uint8Array): Uint8Array | null {
  const ending = /\.(\w+)$/.exec(name)?.[1]?.toLowerCase() ?? '';
  if (/^(?:jpe?g|jpe|png)$/.test(ending)) return cleanImage(bytes)?.bytes ?? null;
  if (ending === 'gif') return cleanGif(bytes);
  if (ending === 'svg') return cleanSvg(bytes);
  if (ending === 'emf') return cleanEmf(bytes);
  return ending === 'wmf' ? cleanWmf(bytes) : null;
}

function decoded(bytes: Uint8Array): string {
  const little = bytes[0] === 0xff && bytes[1] === 0xfe;
  const big = bytes[0] === 0xfe && bytes[1] === 0xff;
  if (!little && !big) return strFromU8(bytes).replace(/^\ufeff/, '');
  const text = new TextDecoder(little ? 'utf-16le' : 'utf-16be').decode(bytes);
  return text.replace(/^(<\?xml[^>]*?)encoding=(["'])[^"']*\2/, '$1encoding="UTF-8"');
}

function withoutOverrides(text: string, gone: ReadonlySet<string>): string {
  return text.replace(
    /<(?:\w+:)?Override\b[^>]*?PartName=(["'])\/?([^"']*)\1[^>]*?(?:\/>|><\/(?:\w+:)?Override>)/g,
    (whole, _, part) => (gone.has(part as string) ? '' : whole),
  );
}

/** Relationships to parts that are gone go too; whatever lies outside is named no more. */
function cleanRelations(name: string, text: string, gone: ReadonlySet<string>): string {
  const folder = name.replace(/_rels\/[^/]*$/, '');
  return text.replace(/<(?:\w+:)?Relationship\b[^>]*?(?:\/>|><\/(?:\w+:)?Relationship>)/g, (whole) => {
    const target = /\sTarget=(["'])(.*?)\1/.exec(whole)?.[2] ?? '';
    if (/\sTargetMode=(["'])External\1/.test(whole)) {
      return /attachedTemplate|mailMerge/i.test(whole)
        ? ''
        : whole.replace(/(\sTarget=)(["']).*?\2/, '$1"about:blank"');
    }
    return gone.has(resolved(folder, target)) ? '' : whole;
  });
}

function resolved(folder: string, target: string): string {
  const steps = target.startsWith('/') ? [] : folder.split('/').filter((step) => step !== '');
  for (const step of target.split('/')) {
    if (step === '..') steps.pop();
    else if (step !== '' && step !== '.') steps.push(step);
  }
  return steps.join('/');
}

/** An attribute with any prefix, in either quotes. */
const attribute = (names: string): RegExp =>
  new RegExp(String.raw`\s(?:[\w-]+:)?(?:${names})=(?:"[^"]*"|'[^']*')`, 'g');
/** An element with any prefix, with all that it holds. */
const element = (names: string): RegExp =>
  new RegExp(String.raw`<((?:[\w-]+:)?(?:${names}))\b[^>]*?(?:\/>|>[\s\S]*?<\/\1>)`, 'g');

const rsids = attribute(String.raw`rsid\w*`);
const wordAttributes = attribute('author|initials|date|dateUtc|userId|providerId|editor');
const wordElements = element('rsids|docVars|attachedTemplate|mailMerge|docId|chartTrackingRefBased|writeProtection');
const pictured = /<(?:[\w-]+:)?(?:docPr|cNvPr)\b(?:[^>"']|"[^"]*"|'[^']*')*>/g;
const drawnOld = /<v:[\w-]+\b(?:[^>"']|"[^"]*"|'[^']*')*>/g;
const controlNames = element('alias|tag');
const sheetElements = element(
  'fileSharing|absPath|fileVersion|connections|revisionPtr|customWorkbookViews|customSheetViews|headerFooter|scenarios|webPublishing|customProperties|documentManagement',
);
const sheetAttributes = attribute(
  'userName|lastEdited|uid|refreshedBy|lastRefreshedBy|codeName|tooltip|lastGuid|author|driveId|itemId',
);
const slideElements = element('modifyVerifier|custDataLst|embeddedFontLst|presenceInfo|sectionLst|custShowLst');
const fontElements = element('embedRegular|embedBold|embedItalic|embedBoldItalic');
/** Comments and instructions for programs: nothing in an office file is drawn from them. */
const asides = /<!--[\s\S]*?-->|<\?(?!xml\s)[\s\S]*?\?>/g;

/** What a picture is called and said to show, which Word fills from file names and paths; drawings need some name. */
const unsaid = (text: string): string =>
  text
    .replace(pictured, (whole) =>
      whole.replace(attribute('descr|title'), '').replace(/(\sname=)(?:"[^"]*"|'[^']*')/, '$1"Picture"'),
    )
    .replace(drawnOld, (whole) => whole.replace(attribute('alt|title'), ''));

function cleanXml(name: string, whole: string): string {
  const text = unsaid(whole.replace(asides, ''));
  if (/^word\//i.test(name)) {
    return text
      .replace(controlNames, '')
      .replace(rsids, '')
      .replace(wordElements, '')
      .replace(fontElements, '')
      .replace(wordAttributes, (said) =>
        // A change without an author is refused by Word: all are by nobody.
        /author=/.test(said) ? said.replace(/=(["']).*\1$/s, '="Author"') : '',
      );
  }
  if (/^xl\/comments/i.test(name)) return cleanSheetComments(text);
  if (/^xl\//i.test(name)) {
    const settled = text.replace(sheetElements, '').replace(sheetAttributes, '');
    return cleanDefinedNames(settled).replace(/<(?:\w+:)?pageSetup\b[^>]*>/g, (setup) =>
      setup.replace(/\s\w+:id=(?:"[^"]*"|'[^']*')/, ''),
    );
  }
  if (/^ppt\/(?:commentAuthors|comments)/i.test(name))
    return text
      .replace(slideElements, '')
      .replace(attribute('created|userId|providerId'), '')
      .replace(/(\s(?:name|initials)=)(?:"[^"]*"|'[^']*')/g, '$1"Author"')
      .replace(attribute('dt'), '');
  if (/^ppt\//i.test(name)) return text.replace(slideElements, '');
  return text;
}

/** What is said about a name; the name itself stands in formulas. */
function cleanDefinedNames(text: string): string {
  return text.replace(/<(?:\w+:)?definedName\b(?:[^>"']|"[^"]*"|'[^']*')*>/g, (said) =>
    said.replace(attribute('comment|description|help|statusBar|customMenu'), ''),
  );
}

/** Excel lists authors apart and begins each comment with its author's name in bold. */
function cleanSheetComments(text: string): string {
  const names: string[] = [];
  const listed = text.replace(/(<(?:\w+:)?author>)([^<]*)(<\/)/g, (_, open: string, name: string, close: string) => {
    if (name.trim() !== '') names.push(name);
    return `${open}Author${close}`;
  });
  return names.reduce((all, name) => all.replaceAll(`>${name}:`, '>Author:'), listed);
}
