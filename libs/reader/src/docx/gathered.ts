import type { Limits } from '../limits.js';
import type { Paragraph } from '../model.js';
import { Unreadable } from '../unreadable.js';

/** What makes a run unlike what it seems, one bit each, so that a run carries them in one number. */
export const seen = {
  white: 1,
  tiny: 2,
  squeezed: 4,
  offPage: 8,
  invisible: 16,
  clipped: 32,
  /** White letters in a table whose style shades some cells: meant to be read as a rule. */
  whiteInShadedTable: 64,
} as const;

export type Seen = keyof typeof seen;

/** Words of one kind, with the first few of them to show. */
export interface Tally {
  words: number;
  examples: string[];
}

/** A picture's size as a share of an A4 page. */
export interface Picture {
  readonly share: number;
}

/** Everything that the walks of a document's parts found, in reading order. */
export class Gathered {
  readonly paragraphs: Paragraph[] = [];
  readonly tallies = new Map<string, Tally>();
  readonly fields: string[] = [];
  readonly authors = new Map<string, Set<string>>();
  readonly pictures: Picture[] = [];
  readonly lists = new Map<string, number>();
  trackedChanges = 0;
  revisionIds = 0;
  objects = 0;
  #text = 0;

  constructor(private readonly limits: Limits) {}

  /** A place to gather one part in, under the same limits, to be merged or thrown away. */
  branch(): Gathered {
    return new Gathered(this.limits);
  }

  merge(part: Gathered): this {
    for (const paragraph of part.paragraphs) this.add(paragraph);
    for (const [what, tally] of part.tallies) {
      this.tally(what, tally.words, tally.examples[0] ?? '');
      const own = this.tallies.get(what)!;
      own.examples = [...own.examples, ...tally.examples.slice(1)].slice(0, 3);
    }
    for (const [place, names] of part.authors) for (const name of names) this.author(place, name);
    for (const [list, uses] of part.lists) this.lists.set(list, (this.lists.get(list) ?? 0) + uses);
    this.fields.push(...part.fields);
    this.pictures.push(...part.pictures);
    this.trackedChanges += part.trackedChanges;
    this.revisionIds += part.revisionIds;
    this.objects += part.objects;
    return this;
  }

  add(paragraph: Paragraph): void {
    this.#text += paragraph.text.length;
    if (this.#text > this.limits.text) throw new Unreadable('too-complex', 'more text than any account has');
    if (this.paragraphs.length >= this.limits.paragraphs) throw new Unreadable('too-complex', 'too many paragraphs');
    this.paragraphs.push(paragraph);
  }

  tally(what: string, words: number, example: string): void {
    let tally = this.tallies.get(what);
    if (!tally) this.tallies.set(what, (tally = { words: 0, examples: [] }));
    tally.words += words;
    if (tally.examples.length < 3) tally.examples.push(example.trim().slice(0, 80));
  }

  author(place: string, name: string | null): void {
    if (!name) return;
    let names = this.authors.get(place);
    if (!names) this.authors.set(place, (names = new Set()));
    if (names.size < 50) names.add(name.slice(0, 200));
  }
}
