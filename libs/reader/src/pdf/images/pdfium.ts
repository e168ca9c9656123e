import { capMemory } from './cap-memory.js';

/** The functions of PDFium that draw a page. Numbers are handles and addresses in its own memory; 0 is none. */
export interface Pdfium {
  PDFiumExt_Init(): void;
  FPDF_LoadMemDocument(at: number, length: number, password: string): number;
  FPDF_GetLastError(): number;
  FPDF_GetPageCount(document: number): number;
  FPDF_LoadPage(document: number, index: number): number;
  FPDF_GetPageWidthF(page: number): number;
  FPDF_GetPageHeightF(page: number): number;
  FPDF_ClosePage(page: number): void;
  FPDF_CloseDocument(document: number): void;
  FPDFBitmap_Create(width: number, height: number, alpha: number): number;
  FPDFBitmap_FillRect(
    bitmap: number,
    left: number,
    top: number,
    width: number,
    height: number,
    colour: number,
  ): boolean;
  FPDFBitmap_GetBuffer(bitmap: number): number;
  FPDFBitmap_GetStride(bitmap: number): number;
  FPDFBitmap_Destroy(bitmap: number): void;
  FPDF_RenderPageBitmap(
    bitmap: number,
    page: number,
    left: number,
    top: number,
    width: number,
    height: number,
    rotate: number,
    flags: number,
  ): void;
  readonly pdfium: {
    readonly HEAPU8: Uint8Array;
    readonly wasmExports: { malloc(bytes: number): number };
  };
}

interface PdfiumPackage {
  init(overrides: {
    readonly wasmBinary: Uint8Array;
    readonly print: () => void;
    readonly printErr: () => void;
  }): Promise<Pdfium>;
}

/**
 * PDFium with a memory of its own of at most `mostBytes`, which goes with the last reference to it: no file meets what
 * another one left behind. In: its program as `@embedpdf/pdfium/pdfium.wasm` holds it, so that nothing is fetched. It has
 * neither scripts nor forms that act, no files, no network and no fonts but its own.
 */
export async function startPdfium(program: Uint8Array, mostBytes: number): Promise<Pdfium> {
  // By a name that the compiler does not follow: its own types ask for those of a browser.
  const name: string = '@embedpdf/pdfium';
  const engine = (await import(name)) as PdfiumPackage;
  const quiet = (): void => undefined;
  const pdfium = await engine.init({ wasmBinary: capMemory(program, mostBytes), print: quiet, printErr: quiet });
  pdfium.PDFiumExt_Init();
  return pdfium;
}
