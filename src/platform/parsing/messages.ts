import type { CleanFile, EvidenceRead, EvidenceReading, PageImages, Reading } from '#libs/reader';

/** What a pool asks of a worker. `number` ties the answer to the question. */
export interface Question {
  readonly number: number;
  readonly bytes: Uint8Array;
  /** A text to be counted, held to its name; anything handed in, by its content alone, with its clean copy; or pages to be drawn. */
  readonly purpose: 'text' | 'handed-in' | 'page-images';
  readonly fileName: string;
  /** Which pages are drawn; 1 is the first. */
  readonly pages?: { readonly from: number; readonly to: number };
}

/**
 * What was read in a file that was handed in. `cleanedFile` is a Word document without what names its maker, for its sender; null for
 * other kinds, whose clean copy is that file, and where none can be made. `cleanCopy` is the file as markers may see it, without anything that names
 * who made it, null for kinds that nobody may hand in. A file of which no copy can be made is refused: what cannot be shown
 * safely is told to its sender at once, and never found out at marking.
 */
export type HandedIn =
  | (EvidenceRead & { readonly cleanCopy: CleanFile | null; readonly cleanedFile: Uint8Array | null })
  | Extract<EvidenceReading, { readonly verdict: 'refused' }>;

/** What a question may be answered with. */
export type Parsed = Reading | HandedIn | PageImages;

/** The worker's answer; `fault` where our own code failed, which is a bug and no verdict on the file. */
export type Answer =
  { readonly number: number; readonly parsed: Parsed } | { readonly number: number; readonly fault: string };
