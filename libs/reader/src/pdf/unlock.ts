import { Unreadable } from '../unreadable.js';
import { readStructure } from './structure.js';

/**
 * A PDF that opens without a password though it is encrypted (copying or changing is forbidden, reading is not) → the
 * same file in plain, so that it can be looked through like any other. Null where pdf-lib cannot read it; pdf.js may.
 * Throws `Unreadable('encrypted')` where it needs a password.
 */
export async function unlocked(bytes: Uint8Array): Promise<Uint8Array | null> {
  const { PDFDocument } = await import('pdf-lib');
  try {
    const pdf = await PDFDocument.load(bytes, { password: '', updateMetadata: false });
    const plain = await pdf.save({ updateFieldAppearances: false });
    return readStructure(plain, { left: bytes.length * 20 }).encrypted ? null : plain;
  } catch (error) {
    if (error instanceof Unreadable) return null;
    const message = error instanceof Error ? error.message : String(error);
    if (/password/i.test(message)) throw new Unreadable('encrypted', 'opens with a password only');
    return null;
  }
}
