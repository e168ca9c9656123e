const MB = 1024 * 1024;

/** How far a stranger's file may go before it is refused. Sizes in bytes unless they say otherwise. */
export interface Limits {
  readonly file: number;
  readonly entries: number;
  /** Declared sizes of all entries together. */
  readonly expanded: number;
  /** Inflated size over stored size, looked at once an entry passes `ratioFrom`. */
  readonly ratio: number;
  readonly ratioFrom: number;
  /** What may be inflated and parsed as XML in one file. */
  readonly xml: number;
  readonly depth: number;
  readonly elements: number;
  readonly attributes: number;
  /** UTF-16 units of text kept from one document. */
  readonly text: number;
  readonly paragraphs: number;
  /** One tag, comment or instruction, in UTF-16 units. */
  readonly markup: number;
}

/**
 * The defaults, each a multiple of the most that 170 honest documents needed: 108 entries, 15 MB expanded, ratio 94,
 * 5 MB of XML with 141,000 elements and 218,000 attributes. A 4,000-word account has 30,000 characters.
 */
export const limits: Limits = {
  file: 32 * MB,
  entries: 1000,
  expanded: 200 * MB,
  ratio: 200,
  ratioFrom: MB,
  xml: 60 * MB,
  depth: 256,
  elements: 1_500_000,
  attributes: 2_500_000,
  text: 5_000_000,
  paragraphs: 150_000,
  markup: 2 * MB,
};
