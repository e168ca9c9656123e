import type { Paragraph, Story } from '../model.js';
import type { Line } from './lines.js';

export interface PageLine extends Line {
  readonly page: number;
}

/** Lower-case letter, hyphen at the line's end, lower-case letter: one word broken over two lines (measured best). */
const brokenWord = /\p{Ll}[-\u00ad\u2010]$/u;
const startsLower = /^\p{Ll}/u;

/**
 * Lines in order → paragraphs. A paragraph ends where the step to the next line is more than one and a half lines, goes
 * up, or the letters change size. A line larger than most text and short is a heading.
 */
export function paragraphsOf(lines: readonly PageLine[], story: Story): Paragraph[] {
  const usual = usualSize(lines);
  const groups: PageLine[][] = [];
  for (const line of lines) {
    const group = groups.at(-1);
    if (group && continues(group.at(-1)!, line)) group.push(line);
    else groups.push([line]);
  }
  return groups.map((group) => {
    const text = joined(group);
    const isHeading = story === 'body' && group[0]!.size > usual * 1.15 && text.split(' ').length <= 20;
    return {
      story,
      kind: isHeading ? 'heading' : 'text',
      level: isHeading ? levelOf(group[0]!.size / usual) : null,
      style: null,
      text,
      page: group[0]!.page,
    };
  });
}

const levelOf = (ratio: number): number => (ratio > 1.6 ? 1 : ratio > 1.3 ? 2 : 3);

function usualSize(lines: readonly Line[]): number {
  const bySize = new Map<number, number>();
  for (const line of lines) {
    const size = Math.round(line.size * 2) / 2;
    bySize.set(size, (bySize.get(size) ?? 0) + line.text.length);
  }
  return [...bySize].toSorted((a, b) => b[1] - a[1])[0]?.[0] ?? 10;
}

function continues(last: PageLine, next: PageLine): boolean {
  if (endsBroken(last, next)) return true;
  if (last.page !== next.page) return false;
  const down = last.y - next.y;
  if (Math.abs(down) < 0.6 * last.size) return next.x >= last.endX - last.size;
  return down > 0 && down < last.size * 1.7 && Math.abs(last.size - next.size) < 0.12 * last.size;
}

const endsBroken = (last: Line, next: Line): boolean => brokenWord.test(last.text) && startsLower.test(next.text);

function joined(lines: readonly Line[]): string {
  let text = '';
  lines.forEach((line, i) => {
    const last = lines[i - 1];
    if (last && endsBroken(last, line)) text = text.slice(0, -1) + line.text;
    else text += (text === '' ? '' : ' ') + line.text;
  });
  return text;
}
