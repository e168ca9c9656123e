import type { CleanFile, EvidenceRead, EvidenceReading, Reading } from '#libs/reader';

/** What a pool asks of a worker. `number` ties the answer to the question. */
export interface Question {
  readonly number: number;
  readonly bytes: Uint8Array;
  /** A text to be counted, held to its name; or anything handed in, by its content alone, with its clean copy. */
  readonly purpose: 'text' | 'handed-in';
  readonly fileName: string;
}

/**
 * What was read in a file that was handed in. `cleanCopy` is the file as markers may see it, without anything that names
 * who made it, null for kinds that nobody may hand in. A file of which no copy can be made is refused: what cannot be shown
 * safely is told to its sender at once, and never found out at marking.
 */
export type HandedIn =
  (EvidenceRead & { readonly cleanCopy: CleanFile | null }) | Extract<EvidenceReading, { readonly verdict: 'refused' }>;

/** The worker's answer; `fault` where our own code failed, which is a bug and no verdict on the file. */
export type Answer =
  | { readonly number: number; readonly parsed: Reading | HandedIn }
  | { readonly number: number; readonly fault: string };
