/** Where words stand in a document. A limit applies to a sum of stories that the framework names. */
export const stories = [
  'body',
  'footnotes',
  'endnotes',
  'textBoxes',
  'headers',
  'comments',
  'hidden',
  'deleted',
  'equations',
] as const;
export type Story = (typeof stories)[number];

export type DocumentKind = 'docx' | 'pdf' | 'odt' | 'rtf' | 'txt';

/** What a paragraph is, as far as rules of counting ask. `caption`, `contents` and `title` are told by style or field. */
export type ParagraphKind = 'text' | 'heading' | 'title' | 'tableCell' | 'caption' | 'contents';

/** One paragraph of the text as its author sees it: tracked insertions accepted, deletions in their own story. */
export interface Paragraph {
  readonly story: Story;
  readonly kind: ParagraphKind;
  /** 1 to 9 for a heading, otherwise null. */
  readonly level: number | null;
  /** The style's name as the author sees it, where the format has styles. */
  readonly style: string | null;
  readonly text: string;
  /** 1-based; null where the format does not say. */
  readonly page: number | null;
}

/** A document's text, the same shape for every format. `paragraphs` stand in reading order within each story. */
export interface TextModel {
  readonly kind: DocumentKind;
  readonly paragraphs: readonly Paragraph[];
  /** Pages where the format has them (PDF), otherwise null. */
  readonly pages: number | null;
  /** True where the words were put together from positions (PDF): a count of them is an estimate. */
  readonly estimate: boolean;
  /** The word figure that the program that made the file stored in it: an estimate itself, never used, only compared. */
  readonly storedWords: number | null;
  /** Places that hold text which could not be read, in a few words each: embedded documents, pages that are pictures. */
  readonly unread?: readonly string[];
}

/** Something a person should look at: never a verdict by itself. `share` is of all words in the document, 0 to 1. */
export interface Finding {
  readonly code: FindingCode;
  readonly words: number;
  readonly share: number;
  /** At most three short pieces of the text or names of places, for the page that shows it. */
  readonly examples: readonly string[];
}

export const findingCodes = [
  'hidden-text',
  'white-text',
  'tiny-text',
  'squeezed-text',
  'zero-width-joins',
  'blank-looking-joins',
  'joined-chains',
  'long-words',
  'homoglyphs',
  'text-as-pictures',
  'notes-dump',
  'headers-dump',
  'text-boxes',
  'comments',
  'tracked-changes',
  'embedded-document',
  'fields',
  'external-links',
  'embedded-objects',
  'stored-count-differs',
  'invisible-text',
  'clipped-text',
  'covered-text',
  'off-page-text',
  'replaced-text',
  'mangled-text',
  'annotations',
  'attachments',
  'hidden-layers',
  'spaced-letters',
  'unusual-layout',
  'active-content',
  'odd-spaces',
  'direction-overrides',
  'equation-text',
  'list-labels',
  'alt-text',
  'diagram-text',
] as const;
export type FindingCode = (typeof findingCodes)[number];

/** A trace of who wrote the document, for the report before submission. */
export interface Trace {
  /** Where it stands, e.g. `docProps/core.xml creator`, `comment author`, `XMP`, `header`, `body`. */
  readonly place: string;
  readonly value: string;
  /** True where the clean copy leaves it out; false where it stands in the prose and only its author can take it out. */
  readonly removable: boolean;
}

/** Why a file cannot be taken. One code, one message per audience in the room that shows it. */
export const refusalReasons = [
  'empty',
  'too-large',
  'unsupported-type',
  'mismatched-type',
  'encrypted',
  'macros',
  'active-content',
  'corrupt',
  'archive-bomb',
  'unsafe-archive',
  'unsafe-xml',
  'too-complex',
  'time-limit',
  'memory-limit',
  'embedded-document',
  'no-text',
] as const;
export type RefusalReason = (typeof refusalReasons)[number];

export interface Read {
  readonly verdict: 'read';
  readonly model: TextModel;
  readonly findings: readonly Finding[];
  readonly traces: readonly Trace[];
}

export interface Refused {
  readonly verdict: 'refused';
  readonly kind: DocumentKind | null;
  readonly reason: RefusalReason;
  /** One plain sentence for the log: what was found where. Never shown as it is. */
  readonly detail: string;
}

export type Reading = Read | Refused;
