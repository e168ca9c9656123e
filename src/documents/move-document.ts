import { next } from '#libs/lifecycle';
import type { Transaction } from '../platform/database/database.js';
import { Document } from './document.entity.js';
import { documentLifecycle, type DocumentEvent } from './document.lifecycle.js';

/** What changes with the state, beside the state. */
type Facts = Partial<Omit<Document, 'id' | 'state' | 'version'>>;

/** The document, locked for this transaction; null where there is none. */
export async function lockDocument(transaction: Transaction, id: string): Promise<Document | null> {
  return transaction.repository(Document).findOne({ where: { id }, lock: { mode: 'pessimistic_write' } });
}

/**
 * The one way a document's state moves. False where the lifecycle has no such step from here: a job that was delivered
 * twice, or late, finds nothing left to do. Pages that watch the document or its attempt look again.
 */
export async function moveDocument(
  transaction: Transaction,
  document: Document,
  event: DocumentEvent,
  facts: Facts = {},
): Promise<boolean> {
  const to = next(documentLifecycle, document.state, event);
  if (!to) return false;
  await transaction
    .repository(Document)
    .update({ id: document.id }, { ...facts, state: to, version: document.version + 1 });
  await transaction.journal({
    aggregate: 'document',
    id: document.id,
    act: `document.${event}`,
    from: document.state,
    to,
    facts: {
      sha256: document.sha256,
      ...(facts.reason && { reason: facts.reason }),
      ...(facts.counted !== undefined && { counted: facts.counted }),
    },
  });
  await transaction.touch(`document:${document.id}`);
  await transaction.touch(`files:${document.enrolmentId}`);
  return true;
}
