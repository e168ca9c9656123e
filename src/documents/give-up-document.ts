import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database.js';
import type { Work } from '../platform/jobs/job.js';
import { lockDocument, moveDocument } from './move-document.js';

/** After the last try a file waits for a person. What was submitted in time stays in time, however long that takes. */
@Injectable()
export class GiveUpDocument {
  constructor(private readonly database: Database) {}

  async run(work: Work, reason: string): Promise<void> {
    const documentId = String(work.subject['documentId']);
    await this.database.transact(work.actor, async (transaction) => {
      const document = await lockDocument(transaction, documentId);
      if (!document) return;
      await moveDocument(transaction, document, 'check.gave-up', { reason: reason.slice(0, 500) });
      await transaction.announce('document.checked', { documentId });
    });
  }
}
