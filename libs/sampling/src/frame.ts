import { createHash } from 'node:crypto';

/** What makes a script worth a look besides its marks: facts the frame cannot work out by itself. */
export const flags = ['adjudicated', 'special-consideration', 'late-interest', 'probationary', 'resubmission'] as const;
export type Flag = (typeof flags)[number];

/** One decision in the frame. */
export interface FrameItem {
  readonly script: string;
  readonly outcome: 'pass' | 'fail';
  /** Marks by area. */
  readonly totals: Readonly<Record<string, number>>;
  /** Marks above the nearest threshold, in the area where that is least; 0 exactly on it, negative below. */
  readonly margin: number;
  /** The assessors whose marks the outcome rests on; the first one is answerable for it. */
  readonly assessors: readonly string[];
  readonly flags: readonly Flag[];
}

/** All decisions of a batch, frozen: sorted by script number, flags and assessors as given. */
export interface Frame {
  readonly version: 'frame/1';
  readonly items: readonly FrameItem[];
}

/** Freezes the decisions of a batch into a frame. Throws where a script comes twice: then the batch is not what it says. */
export function freezeFrame(items: readonly FrameItem[]): Frame {
  const sorted = items
    .map(({ script, outcome, totals, margin, assessors, flags }) => ({
      script,
      outcome,
      totals: { ...totals },
      margin,
      assessors: [...assessors],
      flags: [...new Set(flags)].sort(),
    }))
    .sort((a, b) => (a.script < b.script ? -1 : 1));
  sorted.forEach((item, at) => {
    if (at > 0 && sorted[at - 1]!.script === item.script)
      throw new Error(`sampling: script ${item.script} is in the frame twice`);
  });
  return { version: 'frame/1', items: sorted };
}

/**
 * SHA-256 of the frame's canonical JSON in UTF-8, as 64 hex digits: to be published before the seed exists. Written item by item with the
 * keys in their order, which is the text `canonicalJson` gives for the whole, at a tenth of its time for a million items.
 */
export function frameHash(frame: Frame): string {
  const hash = createHash('sha256').update('{"items":[');
  const writer = new Writer();
  const { items } = frame;
  for (let from = 0; from < items.length; from += 1000) {
    let some = from === 0 ? '' : ',';
    const to = Math.min(from + 1000, items.length);
    for (let at = from; at < to; at += 1) some += at === from ? writer.item(items[at]!) : `,${writer.item(items[at]!)}`;
    hash.update(some, 'utf8');
  }
  return hash.update(`],"version":${JSON.stringify(frame.version)}}`, 'utf8').digest('hex');
}

/** Writes items one after the other; texts that come again and again, such as assessors and areas, are looked at once. */
class Writer {
  private readonly known = new Map<string, string>();

  item({ assessors, flags, margin, outcome, script, totals }: FrameItem): string {
    return `{"assessors":[${this.list(assessors)}],"flags":[${this.list(flags)}],"margin":${whole(margin)},"outcome":${this.again(outcome)},"script":${quoted(script)},"totals":{${this.totals(totals)}}}`;
  }

  private list(texts: readonly string[]): string {
    if (texts.length === 0) return '';
    let list = this.again(texts[0]!);
    for (let at = 1; at < texts.length; at += 1) list += `,${this.again(texts[at]!)}`;
    return list;
  }

  private totals(totals: Readonly<Record<string, number>>): string {
    const keys = Object.keys(totals);
    if (!isAscending(keys)) keys.sort((a, b) => (a < b ? -1 : 1));
    let text = '';
    for (const key of keys) text += `${text === '' ? '' : ','}${this.again(key)}:${whole(totals[key]!)}`;
    return text;
  }

  private again(text: string): string {
    let found = this.known.get(text);
    if (found === undefined) {
      found = quoted(text);
      this.known.set(text, found);
    }
    return found;
  }
}

function isAscending(keys: readonly string[]): boolean {
  for (let at = 1; at < keys.length; at += 1) if (keys[at - 1]! >= keys[at]!) return false;
  return true;
}

function whole(marks: number): string {
  if (!Number.isSafeInteger(marks)) throw new Error(`sampling: ${marks} is no whole number`);
  // -0 is written as 0, as JSON does.
  return String(marks);
}

/** As JSON.stringify writes it; letters, digits and the like by themselves, which is nearly all there is. */
function quoted(text: string): string {
  return /^[\w .:/-]*$/.test(text) ? `"${text}"` : JSON.stringify(text);
}
