import { storyFindings } from '../findings/story-findings.js';
import { finding, textFindings, visibleWords } from '../findings/text-findings.js';
import { type Limits, limits as defaults } from '../limits.js';
import type { Finding, Read, TextModel, Trace } from '../model.js';
import { proseTraces } from '../traces/prose-traces.js';
import { Unreadable } from '../unreadable.js';
import { walkPart } from '../xml/walk-part.js';
import type { XmlElement, XmlHandler } from '../xml/scanner.js';
import { type Archive, openArchive } from '../zip/open-archive.js';
import { OdtText, OdtWalk } from './walk.js';

/**
 * Reads an OpenDocument text, for evidence and drafts.
 *
 * In: the file's bytes. Out: its text by stories with tracked changes accepted, findings, traces. Throws `Unreadable`:
 * `mismatched-type` where the archive is none, `encrypted`, `macros`, `no-text`, and what archive and XML refuse.
 */
export function readOdt(bytes: Uint8Array, limits: Limits = defaults): Read {
  const archive = openArchive(bytes, limits);
  refuseOthers(archive, limits);
  const gathered = new OdtText(limits);
  const styles = archive.find('styles.xml');
  const content = archive.find('content.xml');
  if (!content) throw new Unreadable('corrupt', 'an OpenDocument text without content.xml');
  if (styles) walkPart(archive, styles, new OdtWalk(gathered, true), limits);
  const meta = readMeta(archive, limits);
  walkPart(archive, content, new OdtWalk(gathered), limits);
  if (gathered.paragraphs.length === 0) throw new Unreadable('no-text', 'not one word of text');
  const model: TextModel = {
    kind: 'odt',
    paragraphs: gathered.paragraphs,
    pages: null,
    estimate: false,
    storedWords: meta.words,
  };
  const inProse = proseTraces(model.paragraphs).map((trace) => ({ ...trace, removable: false }));
  return {
    verdict: 'read',
    model,
    findings: findingsOf(archive, gathered, model),
    traces: [...meta.traces, ...authorTraces(gathered), ...inProse],
  };
}

function refuseOthers(archive: Archive, limits: Limits): void {
  const mime = archive.find('mimetype');
  const type = mime ? String.fromCharCode(...archive.head(mime, 100)) : '';
  if (!type.startsWith('application/vnd.oasis.opendocument.text')) {
    throw new Unreadable('mismatched-type', `no OpenDocument text: ${type.slice(0, 60)}`);
  }
  const macro = archive.entries.find(
    ({ name }) => /^Scripts\/.+\.\w+$/i.test(name) || /^Basic\/[^/]+\/(?!script-l[bc]\.xml$)[^/]+\.xml$/i.test(name),
  );
  if (macro) throw new Unreadable('macros', `the package holds ${macro.name}`);
  const manifest = archive.find('META-INF/manifest.xml');
  if (!manifest) return;
  const open: XmlHandler['open'] = (name) => {
    if (name === 'manifest:encryption-data') throw new Unreadable('encrypted', 'the manifest lists encrypted entries');
  };
  walkPart(archive, manifest, { open, close: () => {}, text: () => {} }, limits);
}

/** Elements of meta.xml that name a person, a place or the document. */
const naming = new Set([
  'dc:creator',
  'dc:title',
  'dc:subject',
  'dc:description',
  'meta:initial-creator',
  'meta:printed-by',
  'meta:keyword',
  'meta:user-defined',
]);

function readMeta(archive: Archive, limits: Limits): { traces: Trace[]; words: number | null } {
  const traces: Trace[] = [];
  let words: number | null = null;
  let place = '';
  let value = '';
  const open = (name: string, element: XmlElement): void => {
    if (naming.has(name)) [place, value] = [name, ''];
    if (name === 'meta:template') {
      const title = element.attribute('xlink:title') ?? element.attribute('xlink:href');
      if (title) traces.push({ place: 'meta.xml template', value: title, removable: true });
    }
    const stored = name === 'meta:document-statistic' ? element.attribute('meta:word-count') : null;
    if (stored && /^\d{1,9}$/.test(stored)) words = Number(stored);
  };
  const close = (name: string): void => {
    if (name !== place) return;
    if (value.trim()) traces.push({ place: `meta.xml ${name}`, value: value.trim().slice(0, 300), removable: true });
    place = '';
  };
  const text = (piece: string): void => {
    if (place !== '') value += piece;
  };
  const entry = archive.find('meta.xml');
  if (entry) walkPart(archive, entry, { open, close, text }, limits);
  if (archive.find('Thumbnails/thumbnail.png')) {
    traces.push({ place: 'thumbnail', value: 'a picture of the first page', removable: true });
  }
  return { traces, words };
}

function authorTraces(gathered: OdtText): Trace[] {
  return [...gathered.authors].flatMap(([place, names]) =>
    [...names].map((value) => ({ place, value, removable: true })),
  );
}

function findingsOf(archive: Archive, gathered: OdtText, model: TextModel): Finding[] {
  const all = visibleWords(model.paragraphs);
  const found = storyFindings(model.paragraphs, all);
  const objects = archive.entries.filter(({ name }) => /^Object \d+(\/content\.xml)?$/.test(name));
  if (objects.length > 0)
    found.push(
      finding(
        'embedded-objects',
        0,
        all,
        objects.map(({ name }) => name),
      ),
    );
  if (gathered.changes > 0) found.push(finding('tracked-changes', 0, all));
  return [...found, ...textFindings(model.paragraphs)];
}
