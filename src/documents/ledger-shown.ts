import type { Paragraph } from '#libs/reader';
import type { Ledger, LedgerReason } from '#libs/word-count';

/** What stands beside a reading copy about its count, for whoever reads it without the ledger itself. */
export interface LedgerShown {
  readonly limit: number;
  readonly counted: number;
  readonly excluded: number;
  /** The first word beyond the limit with the words around it, and its page where there are pages; null where none is. */
  readonly limitAt: {
    readonly page: number | null;
    readonly before: string;
    readonly word: string;
    readonly after: string;
  } | null;
  /** Stretches that are not counted, with how they begin. */
  readonly leftOut: readonly {
    readonly reason: LedgerReason;
    readonly words: number;
    readonly page: number | null;
    readonly begins: string;
  }[];
}

type Text = { readonly paragraphs: readonly Paragraph[] };

const around = 60;
const atMost = 30;

/** The words around one, from the paragraph it stands in. */
export function textAround(
  text: Text,
  place: { paragraph: number; from: number; to: number },
): { before: string; after: string } {
  const own = text.paragraphs[place.paragraph]?.text ?? '';
  return {
    before: own.slice(Math.max(0, place.from - around), place.from),
    after: own.slice(place.to, place.to + around),
  };
}

/** A ledger in a few lines: the same count, where its limit falls, and the stretches that it leaves out. */
export function ledgerShown(ledger: Ledger, text: Text): LedgerShown {
  const beyond = ledger.places.find(({ number }) => number === ledger.limit + 1);
  const page = (paragraph: number): number | null => text.paragraphs[paragraph]?.page ?? null;
  const leftOut: { reason: LedgerReason; words: number; page: number | null; begins: string }[] = [];
  let last: LedgerReason = 'counted';
  for (const { paragraph, reason, words } of ledger.lines) {
    if (reason !== 'counted' && reason !== 'story-not-counted') {
      const open = leftOut.at(-1);
      if (reason === last && open) open.words += words;
      else
        leftOut.push({
          reason,
          words,
          page: page(paragraph),
          begins: (text.paragraphs[paragraph]?.text ?? '').trim().slice(0, 80),
        });
    }
    last = reason;
  }
  return {
    limit: ledger.limit,
    counted: ledger.counted,
    excluded: ledger.excluded,
    limitAt: beyond ? { page: page(beyond.paragraph), word: beyond.word, ...textAround(text, beyond) } : null,
    leftOut: leftOut.slice(0, atMost),
  };
}
