import { PDFArray, PDFDict, PDFRawStream } from 'pdf-lib';
import { unpackStream, type Budget } from '../pdf/filters.js';
import { cleanImage } from './image.js';
import { cleanJbig2 } from './jbig2.js';
import { cleanJpx } from './jpx.js';
import { filtersOf, name, refill } from './pdf-streams.js';

type Cleaner = (packed: Uint8Array) => Uint8Array | null;

/** Viewers show what is there of a photograph that is cut short, and so does the copy. */
const cleanPhotograph: Cleaner = (packed) => cleanImage(packed, { isCutKept: true })?.bytes ?? null;

/** How pictures are cleaned whose last packing carries words; the name of that packing in full beside it. */
const cleaners: Readonly<Record<string, readonly [filter: string, clean: Cleaner]>> = {
  DCTDecode: ['DCTDecode', cleanPhotograph],
  DCT: ['DCTDecode', cleanPhotograph],
  JPXDecode: ['JPXDecode', cleanJpx],
  JBIG2Decode: ['JBIG2Decode', cleanJbig2],
};

/**
 * A JPEG inside a PDF brings its EXIF along, packed again or not; a JPEG 2000 its XML, a JBIG2 its comments. One that cannot
 * be read shows nothing.
 */
export function scrubPicture(stream: PDFRawStream, budget: Budget): void {
  const filters = filtersOf(stream);
  const [filter, clean] = cleaners[filters.at(-1) ?? ''] ?? [];
  if (!filter || !clean) return;
  const packed = unpackStream(stream.contents, filters.slice(0, -1), budget);
  const parms = stream.dict.lookup(name('DecodeParms'));
  const own = parms instanceof PDFArray ? parms.lookup(parms.size() - 1) : filters.length === 1 ? parms : undefined;
  refill(stream, (packed && clean(packed)) ?? new Uint8Array(0), filter);
  if (own instanceof PDFDict) stream.dict.set(name('DecodeParms'), own);
  else stream.dict.delete(name('DecodeParms'));
  const shared = own instanceof PDFDict ? own.lookup(name('JBIG2Globals')) : undefined;
  if (!(shared instanceof PDFRawStream)) return;
  const plain = unpackStream(shared.contents, filtersOf(shared), budget);
  refill(shared, (plain && cleanJbig2(plain)) ?? new Uint8Array(0), null);
}
