import type * as PdfJsModule from 'pdfjs-dist/legacy/build/pdf.mjs';

/** One chunk of drawing operations as pdf.js hands them over: numbers of `OPS`, and arguments by operation. */
export interface DrawingChunk {
  readonly fnArray: readonly number[];
  readonly argsArray: readonly (readonly unknown[])[];
  readonly lastChunk: boolean;
}

/** What the reader needs to know of a font. */
export interface DrawnFont {
  readonly fontMatrix?: readonly number[];
  readonly bbox?: readonly number[];
  readonly isType3Font?: boolean;
  readonly vertical?: boolean;
  readonly missingFile?: boolean;
  readonly name?: string;
  readonly bold?: boolean;
}

type PdfJs = typeof PdfJsModule;
export type PdfDocument = PdfJsModule.PDFDocumentProxy;
export type PdfPage = PdfJsModule.PDFPageProxy;

/** Names of the exceptions that pdf.js throws for damaged files. */
export const damage: ReadonlySet<string> = new Set([
  'InvalidPDFException',
  'FormatError',
  'UnknownErrorException',
  'ResponseException',
  'AbortException',
  'MissingDataException',
  'ParserEOFException',
  'XRefEntryException',
  'XRefParseException',
]);

/**
 * pdf.js keeps promises of damaged pages that nobody waits for (`PDFDocument.checkFirstPage` makes some); unheard, they
 * would end the thread. What they say is said again where we wait. All other rejections go their usual way.
 */
function hearOutPdfJs(reason: unknown): void {
  if (!damage.has((reason as { name?: string } | null)?.name ?? '')) throw reason;
}

let loaded: Promise<PdfJs> | null = null;

/**
 * pdf.js, loaded once. Its worker half is imported first, so that it runs in this very thread: we are in a worker thread
 * that can be killed already. While it loads it warns that it cannot draw pictures here, which nobody asks of it.
 */
export function pdfJs(): Promise<PdfJs> {
  loaded ??= (async () => {
    const warn = console.warn;
    console.warn = () => undefined;
    process.on('unhandledRejection', hearOutPdfJs);
    try {
      // Its worker half has no types.
      const workerHalf: string = 'pdfjs-dist/legacy/build/pdf.worker.mjs';
      await import(workerHalf);
      return await import('pdfjs-dist/legacy/build/pdf.mjs');
    } finally {
      console.warn = warn;
    }
  })();
  return loaded;
}

/**
 * Opens a copy of `bytes` (pdf.js takes its input away). No network, no files, no fonts of the system, no evaluation of
 * code (this version has none), no WebAssembly, and pictures of more than one pixel are left out before they are decoded.
 */
export async function openPdf(bytes: Uint8Array): Promise<{ pdf: PdfDocument; close: () => Promise<void> }> {
  const { getDocument } = await pdfJs();
  const task = getDocument({
    data: new Uint8Array(bytes),
    verbosity: 0,
    maxImageSize: 1,
    disableFontFace: true,
    fontExtraProperties: true,
    useSystemFonts: false,
    useWasm: false,
    useWorkerFetch: false,
    disableAutoFetch: true,
    disableRange: true,
    disableStream: true,
    enableXfa: false,
    stopAtErrors: false,
  });
  try {
    return { pdf: await task.promise, close: () => task.destroy() };
  } catch (error) {
    await task.destroy();
    throw error;
  }
}

interface Port {
  sendWithStream(action: string, request: unknown): ReadableStream<DrawingChunk>;
}

/** DISPLAY, and OPLIST, which keeps pdf.js from folding operations together. */
const display = 2 | 256;
const withoutAnnotations = 64;

/**
 * A page's drawing operations, chunk by chunk. `page.getOperatorList()` gives the same, but only when all of them are in
 * memory, and 100 KB of PDF can ask for a thousand million; here the reader can stop.
 */
export async function* drawing(page: PdfPage, withFields: boolean): AsyncGenerator<DrawingChunk> {
  const { _transport: transport, _id: id } = page as unknown as { _transport: { messageHandler: Port }; _id: number };
  const index = page.pageNumber - 1;
  const intent = withFields ? display : display | withoutAnnotations;
  const request = {
    pageId: index,
    pageIndex: index,
    pageProxyId: id,
    intent,
    cacheKey: String(intent),
    annotationStorage: null,
    modifiedIds: new Set(),
  };
  const reader = transport.messageHandler.sendWithStream('GetOperatorList', request).getReader();
  let ended = false;
  try {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) {
        ended = true;
        return;
      }
      yield value;
    }
  } finally {
    if (!ended) reader.cancel(new Error('read far enough')).catch(() => undefined);
  }
}

/** The ids of a page's filled-in form fields, which are text of the page; other annotations are notes about it. */
export async function fieldsOf(page: PdfPage): Promise<Set<string>> {
  const annotations = (await page.getAnnotations()) as readonly { id: string; subtype: string }[];
  return new Set(annotations.filter(({ subtype }) => subtype === 'Widget').map(({ id }) => id));
}

/** Only for the font's own figures; null where pdf.js has not sent it, as for a font it could not read. */
export function fontOf(page: PdfPage, name: string): DrawnFont | null {
  return page.commonObjs.has(name) ? (page.commonObjs.get(name) as DrawnFont) : null;
}
