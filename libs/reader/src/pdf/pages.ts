import type { FindingCode } from '../model.js';
import { Unreadable } from '../unreadable.js';
import { Drawing } from './draw.js';
import { drawing, fieldsOf, fontOf, openPdf, type PdfDocument } from './engine.js';
import type { Box } from './geometry.js';
import { linesOf } from './lines.js';
import type { PageLine } from './paragraphs.js';
import { look } from './see.js';

/** One page's text: what it shows, what it hides, and how much of it is pictures. */
export interface PageText {
  readonly lines: readonly PageLine[];
  readonly unseen: readonly PageLine[];
  /** Words by what makes them doubtful or unseen, with the words themselves. */
  readonly suspects: ReadonlyMap<FindingCode, readonly string[]>;
  readonly pictures: number;
  /** Blanks whose text claims to be a letter. */
  readonly claimed: number;
  /** Characters drawn, those drawn one at a time, and blanks that are not the plain one. */
  readonly glyphs: number;
  readonly singly: number;
  readonly oddBlanks: number;
}

/** Operations on all pages together: a scatter plot of 50,000 points has 200,000. */
const mostOperations = 3_000_000;
const mostGlyphs = 4_000_000;

/**
 * Draws every page in the mind and reads it, `withFields` also the text of form fields. Refuses more than
 * `mostPages`, and gives up where `expired` says so.
 */
export async function drawPages(
  bytes: Uint8Array,
  options: { readonly mostPages: number; readonly withFields: boolean; readonly expired: () => boolean },
): Promise<PageText[]> {
  const { mostPages } = options;
  const { pdf, close } = await openPdf(bytes);
  try {
    if (pdf.numPages > mostPages) throw new Unreadable('too-complex', `${pdf.numPages} pages`);
    const layers = await pdf.getOptionalContentConfig();
    const spent = { operations: 0, glyphs: 0 };
    const pages: PageText[] = [];
    for (let number = 1; number <= pdf.numPages; number++) {
      pages.push(await drawPage(pdf, number, (group) => layers.isVisible(group), spent, options));
    }
    return pages;
  } finally {
    await close();
  }
}

async function drawPage(
  pdf: PdfDocument,
  number: number,
  isLayerVisible: (group: unknown) => boolean,
  spent: { operations: number; glyphs: number },
  { withFields, expired }: { readonly withFields: boolean; readonly expired: () => boolean },
): Promise<PageText> {
  const page = await pdf.getPage(number);
  const fields = withFields ? await fieldsOf(page) : new Set<string>();
  const drawn = new Drawing((name) => fontOf(page, name), isLayerVisible, fields);
  for await (const chunk of drawing(page, fields.size > 0)) {
    spent.operations += chunk.fnArray.length;
    drawn.follow(chunk);
    if (spent.operations > mostOperations || spent.glyphs + drawn.glyphs.length > mostGlyphs) {
      throw new Unreadable('too-complex', `more than ${mostOperations} drawing operations by page ${number}`);
    }
    if (expired()) throw new Unreadable('time-limit', `while reading page ${number}`);
  }
  spent.glyphs += drawn.glyphs.length;
  const view = page.view as unknown as Box;
  page.cleanup();
  return textOf(drawn, view, number);
}

function textOf(drawn: Drawing, view: Box, page: number): PageText {
  const sight = look(drawn, view);
  const seen = linesOf(drawn.glyphs.filter((glyph) => !sight.unseen.has(glyph)));
  const unseen = linesOf(drawn.glyphs.filter((glyph) => sight.unseen.has(glyph)));
  const suspects = new Map<FindingCode, string[]>();
  const note = (code: FindingCode | undefined, word: string): void => {
    if (!code) return;
    if (!suspects.has(code)) suspects.set(code, []);
    suspects.get(code)!.push(word);
  };
  for (const line of seen) {
    line.text.split(' ').forEach((word, i) => note(sight.doubtful.get(line.heads[i]!.show), word));
  }
  for (const line of unseen) {
    line.text.split(' ').forEach((word, i) => note(sight.unseen.get(line.heads[i]!), word));
  }
  return {
    lines: seen.map((line) => ({ ...line, page })),
    unseen: unseen.map((line) => ({ ...line, page })),
    suspects,
    pictures: sight.pictures,
    claimed: drawn.claimed,
    glyphs: drawn.glyphs.length,
    singly: drawn.shows.filter((show) => show.first !== null && show.first === show.last).length,
    oddBlanks: drawn.glyphs.filter((glyph) => /^[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]$/.test(glyph.text))
      .length,
  };
}
