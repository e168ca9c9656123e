import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database.js';
import type { Work } from '../platform/jobs/job.js';
import { Scanner } from '../platform/scanner/index.js';
import { FileStore, keyOf } from '../platform/storage/index.js';
import { Document } from './document.entity.js';
import { lockDocument, moveDocument } from './move-document.js';
import { priorityOf } from './open-attempt.js';

/** Looks for malware. Until this is through nobody but its sender opens a file; where the scanner is away, the file waits. */
@Injectable()
export class ScanDocument {
  constructor(
    private readonly database: Database,
    private readonly store: FileStore,
    private readonly scanner: Scanner,
  ) {}

  async run(work: Work): Promise<void> {
    const documentId = String(work.subject['documentId']);
    const document = await this.database.source.getRepository(Document).findOneBy({ id: documentId });
    if (document?.state !== 'quarantined') return;
    const result = await this.scanner.scan(await this.store.openVerified(keyOf(document.sha256)));
    if (result.verdict === 'unavailable') throw new Error(`The scanner gave no verdict: ${result.why}`);
    await this.database.transact(work.actor, async (transaction) => {
      const locked = await lockDocument(transaction, documentId);
      if (!locked) return;
      const scannedAt = new Date((await transaction.now()).epochMilliseconds);
      if (result.verdict === 'infected') {
        const facts = { scan: result.verdict, scanSignature: result.signature, scannedAt, reason: 'infected' };
        await moveDocument(transaction, locked, 'scan.found', facts);
        await transaction.announce('document.checked', { documentId });
      } else if (await moveDocument(transaction, locked, 'scan.passed', { scan: result.verdict, scannedAt })) {
        await transaction.order({
          kind: 'documents.read',
          key: `${documentId}:${locked.version}`,
          subject: { documentId },
          priority: await priorityOf(transaction, locked.enrolmentId),
        });
      }
    });
  }
}
