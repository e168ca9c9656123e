import { limits as defaults } from '../limits.js';
import { walkBytes } from '../xml/walk-part.js';
import { Theme } from './colours.js';
import type { OfficePackage } from './package.js';

interface KnownTheme {
  readonly crc: number;
  readonly bytes: Uint8Array;
  readonly theme: Theme;
}

/** The themes met last, the newest at the end. */
const known: KnownTheme[] = [];
const mostKnown = 32;
const largestKnown = 64 * 1024;

function same(a: Uint8Array, b: Uint8Array): boolean {
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return a.length === b.length;
}

/**
 * Reads the colours of a document's theme. Nearly all documents carry one of a few, byte for byte (230 real ones have 45), of
 * which the colours are the smallest part: one that was read before, and was well-formed then, is not read again.
 */
export function readTheme(office: OfficePackage, part: string | undefined): Theme {
  const theme = new Theme();
  const entry = part === undefined ? null : office.archive.find(part);
  if (!entry) return theme;
  if (entry.size > largestKnown || office.limits !== defaults) {
    office.walk(entry.name, theme);
    return theme;
  }
  const bytes = office.archive.bytes(entry);
  const before = known.find((one) => one.crc === entry.crc && same(one.bytes, bytes));
  if (before) return before.theme;
  walkBytes(bytes, theme, office.limits);
  if (known.push({ crc: entry.crc, bytes, theme }) > mostKnown) known.shift();
  return theme;
}
