import { type Limits, limits as defaults } from '../limits.js';
import type { Entry } from '../zip/directory.js';
import type { Archive } from '../zip/open-archive.js';
import { Decoder } from './decode.js';
import { type XmlHandler, XmlScanner } from './scanner.js';
import { StartTags } from './start-tags.js';

/**
 * Walks one XML part of an archive, inflating, decoding and scanning piece by piece. Parts of one document may share the
 * start tags that they have in common. Throws `Unreadable`.
 */
export function walkPart(
  archive: Archive,
  entry: Entry,
  handler: XmlHandler,
  limits: Limits = defaults,
  tags: StartTags = new StartTags(),
): void {
  const decoder = new Decoder();
  const scanner = new XmlScanner(handler, limits, tags);
  let left = entry.size;
  archive.stream(entry, (bytes) => {
    left -= bytes.length;
    scanner.write(decoder.piece(bytes, left === 0));
  });
  scanner.end();
}

/** Walks the bytes of an XML part that are there already. Throws `Unreadable`. */
export function walkBytes(bytes: Uint8Array, handler: XmlHandler, limits: Limits = defaults): void {
  const scanner = new XmlScanner(handler, limits);
  scanner.write(new Decoder().piece(bytes, true));
  scanner.end();
}
