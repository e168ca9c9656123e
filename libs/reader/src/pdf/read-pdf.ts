import type { Reading, Refused, TextModel, Trace } from '../model.js';
import { limits } from '../limits.js';
import { proseTraces } from '../traces/prose-traces.js';
import { xmpSaid } from '../traces/xmp-said.js';
import { Unreadable } from '../unreadable.js';
import { damage } from './engine.js';
import { drawPages, type PageText } from './pages.js';
import { findingsOf } from './findings.js';
import { paragraphsOf } from './paragraphs.js';
import { readStreams, type Streams } from './streams.js';
import { latinOf, readStructure } from './structure.js';
import { survey, type Survey } from './survey.js';
import { unlocked } from './unlock.js';
import { withoutPictures } from './pictures.js';

/** What the caller may add: `expired` is asked between pages and says whether to give up (`time-limit`). */
export interface PdfOptions {
  readonly expired?: () => boolean;
}

/** An account of 4,000 words has under 60 pages; the longest honest file of the corpora has 71. */
export const mostPages = 500;

/** What all streams but pictures may unpack to. The most that an honest file of the corpora needs is 1.1 MB. */
export const mostUnpacked = 40 * 1024 * 1024;

/**
 * Reads a PDF: bytes of at most 32 MB in, text model with page numbers, findings and traces out.
 *
 * Words are put together from where letters stand, so `model.estimate` is true. Text that no page shows (render mode 3,
 * layers switched off, clipped away, beside the page) is in the story `hidden`; text that is there but hardly to be seen
 * stays in `body` and is found. A scan without text is refused with `no-text`: nothing counted is not a count of 0.
 * Refused besides: `empty`, `too-large`, `mismatched-type`, `encrypted`, `corrupt`, `archive-bomb`, `too-complex`,
 * `time-limit`. Never fetches, runs or writes anything. Must run where it can be killed.
 */
export async function readPdf(bytes: Uint8Array, options: PdfOptions = {}): Promise<Reading> {
  try {
    return await read(bytes, options.expired ?? (() => false));
  } catch (error) {
    if (error instanceof Unreadable) return refused(error.reason, error.detail);
    const named = error as { name?: string; message?: string };
    if (named.name === 'PasswordException') return refused('encrypted', 'opens with a password only');
    if (isOfPdfJs(named)) return refused('corrupt', `${named.name}: ${named.message ?? ''}`.slice(0, 300));
    throw error;
  }
}

const refused = (reason: Refused['reason'], detail: string): Refused => ({
  verdict: 'refused',
  kind: 'pdf',
  reason,
  detail,
});

/** pdf.js throws its own exceptions, and plain errors of JavaScript, for files that are damaged. */
const isOfPdfJs = (error: { name?: string }): boolean =>
  damage.has(error.name ?? '') || /^(RangeError|TypeError|Error)$/.test(error.name ?? '');

async function read(bytes: Uint8Array, expired: () => boolean, wasLocked = false): Promise<Reading> {
  refuseOtherFiles(bytes);
  const budget = { left: mostUnpacked };
  const structure = readStructure(bytes, budget);
  const plain = structure.encrypted && !wasLocked ? await unlocked(bytes) : null;
  if (plain) return read(plain, expired, true);
  if (structure.tooDeep) throw new Unreadable('too-complex', 'arrays or dictionaries nested more than 100 deep');
  if (expired()) throw new Unreadable('time-limit', 'while looking through the objects');
  const streams: Streams = structure.encrypted
    ? { xmp: [], replacements: [], pictures: [] }
    : readStreams(bytes, structure, budget);
  const about = survey(structure);
  const pages = await drawPages(withoutPictures(bytes, structure), { mostPages, withFields: about.hasFields, expired });
  const model = modelOf(pages);
  if (model.paragraphs.length === 0) throw new Unreadable('no-text', noText(pages));
  const inProse = proseTraces(model.paragraphs).map((trace) => ({ ...trace, removable: false }));
  return {
    verdict: 'read',
    model,
    findings: findingsOf(pages, model, about, streams),
    traces: [...(structure.encrypted ? [] : tracesOf(about, streams)), ...inProse],
  };
}

function noText(pages: readonly PageText[]): string {
  const pictured = pages.filter((page) => page.pictures > 0.3).length;
  return `${pages.length} pages, ${pictured} of them pictures, and not one word of text`;
}

/** Size, magic and a second format in the same file (word-count rules 6.1). */
function refuseOtherFiles(bytes: Uint8Array): void {
  if (bytes.length === 0) throw new Unreadable('empty', 'no bytes');
  if (bytes.length > limits.file) throw new Unreadable('too-large', `${bytes.length} bytes`);
  const head = latinOf(bytes.subarray(0, 1024));
  if (!/^(?:\u00ef\u00bb\u00bf)?[\s\0]*%PDF-/.test(head))
    throw new Unreadable('mismatched-type', 'does not begin with %PDF-');
  const tail = latinOf(bytes.subarray(Math.max(0, bytes.length - 66_000)));
  const archive = tail.lastIndexOf('PK\u0005\u0006');
  if (archive >= 0 && tail.includes('PK\u0001\u0002') && archive > tail.lastIndexOf('%%EOF')) {
    throw new Unreadable('mismatched-type', 'a zip archive follows the PDF');
  }
}

function modelOf(pages: readonly PageText[]): TextModel {
  const paragraphs = [
    ...paragraphsOf(
      pages.flatMap((page) => page.lines),
      'body',
    ),
    ...paragraphsOf(
      pages.flatMap((page) => page.unseen),
      'hidden',
    ),
  ];
  return { kind: 'pdf', paragraphs, pages: pages.length, estimate: true, storedWords: null };
}

/** Properties that name a program or a page, not a person. */
const impersonal = new Set(['CreationDate', 'ModDate', 'Trapped', 'PTEX.Fullbanner', 'ModDate--Text']);

function tracesOf(about: Survey, streams: Streams): Trace[] {
  const traces: Trace[] = about.properties
    .filter(({ key }) => !impersonal.has(key))
    .map(({ key, value }) => ({ place: `Info ${key}`, value, removable: true }));
  for (const packet of streams.xmp)
    for (const { what, value } of xmpSaid(packet)) traces.push({ place: `XMP ${what}`, value, removable: true });
  traces.push(...streams.pictures);
  for (const name of about.attachments) traces.push({ place: 'attachment', value: name, removable: true });
  for (const { kind, author } of about.annotations) {
    if (author) traces.push({ place: `annotation ${kind} author`, value: author, removable: true });
  }
  const seen = new Set<string>();
  return traces.filter(({ place, value }) => !seen.has(`${place} ${value}`) && seen.add(`${place} ${value}`));
}
