import { Injectable } from '@nestjs/common';
import { refuse, type Result } from '#libs/refusal';
import { Database } from '../platform/database/database.js';
import { lockDocument, moveDocument } from './move-document.js';

/** A person sends a file that was given up through its checks again. */
@Injectable()
export class RetryDocument {
  constructor(private readonly database: Database) {}

  /** Refuses a file that is not stuck: somebody else was faster, or it was replaced. */
  async run(actor: string, documentId: string): Promise<Result<true, 'not-stuck'>> {
    return this.database.transact(actor, async (transaction) => {
      const document = await lockDocument(transaction, documentId);
      if (!document || !(await moveDocument(transaction, document, 'retry', { reason: null })))
        return refuse('not-stuck');
      const key = `${documentId}:${document.version + 1}`;
      await transaction.order({ kind: 'documents.scan', key, subject: { documentId }, priority: 10 });
      return true;
    });
  }
}
