import { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import type { EvidenceText, Finding, TextModel, Trace } from '#libs/reader';
import { isRefusal } from '#libs/refusal';
import { Database, type Transaction } from '../platform/database/database.js';
import type { Work } from '../platform/jobs/job.js';
import { Parsing, type HandedIn } from '../platform/parsing/index.js';
import { FileStore, keyOf } from '../platform/storage/index.js';
import { Frameworks } from '../qualification/index.js';
import { Document } from './document.entity.js';
import { orderPageImages } from './draw-pages.js';
import { frameworkVersionOf } from './documents.queries.js';
import { judgeReading, type Judgement } from './judge-reading.js';
import { lockDocument, moveDocument } from './move-document.js';
import { drawLedger, readingPage } from './reading-copy.js';
import { isRecording, readPiece, readRecording } from './read-recording.js';

/** The version of the reading: what libs/reader finds in the same bytes. Raised whenever that changes. */
export const readerVersion = 'reader-2026-3';

const limits = { timeMs: 30_000 };
/** Documents are read whole; a framework takes 25 MiB, the reader 32. Only recordings may weigh more. */
const mostInMemory = 32 * 1024 * 1024;
// A clean copy is made by us from what was read; nothing of ours is larger.
const mostOfCleanCopy = 200_000_000;

type CleanKind = 'html' | 'pdf' | 'image' | 'office' | 'recording';

/** What was found in bytes, as it is kept: whoever sends the same bytes again, for whatever, has it at once. */
interface Reading {
  readonly kind: string | null;
  readonly verdict: 'read' | 'refused';
  readonly reason: string | null;
  /** Of a document; of other office files their text, which is looked through and never counted. */
  readonly model: TextModel | null;
  readonly findings: readonly Finding[];
  readonly traces: readonly Trace[];
  readonly cleanKey: string | null;
  readonly cleanKind: CleanKind | null;
  readonly cleanType: string | null;
  /** Of a Word document: itself without what names its maker. */
  readonly cleanedKey: string | null;
}

/** Reads a file once for its bytes and reader version, whoever sends it how often; then judges it for what it was sent as. */
@Injectable()
export class ReadDocument {
  constructor(
    private readonly database: Database,
    private readonly store: FileStore,
    private readonly parsing: Parsing,
    private readonly frameworks: Frameworks,
  ) {}

  async run(work: Work): Promise<void> {
    const documentId = String(work.subject['documentId']);
    const document = await this.database.source.getRepository(Document).findOneBy({ id: documentId });
    if (document?.state !== 'scanned') return;
    const reading = (await this.known(document.sha256)) ?? (await this.readAndKeep(document));
    const framework = await this.frameworks.framework(await frameworkVersionOf(this.database, document.enrolmentId));
    const judgement = judgeReading(reading, document, framework);
    const copyKey = await this.drawCopy(reading, judgement);
    await this.database.transact(work.actor, async (transaction) => {
      const locked = await lockDocument(transaction, documentId);
      if (locked?.state === 'scanned') await settle(transaction, locked, reading.kind, judgement, copyKey);
    });
  }

  private async known(sha256: string): Promise<Reading | null> {
    const [row] = await this.database.query<Reading>(
      `select kind, verdict, reason, model, findings, traces, clean_key as "cleanKey", clean_kind as "cleanKind",
              clean_type as "cleanType", cleaned_key as "cleanedKey"
       from document_reading where sha256 = $1 and reader = $2`,
      [sha256, readerVersion],
    );
    return row ?? null;
  }

  private async readAndKeep({ sha256, size }: Document): Promise<Reading> {
    const began = performance.now();
    const reading = await this.read(sha256, size);
    const tookMs = Math.round(performance.now() - began);
    const { kind, verdict, reason, model, findings, traces, cleanKey, cleanKind, cleanType, cleanedKey } = reading;
    await this.database.query(
      `insert into document_reading (sha256, reader, kind, verdict, reason, pages, model, findings, traces, clean_key,
                                     clean_kind, clean_type, took_ms, cleaned_key, read_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, app_now()) on conflict do nothing`,
      [
        sha256,
        readerVersion,
        kind,
        verdict,
        reason,
        model?.pages ?? null,
        model && JSON.stringify(model),
        JSON.stringify(findings),
        JSON.stringify(traces),
        cleanKey,
        cleanKind,
        cleanType,
        tookMs,
        cleanedKey,
      ],
    );
    return reading;
  }

  private async read(sha256: string, size: number): Promise<Reading> {
    const key = keyOf(sha256);
    if (isRecording(await readPiece(this.store, key, 0, Math.min(size, 12)))) {
      const film = await readRecording(this.store, sha256, size);
      if (film.verdict === 'refused') return refusedAs('mp4', film.reason);
      const { cleanKey } = film;
      return { ...readAs('mp4'), cleanKey, cleanKind: 'recording', cleanType: 'video/mp4' };
    }
    if (size > mostInMemory) return refusedAs(null, 'too-large');
    const parsed = await this.parsing.parseHandedIn(await this.store.readVerified(key), limits);
    if (parsed.verdict === 'refused') {
      // Out of time or memory may be the machine's fault: it is tried again, and given to a person in the end.
      if (['time-limit', 'memory-limit'].includes(parsed.reason))
        throw new Error(`Not read: ${parsed.reason} (${parsed.detail})`);
      return refusedAs(parsed.kind, parsed.reason);
    }
    const { kind, findings, traces } = parsed;
    return {
      ...readAs(kind),
      model: asKept(parsed.model),
      findings,
      traces,
      ...(await this.keepCopy(parsed.cleanCopy)),
      cleanedKey: parsed.cleanedFile && (await this.keep(Buffer.from(parsed.cleanedFile))),
    };
  }

  private async keepCopy(
    copy: Extract<HandedIn, { verdict: 'read' }>['cleanCopy'],
  ): Promise<Pick<Reading, 'cleanKey' | 'cleanKind' | 'cleanType'>> {
    if (!copy) return { cleanKey: null, cleanKind: null, cleanType: null };
    const cleanKind = cleanKindOf(copy.mediaType);
    const bytes =
      cleanKind === 'html' ? Buffer.from(readingPage(new TextDecoder().decode(copy.bytes))) : Buffer.from(copy.bytes);
    return { cleanKey: await this.keep(bytes), cleanKind, cleanType: copy.mediaType };
  }

  /** The account's own reading page, with its limit and what it leaves out; of a PDF the pages serve as they are. */
  private async drawCopy(reading: Reading, judgement: Judgement): Promise<string | null> {
    if (judgement.event !== 'read.done' || !judgement.ledger || !reading.model) return null;
    if (reading.cleanKind !== 'html' || !reading.cleanKey) return null;
    const page = (await this.store.readVerified(reading.cleanKey)).toString();
    const texts = reading.model.paragraphs.map(({ text }) => text);
    const drawn = drawLedger(page, texts, judgement.ledger);
    return drawn === page ? null : this.keep(Buffer.from(drawn));
  }

  private async keep(bytes: Buffer): Promise<string> {
    const kept = await this.store.receive(Readable.from([bytes]), { maxBytes: mostOfCleanCopy });
    if (isRefusal(kept)) throw new Error(`The clean copy was not kept: ${kept.code}`);
    return kept.key;
  }
}

const readAs = (kind: string): Reading => ({
  kind,
  verdict: 'read',
  reason: null,
  model: null,
  findings: [],
  traces: [],
  cleanKey: null,
  cleanKind: null,
  cleanType: null,
  cleanedKey: null,
});

const refusedAs = (kind: string | null, reason: string): Reading => ({
  ...readAs(kind ?? ''),
  kind,
  verdict: 'refused',
  reason,
});

// The text of slides and cells has the shape of a document's; who reads it asks `kind` first.
const asKept = (model: EvidenceText | null): TextModel | null => model as TextModel | null;

function cleanKindOf(mediaType: string): CleanKind {
  if (mediaType.startsWith('text/html')) return 'html';
  if (mediaType === 'application/pdf') return 'pdf';
  return mediaType.startsWith('image/') ? 'image' : 'office';
}

async function settle(
  transaction: Transaction,
  document: Document,
  kind: string | null,
  judgement: Judgement,
  copyKey: string | null,
): Promise<void> {
  const reader = readerVersion;
  if (judgement.event === 'read.refused') {
    await moveDocument(transaction, document, 'read.refused', { kind, reader, reason: judgement.reason });
  } else if (!judgement.ledger) {
    await moveDocument(transaction, document, 'read.done', { kind, reader });
  } else {
    const { counted, excluded, ruleVersion, verdict } = judgement.ledger;
    const countVerdict = verdict === 'unreadable' ? null : verdict;
    const facts = { kind, reader, counted, excluded, countRule: ruleVersion, countVerdict, copyKey };
    await moveDocument(transaction, document, 'read.done', facts);
    if (verdict === 'needs-person' && kind === 'pdf') await orderPageImages(transaction, document);
  }
  await transaction.announce('document.checked', { documentId: document.id });
}
