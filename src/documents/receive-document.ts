import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { In, Not } from 'typeorm';
import { firstRefusal, refuse, type Refusal, type Result } from '#libs/refusal';
import { Database, type Transaction } from '../platform/database/database.js';
import type { StoredFile } from '../platform/storage/index.js';
import { Frameworks } from '../qualification/index.js';
import { AttemptLock } from './attempt-lock.js';
import { Document, type Component } from './document.entity.js';
import { attemptShown } from './documents.queries.js';
import { intakeRules } from './intake-rules.js';
import { lockDocument, moveDocument } from './move-document.js';
import { attemptOf, type OpenAttempt } from './open-attempt.js';
import { tasksInScope } from './tasks-in-scope.js';
import { refusalToChange } from './refusal-to-change.js';

/** What a participant wants to send. `size` in bytes, 0 where it is not known yet. */
export interface WantedDocument {
  readonly signInId: string;
  readonly component: Component;
  readonly name: string;
  readonly title: string;
  readonly size: number;
}

/**
 * Takes a file into a participant's attempt. It is in quarantine until it is scanned; a new account takes the place of the
 * one before it, which is kept for the record.
 */
@Injectable()
export class ReceiveDocument {
  constructor(
    private readonly database: Database,
    private readonly frameworks: Frameworks,
    private readonly attemptLock: AttemptLock,
  ) {}

  /** The most bytes that a file for this may have: an account is a document, evidence may be a recording. */
  async mostBytes(signInId: string, component: Component): Promise<number> {
    const shown = await attemptShown(this.database, signInId);
    if (!shown) return 0;
    const { files } = await this.frameworks.framework(shown.frameworkVersion);
    return component === 'evidence'
      ? Math.max(files.maxDocumentBytes, files.maxRecordingBytes)
      : files.maxDocumentBytes;
  }

  /** Whether it may be sent now: asked before a byte is stored. */
  async mayReceive(wanted: WantedDocument): Promise<Refusal | null> {
    return this.database.transact(`participant:${wanted.signInId}`, async (transaction) => {
      const attempt = await attemptOf(transaction, wanted.signInId);
      return attempt ? this.refusal(transaction, attempt, wanted) : refuse('nothing-to-hand-in');
    });
  }

  /** Gives the document's id. `documentId` makes a repeated call the same document: an upload that is finished twice. */
  async run(wanted: WantedDocument, file: StoredFile, documentId: string = randomUUID()): Promise<Result<string>> {
    return this.database.transact(`participant:${wanted.signInId}`, async (transaction) => {
      if (await transaction.repository(Document).existsBy({ id: documentId })) return documentId;
      const attempt = await attemptOf(transaction, wanted.signInId);
      if (!attempt) return refuse('nothing-to-hand-in');
      // Before it is asked whether a task has closed: what was in time then is so by the instant that is recorded, too.
      const receivedAt = await transaction.now();
      const refusal = await this.refusal(transaction, attempt, { ...wanted, size: file.size });
      if (refusal) return refusal;
      if (wanted.component !== 'evidence') await replaceAccount(transaction, attempt, wanted.component);
      await this.record(transaction, attempt, wanted, { ...file, documentId, receivedAt });
      return documentId;
    });
  }

  private async refusal(
    transaction: Transaction,
    attempt: OpenAttempt,
    wanted: WantedDocument,
  ): Promise<Refusal | null> {
    const framework = await this.frameworks.framework(attempt.frameworkVersion);
    const lock = await refusalToChange(transaction, this.attemptLock, { ...attempt, component: wanted.component });
    if (lock) return lock;
    const evidenceItems = await transaction.repository(Document).countBy({
      enrolmentId: attempt.enrolmentId,
      attemptNo: attempt.attemptNo,
      component: 'evidence',
      state: Not(In(['superseded', 'removed'])),
    });
    const scope = attempt.scope ?? framework.criteria.map(({ code }) => code);
    const accounts = tasksInScope({ framework, scope }).map(({ code }) => `account-${code}` as Component);
    return firstRefusal(intakeRules, { ...wanted, files: framework.files, evidenceItems, accounts });
  }

  private async record(
    transaction: Transaction,
    attempt: OpenAttempt,
    wanted: WantedDocument,
    file: StoredFile & { readonly documentId: string; readonly receivedAt: Temporal.Instant },
  ): Promise<void> {
    const { documentId } = file;
    await transaction.repository(Document).insert({
      id: documentId,
      enrolmentId: attempt.enrolmentId,
      attemptNo: attempt.attemptNo,
      component: wanted.component,
      originalName: wanted.name,
      title: wanted.title.trim() || null,
      sha256: file.sha256,
      size: file.size,
      state: 'quarantined',
      annexMarks: [],
      uploadedBy: wanted.signInId,
      uploadedAt: new Date(file.receivedAt.epochMilliseconds),
      version: 1,
    });
    await transaction.journal({
      aggregate: 'document',
      id: documentId,
      act: 'document.received',
      to: 'quarantined',
      facts: { sha256: file.sha256, size: file.size, component: wanted.component, attempt: attempt.attemptNo },
    });
    await transaction.order({
      kind: 'documents.scan',
      key: `${documentId}:1`,
      subject: { documentId },
      priority: attempt.priority,
    });
    await transaction.touch(`files:${attempt.enrolmentId}`);
  }
}

async function replaceAccount(transaction: Transaction, attempt: OpenAttempt, component: Component): Promise<void> {
  const live = await transaction.query<{ id: string }>(
    `select id from document where enrolment_id = $1 and attempt_no = $2 and component = $3 and state not in ('superseded', 'removed')`,
    [attempt.enrolmentId, attempt.attemptNo, component],
  );
  for (const { id } of live) {
    const document = await lockDocument(transaction, id);
    if (document) await moveDocument(transaction, document, 'replace');
  }
}
