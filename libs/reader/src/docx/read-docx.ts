import { type Limits, limits as defaults } from '../limits.js';
import type { FindingCode, Read, Story, TextModel } from '../model.js';
import { Unreadable } from '../unreadable.js';
import { type Archive, openArchive } from '../zip/open-archive.js';
import { docxFindings } from './findings.js';
import { walkDiagrams } from './diagrams.js';
import { Gathered } from './gathered.js';
import { type OfficePackage, openPackage } from './package.js';
import { refuseDoctypes, refuseMacros, refusePrograms } from './refusals.js';
import { Styles } from './styles.js';
import { readTheme } from './themes.js';
import { docxTraces } from './traces.js';
import { readStoredWords } from './stored.js';
import type { Surroundings } from './run-look.js';
import { Walk } from './walk.js';

/** A document, or a template saved under a document's name, which Word opens just the same. */
const mainTypes = ['document', 'template'].map(
  (kind) => `application/vnd.openxmlformats-officedocument.wordprocessingml.${kind}.main+xml`,
);

/** The main part by the package's own relationships, never by its usual name. */
export function mainPart(office: OfficePackage): string {
  const relations = office.relationships('').filter((one) => one.type === 'officeDocument' && !one.external);
  if (relations.length > 1) throw new Unreadable('unsafe-archive', 'the package names two main documents');
  const relation = relations[0];
  if (!relation) throw new Unreadable('mismatched-type', 'the package names no main document');
  const type = office.contentType(relation.target);
  if (/macroEnabled/i.test(type ?? '')) throw new Unreadable('macros', `main part is ${type}`);
  if (type === null || !mainTypes.includes(type)) throw new Unreadable('mismatched-type', `main part is ${type}`);
  if (!office.archive.find(relation.target))
    throw new Unreadable('corrupt', `${relation.target} is not in the package`);
  return relation.target;
}

export function surroundings(office: OfficePackage, main: string): Surroundings {
  const related = (type: string): string | undefined =>
    office.relationships(main).find((one) => one.type === type && !one.external)?.target;
  const styles = new Styles();
  const stylesPart = related('styles');
  if (stylesPart) office.walk(stylesPart, styles);
  return { styles, theme: readTheme(office, related('theme')) };
}

/** Walks a part into `gathered`; a second time, showing everything, where a field was left open. */
function walkStory(office: OfficePackage, part: string, story: Story, into: Gathered, around: Surroundings): Gathered {
  const own = into.branch();
  const walk = new Walk(own, around, story);
  if (!office.walk(part, walk)) return into;
  walk.end();
  if (!walk.unclosedField) return into.merge(own);
  const again = into.branch();
  const open = new Walk(again, around, story, false);
  office.walk(part, open);
  open.end();
  return into.merge(again);
}

/** Findings that mean there is text in the document which nobody here could read. */
const unreadPlaces: Readonly<Partial<Record<FindingCode, string>>> = {
  'embedded-document': 'a document embedded in the document',
  'text-as-pictures': 'pictures as large as pages',
};

export const storyOfType: Readonly<Record<string, Story>> = {
  footnotes: 'footnotes',
  endnotes: 'endnotes',
  header: 'headers',
  footer: 'headers',
  comments: 'comments',
};

/**
 * Reads a DOCX, transitional or strict.
 *
 * In: the file's bytes, and the archive that they are where it was opened before. Out: its text by stories with tracked changes accepted, findings, traces of who wrote it.
 * Throws `Unreadable`: not an office package, another kind of document, macros, damaged, unsafe or beyond the limits.
 */
export function readDocx(
  bytes: Uint8Array,
  limits: Limits = defaults,
  archive: Archive = openArchive(bytes, limits),
): Read {
  const office = openPackage(archive, limits);
  const main = mainPart(office);
  refuseMacros(office, main);
  refusePrograms(archive);
  const around = surroundings(office, main);
  const gathered = new Gathered(limits);
  walkStory(office, main, 'body', gathered, around);
  for (const type of Object.keys(storyOfType)) {
    const parts = office.relationships(main).filter((one) => one.type === type && !one.external);
    for (const part of new Set(parts.map((one) => one.target)))
      walkStory(office, part, storyOfType[type]!, gathered, around);
  }
  walkDiagrams(office, gathered);
  const text: TextModel = {
    kind: 'docx',
    paragraphs: gathered.paragraphs,
    pages: null,
    estimate: false,
    storedWords: readStoredWords(office),
  };
  const findings = docxFindings(office, main, gathered, text);
  const traces = docxTraces(office, gathered);
  refuseDoctypes(archive);
  const unread = findings.flatMap((one) => unreadPlaces[one.code] ?? []);
  const model = unread.length > 0 ? { ...text, unread } : text;
  return { verdict: 'read', model, findings, traces };
}
