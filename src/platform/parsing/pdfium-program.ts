import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

let program: Promise<Uint8Array> | null = null;

/** PDFium's program as its package brought it along, read once a thread. Nothing is fetched. */
export function pdfiumProgram(): Promise<Uint8Array> {
  program ??= readFile(createRequire(import.meta.url).resolve('@embedpdf/pdfium/pdfium.wasm'));
  return program;
}
