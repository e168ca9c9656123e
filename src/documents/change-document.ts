import { Injectable } from '@nestjs/common';
import { refuse, type Result } from '#libs/refusal';
import { suggestParts } from '#libs/word-count';
import { Database, type Transaction } from '../platform/database/database.js';
import { AttemptLock } from './attempt-lock.js';
import { Document } from './document.entity.js';
import { documentDetail } from './documents.queries.js';
import { lockDocument, moveDocument } from './move-document.js';
import { priorityOf } from './open-attempt.js';
import { readerVersion } from './read-document.js';
import { refusalToChange } from './refusal-to-change.js';

export type ChangeCode = 'document-is-gone' | 'title-missing' | 'still-being-checked' | 'no-such-part';

/** What a participant changes about a file that is there: its title, what is left out of the count, whether it stays. */
@Injectable()
export class ChangeDocument {
  constructor(
    private readonly database: Database,
    private readonly attemptLock: AttemptLock,
  ) {}

  async remove(actor: string, documentId: string): Promise<Result<true>> {
    return this.change(actor, documentId, async (transaction, document) => {
      await moveDocument(transaction, document, 'remove');
      return true;
    });
  }

  async rename(actor: string, documentId: string, title: string): Promise<Result<true>> {
    if (title.trim() === '') return refuse('title-missing', {}, 'title');
    return this.change(actor, documentId, async (transaction, document) => {
      await transaction
        .repository(Document)
        .update({ id: documentId }, { title: title.trim(), version: document.version + 1 });
      await transaction.journal({ aggregate: 'document', id: documentId, act: 'document.renamed' });
      await transaction.touch(`files:${document.enrolmentId}`);
      return true;
    });
  }

  /**
   * Leaves a part of an account out of its count, or takes it in again, and counts it anew. Only a part that the text itself
   * names by a heading can be left out: whatever an author wants out of the count would otherwise be an annex.
   */
  async mark(
    actor: string,
    documentId: string,
    wanted: { readonly from: number; readonly leftOut: boolean },
  ): Promise<Result<true>> {
    return this.change(actor, documentId, async (transaction, document) => {
      if (document.state !== 'checked') return refuse('still-being-checked');
      const detail = await documentDetail(transaction, documentId, readerVersion);
      const part = suggestParts(detail?.model?.paragraphs ?? []).find(({ from }) => from === wanted.from);
      if (!part || document.component === 'evidence') return refuse('no-such-part');
      const others = document.annexMarks.filter(({ from }) => from !== wanted.from);
      const annexMarks = wanted.leftOut ? [...others, part].sort((one, other) => one.from - other.from) : others;
      await transaction.repository(Document).update({ id: documentId }, { annexMarks });
      await moveDocument(transaction, document, 'recount', {
        counted: null,
        excluded: null,
        countVerdict: null,
        copyKey: null,
      });
      await transaction.order({
        kind: 'documents.read',
        key: `${documentId}:${document.version + 1}`,
        subject: { documentId },
        priority: await priorityOf(transaction, document.enrolmentId),
      });
      return true;
    });
  }

  private async change(
    actor: string,
    documentId: string,
    act: (transaction: Transaction, document: Document) => Promise<Result<true>>,
  ): Promise<Result<true>> {
    return this.database.transact(actor, async (transaction) => {
      const document = await lockDocument(transaction, documentId);
      if (!document || ['superseded', 'removed'].includes(document.state)) return refuse('document-is-gone');
      const lock = await refusalToChange(transaction, this.attemptLock, document);
      return lock ?? act(transaction, document);
    });
  }
}
