import { type Limits, limits as defaults } from '../limits.js';
import type { Entry } from '../zip/directory.js';
import type { Archive } from '../zip/open-archive.js';
import { Decoder } from './decode.js';
import { type XmlHandler, XmlScanner } from './scanner.js';

/** Walks one XML part of an archive, inflating, decoding and scanning piece by piece. Throws `Unreadable`. */
export function walkPart(archive: Archive, entry: Entry, handler: XmlHandler, limits: Limits = defaults): void {
  const decoder = new Decoder();
  const scanner = new XmlScanner(handler, limits);
  archive.stream(entry, (bytes) => scanner.write(decoder.piece(bytes, false)));
  scanner.write(decoder.piece(new Uint8Array(0), true));
  scanner.end();
}
