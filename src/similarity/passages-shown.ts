import { joinRuns, type Run } from '#libs/similarity';
import type { AccountText } from './account-text.js';

/** A piece of a paragraph; `same` where it stands in the other account word for word. */
export interface Piece {
  readonly text: string;
  readonly same: boolean;
}

/** A passage beside the one that is like it, by paragraphs, with a few words around. `left` words of the passage are not shown. */
export interface ShownPassage {
  readonly a: ShownSide;
  readonly b: ShownSide;
}
export interface ShownSide {
  readonly paragraphs: readonly (readonly Piece[])[];
  readonly left: number;
}

/** Words that may lie between two runs of one passage: a changed sentence parts it, a changed word does not. */
const gap = 12;
const around = 12;
const mostWords = 300;
export const mostPassages = 40;

/** The passages of a match, in the order of the first account; the longest where there are too many to be read. */
export function passagesShown(
  a: AccountText,
  b: AccountText,
  runs: readonly Run[],
): { readonly passages: readonly ShownPassage[]; readonly more: number } {
  const joined = joinRuns(runs, gap);
  const longest = [...joined]
    .sort((one, two) => two.a.to - two.a.from - (one.a.to - one.a.from))
    .slice(0, mostPassages);
  const kept = joined.filter((passage) => longest.includes(passage));
  return {
    passages: kept.map((passage) => ({
      a: sideOf(
        a,
        passage.a,
        passage.runs.map(({ a: from, words }) => ({ from, to: from + words })),
      ),
      b: sideOf(
        b,
        passage.b,
        passage.runs.map(({ b: from, words }) => ({ from, to: from + words })),
      ),
    })),
    more: joined.length - kept.length,
  };
}

interface Stretch {
  readonly from: number;
  readonly to: number;
}

function sideOf({ paragraphs, words }: AccountText, { from, to }: Stretch, runs: readonly Stretch[]): ShownSide {
  const end = Math.min(to, from + mostWords);
  const shown: Piece[][] = [];
  let before = { paragraph: -1, to: 0, run: undefined as Stretch | undefined };
  for (let at = Math.max(0, from - around); at < Math.min(words.length, end + around); at++) {
    const word = words[at];
    if (!word) continue;
    const run = runs.find((one) => at >= one.from && at < one.to);
    const text = paragraphs[word.paragraph] ?? '';
    if (before.paragraph !== word.paragraph) shown.push([]);
    else add(shown.at(-1), text.slice(before.to, word.from), run !== undefined && before.run === run);
    add(shown.at(-1), text.slice(word.from, word.to), run !== undefined);
    before = { paragraph: word.paragraph, to: word.to, run };
  }
  return { paragraphs: shown, left: to - end };
}

function add(pieces: Piece[] = [], text: string, same: boolean): void {
  const last = pieces.at(-1);
  if (text === '') return;
  if (last?.same === same) pieces[pieces.length - 1] = { text: last.text + text, same };
  else pieces.push({ text, same });
}
