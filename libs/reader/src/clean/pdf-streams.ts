import { PDFArray, PDFDict, PDFName, type PDFRawStream } from 'pdf-lib';
import { unpackStream, type Budget } from '../pdf/filters.js';

export const name = (text: string): PDFName => PDFName.of(text);

/** How a stream is packed, the outermost first. */
export function filtersOf(stream: PDFRawStream): string[] {
  const filter = stream.dict.lookup(name('Filter'));
  const list = filter instanceof PDFArray ? filter.asArray() : filter ? [filter] : [];
  return list.map((one) => (one instanceof PDFName ? one.decodeText() : ''));
}

/** What a stream holds before it was packed; null where it is packed like a picture, or by differences of rows. */
export function unpacked(stream: PDFRawStream, budget: Budget): Uint8Array | null {
  const parms = stream.dict.lookup(name('DecodeParms'));
  const list = parms instanceof PDFArray ? parms.asArray() : [parms];
  const isPredicted = list.some(
    (one) => one instanceof PDFDict && Number(one.get(name('Predictor'))?.toString() ?? 1) > 1,
  );
  return isPredicted ? null : unpackStream(stream.contents, filtersOf(stream), budget);
}

/** Puts other bytes into a stream, packed by Flate or, with `filter`, as they are. */
export function refill(stream: PDFRawStream, bytes: Uint8Array, filter: string | null): void {
  const { dict } = stream;
  const { contents } = filter ? { contents: bytes } : dict.context.flateStream(bytes);
  (stream as { contents: Uint8Array }).contents = contents;
  dict.set(name('Filter'), name(filter ?? 'FlateDecode'));
  dict.set(name('Length'), dict.context.obj(contents.length));
  if (!filter) dict.delete(name('DecodeParms'));
}
