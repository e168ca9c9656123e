import { textFindings } from '../findings/text-findings.js';
import { type Limits, limits as defaults } from '../limits.js';
import type { Paragraph, Read } from '../model.js';
import { proseTraces } from '../traces/prose-traces.js';
import { Unreadable } from '../unreadable.js';

/** UTF-8 or UTF-16 by its mark, UTF-8 where the bytes are nothing else, otherwise the Western code page of Windows. */
function decoded(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

/**
 * Reads plain text: a paragraph a line, empty lines left out.
 *
 * Throws `Unreadable`: `too-large`, `unsupported-type` for bytes that are no text, `too-complex`, `no-text`.
 */
export function readText(bytes: Uint8Array, limits: Limits = defaults): Read {
  if (bytes.length > limits.file) throw new Unreadable('too-large', `${bytes.length} bytes`);
  const text = decoded(bytes);
  if (text.includes('\0')) throw new Unreadable('unsupported-type', 'bytes that are no text');
  if (text.length > limits.text) throw new Unreadable('too-complex', `${text.length} characters`);
  const paragraphs: Paragraph[] = [];
  for (const line of text.split(/\r\n|[\n\r\u2028\u2029\f]/)) {
    if (line.trim() === '') continue;
    if (paragraphs.length >= limits.paragraphs) throw new Unreadable('too-complex', 'too many paragraphs');
    paragraphs.push({ story: 'body', kind: 'text', level: null, style: null, text: line.trim(), page: null });
  }
  if (paragraphs.length === 0) throw new Unreadable('no-text', 'nothing but white space');
  return {
    verdict: 'read',
    model: { kind: 'txt', paragraphs, pages: null, estimate: false, storedWords: null },
    findings: textFindings(paragraphs),
    traces: proseTraces(paragraphs).map((trace) => ({ ...trace, removable: false })),
  };
}
