import type { Paragraph, TextModel } from '#libs/reader';
import type { Ledger, LedgerReason } from '#libs/word-count';

/** A piece of a paragraph's text; with the number of the counted word that it is where the limit falls. */
export interface LedgerPiece {
  readonly text: string;
  readonly number: number | null;
}

export interface LedgerParagraph {
  readonly story: Paragraph['story'];
  readonly reason: LedgerReason;
  readonly words: number;
  readonly pieces: readonly LedgerPiece[];
}

/** The part of a ledger that begins on one page. Words. `page` is null for a document without pages. */
export interface LedgerPage {
  readonly page: number | null;
  readonly counted: number;
  readonly excluded: number;
  /** Counted words up to and with this page. */
  readonly total: number;
  readonly paragraphs: readonly LedgerParagraph[];
}

/**
 * A ledger page by page, pages without words included, each paragraph on the page where it begins. What is counted over all
 * pages is what the ledger counts.
 */
export function ledgerByPage(ledger: Ledger, model: Pick<TextModel, 'paragraphs' | 'pages'>): LedgerPage[] {
  const pages = model.pages === null ? [null] : Array.from({ length: model.pages }, (_, at) => at + 1);
  let total = 0;
  return pages.map((page) => {
    const lines = ledger.lines.filter(({ paragraph }) => (model.paragraphs[paragraph]?.page ?? null) === page);
    const counted = sum(lines.filter(({ reason }) => reason === 'counted'));
    total += counted;
    return {
      page,
      counted,
      excluded: sum(lines) - counted,
      total,
      paragraphs: lines
        .filter(({ words }) => words > 0)
        .map(({ paragraph, story, reason, words }) => ({
          story,
          reason,
          words,
          pieces: piecesOf(model.paragraphs[paragraph]?.text ?? '', ledger, paragraph),
        })),
    };
  });
}

const sum = (lines: readonly { words: number }[]): number => lines.reduce((so, { words }) => so + words, 0);

/** The text cut where the words around the limit stand. */
function piecesOf(text: string, ledger: Ledger, paragraph: number): LedgerPiece[] {
  const pieces: LedgerPiece[] = [];
  let at = 0;
  for (const place of ledger.places) {
    if (place.paragraph !== paragraph) continue;
    if (place.from > at) pieces.push({ text: text.slice(at, place.from), number: null });
    pieces.push({ text: text.slice(place.from, place.to), number: place.number });
    at = place.to;
  }
  return at < text.length ? [...pieces, { text: text.slice(at), number: null }] : pieces;
}
