import { sayMoment } from '#libs/calendar';
import { printPdf } from '../../platform/pdf/print-pdf.js';
import type { ReceiptStatement } from '../receipt.js';

const componentNames: Readonly<Record<string, string>> = {
  'account-T1': 'Account, task 1',
  'account-T2': 'Account, task 2',
  evidence: 'Evidence',
};

/** A receipt on paper: the same facts as its page, with the signature under them. */
export async function printReceipt(signed: {
  statement: ReceiptStatement;
  signature: string;
  keyId: string;
}): Promise<Uint8Array> {
  const { statement } = signed;
  return printPdf({
    title: `Receipt ${statement.receipt}`,
    datedAt: statement.receivedAt,
    blocks: [
      {
        kind: 'text',
        text: `These files were received for the NPQEL final assessment on ${sayMoment(Temporal.Instant.from(statement.receivedAt))}.`,
      },
      { kind: 'pair', name: 'Window', text: statement.window },
      { kind: 'pair', name: 'Framework', text: statement.framework },
      { kind: 'pair', name: 'Counted by', text: statement.countRule },
      { kind: 'pair', name: 'Received at', text: statement.receivedAt },
      { kind: 'heading', text: 'Files' },
      ...statement.files.flatMap((file) => [
        {
          kind: 'pair' as const,
          name: componentNames[file.component] ?? file.component,
          text: `${file.size} bytes${file.words === null ? '' : `, ${file.words} words`}`,
        },
        { kind: 'small' as const, text: `SHA-256 ${file.sha256}` },
      ]),
      { kind: 'heading', text: 'How to check it' },
      {
        kind: 'text',
        text: 'Enter the receipt’s number, or its signed file, on the page “Check a receipt”. It is signed with Ed25519 over the words “statement-1”, a line feed and the statement as canonical JSON (RFC 8785).',
      },
      { kind: 'pair', name: 'Manifest', text: statement.manifestHash },
      { kind: 'pair', name: 'Key', text: signed.keyId },
      { kind: 'small', text: signed.signature },
    ],
  });
}
