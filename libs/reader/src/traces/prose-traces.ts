import type { Paragraph, Trace } from '../model.js';

interface Pattern {
  readonly what: string;
  /** Nothing is looked for in a paragraph without this. */
  readonly needs: RegExp;
  readonly says: RegExp;
}

const patterns: readonly Pattern[] = [
  { what: 'e-mail address', needs: /@/, says: /[\p{L}\d._%+-]{1,64}@[\p{L}\d-]{1,63}(?:\.[\p{L}\d-]{1,63}){1,5}/gu },
  { what: 'teacher reference number', needs: /\d{5}/, says: /\bTRN\W{0,12}\d{2}\/?\d{5}\b|\b(?:RP)?\d{2}\/\d{5}\b/gi },
  { what: 'school number', needs: /URN/i, says: /\bURN\W{0,12}\d{6}\b/gi },
  { what: 'telephone number', needs: /\d{3}/, says: /(?:\+44\s?|\b0)\d{2,4}[\s-]?\d{3,4}[\s-]?\d{3,4}\b/g },
];

const places: Readonly<Record<Paragraph['story'], string>> = {
  body: 'body',
  footnotes: 'footnote',
  endnotes: 'endnote',
  textBoxes: 'text box',
  headers: 'header',
  comments: 'comment',
  hidden: 'hidden text',
  deleted: 'deleted text',
  equations: 'equation',
};

/** Stories that a clean copy leaves out altogether. */
const leftOut: ReadonlySet<Paragraph['story']> = new Set(['headers', 'comments', 'hidden', 'deleted']);

/** Enough to see and to find; a report of thousands helps nobody. */
const mostTraces = 200;

/**
 * Traces of a person in the text that show by their form alone: e-mail addresses, numbers of teachers and schools,
 * telephone numbers. Who is looked for by name: `identityTraces`. What stands in the prose only its author can take out.
 */
export function proseTraces(paragraphs: readonly Paragraph[]): Trace[] {
  const traces: Trace[] = [];
  const seen = new Set<string>();
  for (const paragraph of paragraphs) {
    for (const { what, needs, says } of patterns) {
      if (!needs.test(paragraph.text)) continue;
      for (const [value] of paragraph.text.matchAll(says)) {
        const place = `${places[paragraph.story]}: ${what}`;
        if (seen.has(`${place} ${value}`) || traces.length >= mostTraces) continue;
        seen.add(`${place} ${value}`);
        traces.push({ place, value: value.slice(0, 120), removable: leftOut.has(paragraph.story) });
      }
    }
  }
  return traces;
}
