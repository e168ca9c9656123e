import type { Story } from './rule.js';

/** What a count needs to know of a paragraph. The reader's paragraphs fit; so does anything else that says as much. */
export interface CountableParagraph {
  readonly story: Story;
  readonly kind: string;
  readonly level: number | null;
  readonly text: string;
}

/** What a count needs to know of a document. */
export interface CountableText {
  readonly paragraphs: readonly CountableParagraph[];
  /** True where words were put together from positions (PDF). */
  readonly estimate: boolean;
  /** The figure that the writing program stored in the file; compared, never used. */
  readonly storedWords: number | null;
  /** Places that hold text which could not be read, in a word or two each: embedded documents, pages that are pictures. */
  readonly unread?: readonly string[];
}
