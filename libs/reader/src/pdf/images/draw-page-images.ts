import { limits } from '../../limits.js';
import type { RefusalReason } from '../../model.js';
import { startPdfium, type Pdfium } from './pdfium.js';
import { encodePng } from './png.js';

/** A page as a picture: PNG, sizes in pixels. `png` is null where the page is damaged. `page` is 1 for the first. */
export interface PageImage {
  readonly page: number;
  readonly width: number;
  readonly height: number;
  readonly png: Uint8Array | null;
}

export type PageImages =
  | { readonly verdict: 'drawn'; readonly images: readonly PageImage[] }
  | { readonly verdict: 'refused'; readonly reason: RefusalReason; readonly detail: string };

/** Wide enough to read small print: 109 dots an inch on A4. */
const widest = 900;
/** A page as tall as two of A4 at that width; what is longer is drawn smaller. */
const tallest = 2_600;

const MB = 1024 * 1024;
/** The most that 1,032 pages of honest documents needed is 47 MB; a large file is held as it came and unpacked. */
const mostMemory = (bytes: number): number => 128 * MB + 6 * bytes;

/** Annotations are drawn as their file shows them: this is what an eye sees, whatever is counted. */
const withAnnotations = 1;
const white = 0xffffffff;
/** PDFium's own number for a file that opens with a password only. */
const needsPassword = 4;

/**
 * Draws pages of a PDF as pictures. In: the file (at most 32 MB), the first and the last page wanted (1 is the file's first;
 * pages that are not there are left out), PDFium's program. Out: a picture for each page, or why there is none: `too-large`,
 * `encrypted`, `corrupt`, `memory-limit`. Time is the caller's to cap: run it in a thread that can be killed.
 */
export async function drawPageImages(
  bytes: Uint8Array,
  wanted: { readonly from: number; readonly to: number },
  program: Uint8Array,
): Promise<PageImages> {
  if (bytes.length > limits.file) return refused('too-large', `${bytes.length} bytes`);
  const engine = await startPdfium(program, mostMemory(bytes.length));
  try {
    return draw(engine, bytes, wanted);
  } catch (error) {
    // A fault inside PDFium stays inside: its memory is nobody else's, and it is not used again.
    if (!(error instanceof WebAssembly.RuntimeError || error instanceof RangeError)) throw error;
    const isMemory = /memory|abort|oom/i.test(error.message);
    return refused(isMemory ? 'memory-limit' : 'corrupt', error.message.slice(0, 200));
  }
}

const refused = (reason: RefusalReason, detail: string): PageImages => ({ verdict: 'refused', reason, detail });

function draw(engine: Pdfium, bytes: Uint8Array, wanted: { from: number; to: number }): PageImages {
  const at = engine.pdfium.wasmExports.malloc(bytes.length);
  if (at === 0) return refused('memory-limit', 'no room for the file');
  engine.pdfium.HEAPU8.set(bytes, at);
  const document = engine.FPDF_LoadMemDocument(at, bytes.length, '');
  if (document === 0) {
    const error = engine.FPDF_GetLastError();
    return refused(error === needsPassword ? 'encrypted' : 'corrupt', `PDFium says ${error}`);
  }
  const images: PageImage[] = [];
  const last = Math.min(wanted.to, engine.FPDF_GetPageCount(document));
  for (let page = Math.max(1, wanted.from); page <= last; page++) images.push(drawOne(engine, document, page));
  engine.FPDF_CloseDocument(document);
  return { verdict: 'drawn', images };
}

function drawOne(engine: Pdfium, document: number, number: number): PageImage {
  const damaged = { page: number, width: 0, height: 0, png: null };
  const page = engine.FPDF_LoadPage(document, number - 1);
  if (page === 0) return damaged;
  const across = engine.FPDF_GetPageWidthF(page);
  const down = engine.FPDF_GetPageHeightF(page);
  const scale = Math.min(widest / across, tallest / down);
  const width = Math.max(1, Math.round(across * scale));
  const height = Math.max(1, Math.round(down * scale));
  // Sizes that are no numbers, as damaged files have them, are no sizes.
  const bitmap = Number.isFinite(width * height) ? engine.FPDFBitmap_Create(width, height, 0) : 0;
  if (bitmap === 0) {
    engine.FPDF_ClosePage(page);
    return damaged;
  }
  engine.FPDFBitmap_FillRect(bitmap, 0, 0, width, height, white);
  engine.FPDF_RenderPageBitmap(bitmap, page, 0, 0, width, height, 0, withAnnotations);
  const stride = engine.FPDFBitmap_GetStride(bitmap);
  const from = engine.FPDFBitmap_GetBuffer(bitmap);
  const png = encodePng(engine.pdfium.HEAPU8.subarray(from, from + stride * height), width, height, stride);
  engine.FPDFBitmap_Destroy(bitmap);
  engine.FPDF_ClosePage(page);
  return { page: number, width, height, png };
}
