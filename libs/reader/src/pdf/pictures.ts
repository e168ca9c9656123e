import { isDict, nameOf } from './cos.js';
import { latinOf, type PdfStructure } from './structure.js';

/**
 * A copy of the file in which every picture is one pixel and packed by nothing: same length, same places. Pictures then
 * cost nothing to decode, and still show where and in which order they are painted over text.
 */
export function withoutPictures(bytes: Uint8Array, structure: PdfStructure): Uint8Array {
  const copy = new Uint8Array(bytes);
  for (const { value, stream, source } of structure.objects) {
    if (!stream || !source || !isDict(value) || nameOf(value.get('Subtype')) !== 'Image') continue;
    const text = latinOf(bytes.subarray(source.from, source.to))
      .replaceAll(
        /(\/(?:Width|Height)\s+)(\d+)(?!\d*\s+\d+\s+R)/g,
        (_, key: string, digits: string) => key + '1'.padEnd(digits.length),
      )
      .replaceAll('/Filter', '/Filtex');
    for (let i = 0; i < text.length; i++) copy[source.from + i] = text.charCodeAt(i);
  }
  return copy;
}
