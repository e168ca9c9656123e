import type { Ledger, LedgerLine, LedgerReason } from '#libs/word-count';

/** The look of a copy that stands by itself: measured lines, nothing that is loaded from anywhere. */
const style = `body{margin:0;padding:24px 28px 60px;background:#fff;color:#1d1a1b;font:1.0625rem/1.6 Charter,'Bitstream Charter',Cambria,Georgia,serif;overflow-wrap:anywhere}
article,section{max-width:40em}h1{margin:0 0 1.2em;color:#5c5552;font-size:1rem;font-weight:400}h2,h3,h4,h5,h6{line-height:1.25;margin:1.6em 0 .5em}p{margin:0 0 .9em}
table{border-collapse:collapse;margin:0 0 1em}td{padding:4px 8px;border:1px solid #d9d3c7;vertical-align:top}img{max-width:100%;height:auto}
section,.text-box{border-top:1px solid #d9d3c7;margin-top:2em;padding-top:1em;font-size:.95em}
.limit{display:block;margin:1em 0 .3em;padding-top:4px;border-top:3px double #5b2333;color:#5b2333;font-weight:700}
.not-counted{color:#5c5552;border-left:4px solid #d9d3c7;padding-left:12px}.said{display:block;color:#5b2333;font-size:.9rem;font-weight:700}`;

/** A clean copy of a Word document as a page of its own. */
export function readingPage(fragment: string): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><link rel="icon" href="data:,"><title>Reading copy</title><style>${style}</style></head><body><main><h1>Reading copy</h1>${fragment}</main></body></html>`;
}

const parts: Readonly<Partial<Record<LedgerReason, string>>> = {
  annexes: 'Annexes',
  'reference-list': 'List of references',
  'cover-form': 'Cover form',
  'contents-list': 'List of contents',
};

/**
 * Draws into a reading page what its ledger says: a line where the limit falls, and what its author left out of the count
 * with the name of the part. In: the page that `readingPage` made, the texts of the model's paragraphs, the ledger. The
 * words stay the same; a page without blocks of its own (`data-paragraph`) comes back as it is.
 */
export function drawLedger(page: string, texts: readonly string[], ledger: Ledger): string {
  const beyond = ledger.places.find(({ number }) => number === ledger.limit + 1);
  const marked = new Map(ledger.lines.filter(({ reason }) => parts[reason]).map((line) => [line.paragraph, line]));
  const first = firstOfStretches(ledger.lines);
  return page.replace(
    /<(p|li|h[2-6])((?: class="[^"]*")?) data-paragraph="(\d+)">(.*?)<\/\1>/gs,
    (whole, tag: string, kind: string, number: string, content: string) => {
      const index = Number(number);
      const line = marked.get(index);
      if (index !== beyond?.paragraph && !line) return whole;
      const drawn =
        index === beyond?.paragraph ? withLimit(content, texts[index] ?? '', beyond.from, ledger.limit) : content;
      const named = line && first.has(index) ? `<span class="said">Not counted: ${parts[line.reason]}</span>` : '';
      const look = line ? ` class="${[/"(.*)"/.exec(kind)?.[1], 'not-counted'].filter(Boolean).join(' ')}"` : kind;
      return `<${tag}${look} data-paragraph="${number}">${named}${drawn}</${tag}>`;
    },
  );
}

/** The first paragraph of each stretch that is left out for one reason. */
function firstOfStretches(lines: readonly LedgerLine[]): ReadonlySet<number> {
  return new Set(
    lines
      .filter(({ reason }, at) => parts[reason] && lines[at - 1]?.reason !== reason)
      .map(({ paragraph }) => paragraph),
  );
}

/** Characters that a clean copy never carries: they steer and are not read. */
const leftOutOfHtml = /(?![\t\n])[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu;

/** `at`: where in the paragraph's text the first word beyond the limit begins. */
function withLimit(content: string, text: string, at: number, limit: number): string {
  const line = `<span class="limit" id="limit">${limit.toLocaleString('en-GB')} words: what follows is beyond the limit</span>`;
  const blank = text.length - text.trimStart().length;
  const shown = text.slice(blank, at).replaceAll(leftOutOfHtml, '');
  const before = lengthInHtml(content, Array.from(shown).length);
  return content.slice(0, before) + line + content.slice(before);
}

/** How much of the HTML the first `letters` letters of its text take up: an entity and a line break are one letter each. */
function lengthInHtml(html: string, letters: number): number {
  const one = /<br>|&(?:amp|lt|gt|quot|#39);|./gsuy;
  one.lastIndex = 0;
  for (let left = letters; left > 0 && one.lastIndex < html.length; left -= 1) one.exec(html);
  return one.lastIndex;
}
