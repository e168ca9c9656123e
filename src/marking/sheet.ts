import type { Mark } from '#libs/rubric';
import { isSameContent, type MarkChange, type MarkContent, type Pointer } from './mark.js';

/** The fields of a marking page that was sent as one form: `level-1.4.1`, `comment-1.4.1`, `base-1.4.1`, `document-1.4.1-0`, `place-1.4.1-0` … */
export type SheetFields = Readonly<Record<string, string | readonly string[] | undefined>>;

/** What a form says of one criterion, and the version that it was filled from. */
export interface SheetLine extends MarkContent {
  readonly criterion: string;
  readonly baseVersion: number;
}

/** Reads a form. A criterion without its `base` field was not on the page; a pointer without words was left empty. */
export function readSheet(fields: SheetFields, scope: readonly string[]): SheetLine[] {
  return scope
    .filter((criterion) => fields[`base-${criterion}`] !== undefined)
    .map((criterion) => ({
      criterion,
      baseVersion: Number.parseInt(one(fields[`base-${criterion}`]), 10) || 0,
      level: readLevel(fields[`level-${criterion}`]),
      comment: one(fields[`comment-${criterion}`]).replaceAll('\r\n', '\n'),
      pointers: readPointers(fields, criterion),
    }));
}

/**
 * The lines that a person changed. `standing` is what stands now and `seen` what stood when the page was made, by
 * criterion: a line that only repeats either of them says nothing new, however old the page is.
 */
export function changedLines(
  lines: readonly SheetLine[],
  standing: ReadonlyMap<string, MarkContent>,
  seen: ReadonlyMap<string, MarkContent>,
  newId: () => string,
): MarkChange[] {
  const empty: MarkContent = { level: null, comment: '', pointers: [] };
  return lines
    .filter(({ criterion, baseVersion, ...content }) => {
      const before = baseVersion === 0 ? empty : (seen.get(criterion) ?? standing.get(criterion) ?? empty);
      return !isSameContent(content, standing.get(criterion) ?? empty) && !isSameContent(content, before);
    })
    .map((line) => ({ id: newId(), ...line }));
}

function one(value: string | readonly string[] | undefined): string {
  return typeof value === 'string' ? value : (value?.[0] ?? '');
}

/** 0, 1 or 2 as a radio button sends it; anything else is no mark yet. */
export function readLevel(field: SheetFields[string]): Mark | null {
  const value = one(field);
  return value === '0' ? 0 : value === '1' ? 1 : value === '2' ? 2 : null;
}

/** The pointers of a criterion, numbered from 0 without a gap; one without words was left empty. */
export function readPointers(fields: SheetFields, criterion: string): Pointer[] {
  const pointers: Pointer[] = [];
  for (let index = 0; fields[`place-${criterion}-${index}`] !== undefined; index += 1) {
    const place = one(fields[`place-${criterion}-${index}`]).trim();
    if (place !== '') pointers.push({ documentId: one(fields[`document-${criterion}-${index}`]), place });
  }
  return pointers;
}
