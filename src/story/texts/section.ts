/**
 * A part of an account. In a text, `{name}` is filled from the account's own facts and `[this|that]` is one of several
 * ways to say it. A paragraph with `when` stands only in accounts that took that way.
 */
export interface Section {
  readonly heading: string;
  readonly paragraphs: readonly (string | { readonly when: string; readonly text: string })[];
}
