import type { Refusal } from '#libs/refusal';
import type { Messages } from '../platform/web/reply.js';
import type { Transaction } from '../platform/database/database.js';

/** Whether the files of an attempt may change now. The room `submission` answers: it stands to the right and knows what was sent. */
export abstract class AttemptLock {
  /** The words for its refusals. */
  abstract readonly messages: Messages;

  /** The refusal of a change, or null: submitted and not reopened, past closing, withdrawn. */
  abstract refusalToChange(transaction: Transaction, enrolmentId: string, attemptNo: number): Promise<Refusal | null>;

  /** Whether the attempt was handed in and is not accepted yet: only then do others than its author decide about its files. */
  abstract isHandedIn(transaction: Transaction, enrolmentId: string, attemptNo: number): Promise<boolean>;

  /** A file takes the place of another for the same: what pointed at the one before it points at it. */
  abstract follow(transaction: Transaction, from: string, to: string): Promise<void>;
}
