import { randomInt } from 'node:crypto';
import { signStatement, type SignedStatement } from '#libs/ledger';
import type { Manifest } from './manifest.js';

/** What a receipt says, and what is signed: who it is is not in it, so that anybody may be shown it. Instants are ISO 8601. */
export interface ReceiptStatement {
  readonly receipt: string;
  readonly statement: 'received';
  readonly submission: string;
  readonly framework: string;
  readonly countRule: string;
  readonly window: string;
  readonly receivedAt: string;
  readonly manifestHash: string;
  readonly files: readonly {
    readonly component: string;
    readonly sha256: string;
    readonly size: number;
    readonly words: number | null;
  }[];
}

// Without the letters and digits that are taken for one another when read aloud or copied by hand.
const alphabet = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';

/** `length` characters drawn by the system's own randomness: guessing one of 8 takes 32^8 tries. */
export function drawCode(length: number): string {
  return Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join('');
}

/** Signs the receipt of a submission. */
export function signReceipt(
  facts: { submissionId: string; windowName: string; receivedAt: string; manifestHash: string; manifest: Manifest },
  privateKeyPem: string,
): SignedStatement<ReceiptStatement> {
  const statement: ReceiptStatement = {
    receipt: `R-${drawCode(4)}-${drawCode(4)}`,
    statement: 'received',
    submission: facts.submissionId,
    framework: facts.manifest.framework,
    countRule: facts.manifest.countRule,
    window: facts.windowName,
    receivedAt: facts.receivedAt,
    manifestHash: facts.manifestHash,
    files: facts.manifest.items.map(({ component, sha256, size, words }) => ({ component, sha256, size, words })),
  };
  return signStatement(statement, privateKeyPem);
}
