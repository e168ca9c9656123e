import { picturesTraces, propertyTraces } from '../docx/traces.js';
import { refuseDoctypes, refuseMacros, refusePrograms } from '../docx/refusals.js';
import { openPackage, type OfficePackage } from '../docx/package.js';
import { type Limits, limits as defaults } from '../limits.js';
import type { Finding, Refused, TextModel, Trace } from '../model.js';
import { read } from '../read.js';
import { Unreadable } from '../unreadable.js';
import { pictureTraces } from '../traces/picture-traces.js';
import { proseTraces } from '../traces/prose-traces.js';
import { openArchive } from '../zip/open-archive.js';
import { type EvidenceKind, pictureKind } from './kind.js';
import { officeText } from './office-text.js';

/** The text of a document, or of the slides or cells of other office files. */
export type EvidenceText = Omit<TextModel, 'kind'> & { readonly kind: EvidenceKind };

export interface EvidenceRead {
  readonly verdict: 'read';
  readonly kind: EvidenceKind;
  /** Null where there is no text: a picture, a PDF of pictures. */
  readonly model: EvidenceText | null;
  readonly findings: readonly Finding[];
  readonly traces: readonly Trace[];
}

export type EvidenceReading = EvidenceRead | (Omit<Refused, 'kind'> & { readonly kind: EvidenceKind | null });

/** Main parts of the two other kinds of office files; their siblings with macros are refused. */
const mainTypes: Readonly<Record<string, 'xlsx' | 'pptx'>> = {
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml': 'xlsx',
  'application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml': 'pptx',
};

/**
 * Reads any file that may be handed in as evidence: documents as `read` does, spreadsheets, presentations, pictures.
 *
 * In: the whole file; its name is not asked, so that the same bytes are read once (hold the name against `kind` with
 * `isNamedAs`). Out: its kind by content with text where it has any, or one reason; a PDF without a word of text is
 * evidence all the same. Never throws for anything that a file can hold.
 */
export async function readEvidence(bytes: Uint8Array, limits: Limits = defaults): Promise<EvidenceReading> {
  let kind: EvidenceKind | null = null;
  try {
    if (bytes.length > limits.file) throw new Unreadable('too-large', `${bytes.length} bytes`);
    kind = pictureKind(bytes);
    if (kind) return { verdict: 'read', kind, model: null, findings: [], traces: pictureTraces(bytes, 'picture') };
    const office = otherOffice(bytes, limits);
    if (office) return readOffice(office.office, (kind = office.kind), limits);
  } catch (fault) {
    if (fault instanceof RangeError) return { verdict: 'refused', kind, reason: 'too-complex', detail: fault.message };
    if (!(fault instanceof Unreadable)) throw fault;
    return { verdict: 'refused', kind, reason: fault.reason, detail: fault.detail };
  }
  const reading = await read(bytes, undefined, limits);
  if (reading.verdict === 'read') return { ...reading, kind: reading.model.kind };
  if (reading.kind === 'pdf' && reading.reason === 'no-text')
    return { verdict: 'read', kind: 'pdf', model: null, findings: [], traces: [] };
  return reading;
}

/** The package of a spreadsheet or presentation; null where the file is something else, which `read` then judges. */
function otherOffice(bytes: Uint8Array, limits: Limits): { office: OfficePackage; kind: 'xlsx' | 'pptx' } | null {
  if (bytes[0] !== 0x50 || bytes[1] !== 0x4b) return null;
  const archive = openArchive(bytes, limits);
  if (!archive.find('[Content_Types].xml')) return null;
  const office = openPackage(archive, limits);
  const mains = office.relationships('').filter((one) => one.type === 'officeDocument' && !one.external);
  if (mains.length !== 1) return null;
  const main = mains[0]!.target;
  const type = office.contentType(main) ?? '';
  if (/macroEnabled/i.test(type)) throw new Unreadable('macros', `main part is ${type}`);
  const kind = mainTypes[type];
  if (!kind) return null;
  if (!archive.find(main)) throw new Unreadable('corrupt', `${main} is not in the package`);
  refuseMacros(office, main);
  return { office, kind };
}

/** Sheets of Excel 4.0 hold macros without a macro project. */
const macroSheet = /^xl\/(?:macrosheets|dialogsheets)\//i;

function readOffice(office: OfficePackage, kind: 'xlsx' | 'pptx', limits: Limits): EvidenceRead {
  const { archive } = office;
  const sheet = archive.entries.find((entry) => macroSheet.test(entry.name));
  if (sheet) throw new Unreadable('macros', `the package holds ${sheet.name}`);
  refusePrograms(archive);
  const control = archive.entries.find((entry) => /(?:^|\/)activeX\//i.test(entry.name));
  if (control) throw new Unreadable('active-content', `the package holds ${control.name}`);
  const paragraphs = officeText(office, limits);
  refuseDoctypes(archive);
  const traces = [...propertyTraces(office), ...picturesTraces(office), ...proseTraces(paragraphs)];
  const model: EvidenceText = { kind, paragraphs, pages: null, estimate: false, storedWords: null };
  return { verdict: 'read', kind, model, findings: [], traces };
}
