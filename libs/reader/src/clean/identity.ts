import type { Paragraph, Trace } from '../model.js';

/** Who a document could give away. Empty strings and empty lists are allowed. */
export interface Identity {
  /** Full names as they are written: the participant's, the head's. */
  readonly names: readonly string[];
  readonly emails: readonly string[];
  readonly school: string;
  readonly trust: string;
  /** The school's unique reference number (six digits) and the teacher's reference number (seven). */
  readonly urn: string;
  readonly trn: string;
}

/** Letters with strokes, which Unicode does not take apart. */
const strokes: Readonly<Record<string, string>> = { ł: 'l', ø: 'o', đ: 'd', ß: 'ss', æ: 'ae', œ: 'oe', ı: 'i', ħ: 'h' };

/** Lower case without accents, one blank between words: how people would compare two names by eye. */
const plain = (text: string): string =>
  text
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[\u2018\u2019\u02bc]/g, "'")
    .replaceAll(/[\s\u00a0-]+/g, ' ')
    .toLowerCase()
    .replaceAll(/[łøđßæœıħ]/g, (letter) => strokes[letter]!)
    .trim();

interface Wanted {
  readonly what: string;
  readonly pattern: RegExp;
}

const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
const whole = (text: string): RegExp => new RegExp(String.raw`(?<![\p{L}\p{N}])${escaped(text)}(?![\p{L}\p{N}])`, 'u');

/** Words of school names that half of all schools bear: alone they name none. */
const generic =
  /^(?:the|of|and|st|saint|academy|academies|primary|secondary|infant|junior|high|school|college|church|england|trust|multi|learning|education|community|catholic|ce|c|e)$/;

function wantedOf(identity: Identity): Wanted[] {
  const wanted: Wanted[] = [];
  const add = (what: string, text: string): void => {
    const value = plain(text);
    if (value.length >= 3) wanted.push({ what, pattern: whole(value) });
  };
  for (const name of identity.names) {
    const parts = name.trim().split(/\s+/);
    add('name', name);
    if (parts.length > 1 && parts.at(-1)!.length >= 4) add('surname', parts.at(-1)!);
  }
  for (const email of identity.emails) {
    add('e-mail', email);
    const [local = ''] = plain(email).split('@');
    if (local.length >= 5) add('e-mail', local);
  }
  for (const [what, name] of [
    ['school', identity.school],
    ['trust', identity.trust],
  ] as const) {
    add(what, name);
    const own = plain(name)
      .split(' ')
      .filter((word) => !generic.test(word));
    if (own.length >= 2) add(what, own.join(' '));
  }
  for (const [what, digits] of [
    ['URN', identity.urn],
    ['TRN', identity.trn],
  ] as const) {
    if (/^\d{5,8}$/.test(digits)) {
      wanted.push({ what, pattern: new RegExp(String.raw`(?<!\d)${digits.split('').join('[ /-]?')}(?!\d)`) });
    }
  }
  return wanted;
}

/** Stories that a clean copy of a Word document leaves out. */
const leftOut = new Set(['headers', 'comments', 'deleted', 'hidden']);

/**
 * Where a document's own words name its author: names (also the surname alone), e-mail, school, trust, URN, TRN.
 * Compared without regard to case, accents, hyphens and line breaks; whole words only.
 *
 * Out: at most one trace a paragraph and kind, `place` as `body paragraph 12: surname` (1-based, of all paragraphs of
 * the model), `value` with a few words around. `removable` only where the clean copy leaves that story out.
 */
export function identityTraces(
  model: { readonly kind: string; readonly paragraphs: readonly Paragraph[] },
  identity: Identity,
): Trace[] {
  const wanted = wantedOf(identity);
  const traces: Trace[] = [];
  model.paragraphs.forEach((paragraph, i) => {
    const text = plain(paragraph.text);
    const seen = new Set<string>();
    for (const { what, pattern } of wanted) {
      const found = pattern.exec(text);
      if (!found || seen.has(what) || (what === 'surname' && seen.has('name'))) continue;
      seen.add(what);
      traces.push({
        place: `${paragraph.story} paragraph ${i + 1}: ${what}`,
        value: text.slice(Math.max(0, found.index - 30), found.index + found[0].length + 30),
        removable: model.kind === 'docx' && leftOut.has(paragraph.story),
      });
    }
  });
  return traces;
}
