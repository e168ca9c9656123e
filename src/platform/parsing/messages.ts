import type { Reading } from '#libs/reader';

/** What a pool asks of a worker. `number` ties the answer to the question. */
export interface Question {
  readonly number: number;
  readonly bytes: Uint8Array;
  readonly fileName: string;
  readonly wantsCleanCopy: boolean;
}

/**
 * A document as markers may see it, without anything that names who wrote it: an HTML fragment (`text/html`, UTF-8) of a
 * DOCX, a stripped PDF (`application/pdf`) of a PDF.
 */
export interface CleanCopy {
  readonly bytes: Uint8Array;
  readonly mediaType: string;
}

/** What was read, and the clean copy where one was wanted and could be made. */
export type Parsed = Reading & { readonly cleanCopy?: CleanCopy };

/** The worker's answer; `fault` where our own code failed, which is a bug and no verdict on the file. */
export type Answer =
  { readonly number: number; readonly parsed: Parsed } | { readonly number: number; readonly fault: string };
