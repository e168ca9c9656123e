import { isSeed } from './permutation.js';
import type { PublicRecord } from './redraw.js';

/** The public record of a draw in a text, or null where it is none: what is missing is not found half way through a draw. */
export function readRecord(text: string): PublicRecord | null {
  try {
    const record = JSON.parse(text) as Partial<PublicRecord> | null;
    const { frame, sample } = record ?? {};
    const isRecord =
      record?.version === 'draw/1' &&
      Array.isArray(frame?.items) &&
      ['sample/1', 'sample/2'].includes(sample?.version ?? '') &&
      isSeed(sample?.seed ?? '') &&
      [sample?.items, sample?.changes, sample?.permutation, sample?.replacements].every(Array.isArray) &&
      sample?.policy !== undefined;
    return isRecord ? (record as PublicRecord) : null;
  } catch {
    return null;
  }
}
