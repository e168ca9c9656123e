import { BadRequestException } from '@nestjs/common';

/** No form and no JSON of ours is nested half as deep; what follows the nesting by calling itself must not be led too far. */
const deepest = 32;

/**
 * What was sent, with texts as the database can hold them: a NUL is left out, and half a character becomes the sign for one
 * that is broken (U+FFFD). Refuses with 400 what is nested deeper than 32. OWASP ASVS 5.0, 15.3.5.
 */
export function storable(sent: unknown, depth = 0): unknown {
  if (typeof sent === 'string') return sent.replaceAll('\0', '').toWellFormed();
  if (!isPlain(sent)) return sent;
  if (depth === deepest) throw new BadRequestException('nested-too-deeply');
  if (Array.isArray(sent)) return sent.map((each) => storable(each, depth + 1));
  return Object.fromEntries(Object.entries(sent).map(([name, each]) => [name, storable(each, depth + 1)]));
}

/** A list or a record, be it without a prototype as addresses are parsed into, and no bytes. */
function isPlain(sent: unknown): sent is object {
  if (typeof sent !== 'object' || sent === null || ArrayBuffer.isView(sent)) return false;
  return Array.isArray(sent) || Object.getPrototypeOf(sent) === Object.prototype || !(sent instanceof Object);
}
