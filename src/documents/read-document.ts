import { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import type { TextModel } from '#libs/reader';
import { isRefusal } from '#libs/refusal';
import { Database, type Transaction } from '../platform/database/database.js';
import type { Work } from '../platform/jobs/job.js';
import { Parsing, type Parsed } from '../platform/parsing/index.js';
import { FileStore, keyOf } from '../platform/storage/index.js';
import { Frameworks } from '../qualification/index.js';
import { countAccount } from './count-account.js';
import { Document } from './document.entity.js';
import { frameworkVersionOf } from './documents.queries.js';
import { lockDocument, moveDocument } from './move-document.js';

/** The version of the reading: what libs/reader finds in the same bytes. Raised whenever that changes. */
export const readerVersion = 'reader-2026-1';

const limits = { timeMs: 30_000, wantsCleanCopy: true };
// A clean copy is made by us from what was read; nothing of ours is larger.
const mostOfCleanCopy = 200_000_000;

export interface ReadingRow {
  readonly kind: string | null;
  readonly verdict: 'read' | 'refused';
  readonly reason: string | null;
  readonly model: TextModel | null;
}

/** Reads a file once for its bytes and reader version, whoever sends it how often; then counts it, if it is an account. */
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
    const reading = (await this.known(document.sha256)) ?? (await this.read(document));
    const framework = await this.frameworks.framework(await frameworkVersionOf(this.database, document.enrolmentId));
    await this.database.transact(work.actor, async (transaction) => {
      const locked = await lockDocument(transaction, documentId);
      if (locked) await settle(transaction, locked, reading, framework);
    });
  }

  private async known(sha256: string): Promise<ReadingRow | null> {
    const [row] = await this.database.query<ReadingRow>(
      `select kind, verdict, reason, model from document_reading where sha256 = $1 and reader = $2`,
      [sha256, readerVersion],
    );
    return row ?? null;
  }

  private async read(document: Document): Promise<ReadingRow> {
    const bytes = await this.store.readVerified(keyOf(document.sha256));
    const began = performance.now();
    const parsed = await this.parsing.parse(bytes, document.originalName, limits);
    const tookMs = Math.round(performance.now() - began);
    // Out of time or memory may be the machine's fault: it is tried again, and given to a person in the end.
    if (parsed.verdict === 'refused' && ['time-limit', 'memory-limit'].includes(parsed.reason)) {
      throw new Error(`Not read: ${parsed.reason} (${parsed.detail})`);
    }
    const cleanKey = await this.keepCleanCopy(parsed);
    await this.record(document.sha256, parsed, cleanKey, tookMs);
    return {
      kind: parsed.verdict === 'read' ? parsed.model.kind : parsed.kind,
      verdict: parsed.verdict,
      reason: parsed.verdict === 'refused' ? parsed.reason : null,
      model: parsed.verdict === 'read' ? parsed.model : null,
    };
  }

  private async keepCleanCopy(parsed: Parsed): Promise<string | null> {
    if (parsed.verdict !== 'read' || !parsed.cleanCopy) return null;
    const kept = await this.store.receive(Readable.from([Buffer.from(parsed.cleanCopy.bytes)]), {
      maxBytes: mostOfCleanCopy,
    });
    if (isRefusal(kept)) throw new Error(`The clean copy was not kept: ${kept.code}`);
    return kept.key;
  }

  private async record(sha256: string, parsed: Parsed, cleanKey: string | null, tookMs: number): Promise<void> {
    const isRead = parsed.verdict === 'read';
    await this.database.query(
      `insert into document_reading
         (sha256, reader, kind, verdict, reason, pages, model, findings, traces, clean_key, clean_kind, took_ms, read_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, app_now()) on conflict do nothing`,
      [
        sha256,
        readerVersion,
        isRead ? parsed.model.kind : parsed.kind,
        parsed.verdict,
        isRead ? null : parsed.reason,
        isRead ? parsed.model.pages : null,
        isRead ? JSON.stringify(parsed.model) : null,
        JSON.stringify(isRead ? parsed.findings : []),
        JSON.stringify(isRead ? parsed.traces : []),
        cleanKey,
        isRead && parsed.cleanCopy ? cleanKindOf(parsed.cleanCopy.mediaType) : null,
        tookMs,
      ],
    );
  }
}

function cleanKindOf(mediaType: string): 'html' | 'pdf' | 'image' | 'office' {
  if (mediaType.startsWith('text/html')) return 'html';
  if (mediaType === 'application/pdf') return 'pdf';
  return mediaType.startsWith('image/') ? 'image' : 'office';
}

/** What the reading means for this document: refused, or checked with the count of an account. Never "0 words". */
async function settle(
  transaction: Transaction,
  document: Document,
  reading: ReadingRow,
  framework: Parameters<typeof countAccount>[1],
): Promise<void> {
  if (reading.verdict === 'refused' || !reading.model) {
    await moveDocument(transaction, document, 'read.refused', {
      kind: reading.kind,
      reason: reading.reason ?? 'corrupt',
    });
  } else if (document.component === 'evidence') {
    await moveDocument(transaction, document, 'read.done', { kind: reading.kind });
  } else {
    const ledger = countAccount(reading.model, framework, document.component, document.annexMarks);
    if (ledger.verdict === 'unreadable') {
      await moveDocument(transaction, document, 'read.refused', { kind: reading.kind, reason: 'no-text' });
    } else {
      const { counted, excluded, ruleVersion, verdict } = ledger;
      const facts = { kind: reading.kind, counted, excluded, countRule: ruleVersion, countVerdict: verdict };
      await moveDocument(transaction, document, 'read.done', facts);
    }
  }
  await transaction.announce('document.checked', { documentId: document.id });
}
