import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { refuse, type Result } from '#libs/refusal';
import { Database } from '../platform/database/database.js';
import { FileStore, keyOf, sha256Of } from '../platform/storage/index.js';
import { AttemptLock } from './attempt-lock.js';
import { cleanedKeyOf } from './cleaned-file.js';
import { documentDetail } from './documents.queries.js';
import { Document } from './document.entity.js';
import { lockDocument, moveDocument } from './move-document.js';
import { priorityOf } from './open-attempt.js';
import { readerVersion } from './read-document.js';
import { refusalToChange } from './refusal-to-change.js';

export type CleanedFileCode = 'document-is-gone' | 'still-being-checked' | 'nothing-to-leave-out';

/**
 * Puts the file without what names its maker in the place of the one that was sent: the same account or evidence under the
 * same title, with the parts that were left out of its count and with what it is linked to. It is a file like any other: it
 * is scanned, read and counted anew, and voids what was signed for the one before it. The one before it is kept for the
 * record.
 */
@Injectable()
export class UseCleanedFile {
  constructor(
    private readonly database: Database,
    private readonly attemptLock: AttemptLock,
    private readonly store: FileStore,
  ) {}

  /** Gives the id of the new document. Done a second time it refuses `document-is-gone`. */
  async run(actor: string, signInId: string, documentId: string): Promise<Result<string>> {
    return this.database.transact(actor, async (transaction) => {
      const document = await lockDocument(transaction, documentId);
      if (!document || ['superseded', 'removed'].includes(document.state)) return refuse('document-is-gone');
      // Before it is asked whether a task has closed: what was in time then is so by the instant that is recorded, too.
      const receivedAt = await transaction.now();
      const lock = await refusalToChange(transaction, this.attemptLock, document);
      if (lock) return lock;
      if (document.state !== 'checked') return refuse('still-being-checked');
      const detail = await documentDetail(transaction, documentId, readerVersion);
      const key = detail && cleanedKeyOf(detail);
      if (!key || key === keyOf(document.sha256)) return refuse('nothing-to-leave-out');
      const size = await this.store.size(key);
      if (size === null) throw new Error(`The store holds no ${key}, which a reading names`);
      const id = randomUUID();
      await moveDocument(transaction, document, 'replace');
      const { enrolmentId, attemptNo, component, originalName, title, annexMarks } = document;
      await transaction.repository(Document).insert({
        id,
        enrolmentId,
        attemptNo,
        component,
        originalName,
        title,
        annexMarks,
        sha256: sha256Of(key),
        size,
        state: 'quarantined',
        uploadedBy: signInId,
        uploadedAt: new Date(receivedAt.epochMilliseconds),
        version: 1,
      });
      await this.attemptLock.follow(transaction, documentId, id);
      await transaction.journal({
        aggregate: 'document',
        id,
        act: 'document.cleaned',
        to: 'quarantined',
        facts: { sha256: sha256Of(key), size, component, attempt: attemptNo, from: documentId },
      });
      await transaction.order({
        kind: 'documents.scan',
        key: `${id}:1`,
        subject: { documentId: id },
        priority: await priorityOf(transaction, enrolmentId),
      });
      await transaction.touch(`files:${enrolmentId}`);
      return id;
    });
  }
}
