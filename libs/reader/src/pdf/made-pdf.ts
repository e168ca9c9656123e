/** PDFs written by hand for specs: exact content streams, page and catalogue entries. Nothing in the product uses it. */

export interface MadePdf {
  /** One content stream a page. */
  readonly pages: readonly string[];
  /** Entries added to every page's dictionary. */
  readonly page?: string;
  readonly catalogue?: string;
  readonly trailer?: string;
  /** Bodies of further objects, numbered from 10 on. */
  readonly objects?: readonly string[];
  readonly resources?: string;
}

/** Helvetica at 11 points, ten words a line, from `y` down. */
export function written(text: string, { x = 56, y = 780, size = 11, before = '' } = {}): string {
  const words = text.split(' ');
  const lines: string[] = [];
  for (let i = 0; i < words.length; i += 10) lines.push(words.slice(i, i + 10).join(' '));
  const escaped = lines.map((line) => line.replaceAll(/[()\\]/g, String.raw`\$&`));
  return `BT ${before} /F1 ${size} Tf ${size * 1.3} TL ${x} ${y} Td ${escaped.map((line) => `(${line}) Tj T*`).join(' ')} ET `;
}

/** `count` English words, the same for the same `count` and `from`. */
export function prose(count: number, from = 0): string {
  const words =
    'the school and its leaders have shown that a clear plan for teaching reading in every year can change what children learn when staff are given time to work together on it'.split(
      ' ',
    );
  return Array.from({ length: count }, (_, i) => words[(i + from) % words.length]).join(' ');
}

export function madePdf(parts: MadePdf): Uint8Array {
  const bodies = new Map<number, string>();
  const further = parts.objects ?? [];
  further.forEach((body, i) => bodies.set(10 + i, body));
  let next = 10 + further.length;
  const kids = parts.pages.map((content) => {
    const stream = next++;
    const page = next++;
    bodies.set(stream, `<< /Length ${content.length} >>\nstream\n${content}\nendstream`);
    bodies.set(
      page,
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents ${stream} 0 R ` +
        `/Resources << /Font << /F1 3 0 R >> ${parts.resources ?? ''} >> ${parts.page ?? ''} >>`,
    );
    return `${page} 0 R`;
  });
  bodies.set(1, `<< /Type /Catalog /Pages 2 0 R ${parts.catalogue ?? ''} >>`);
  bodies.set(2, `<< /Type /Pages /Count ${kids.length} /Kids [${kids.join(' ')}] >>`);
  bodies.set(3, '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>');
  let file = '%PDF-1.7\n%\u00e2\u00e3\u00cf\u00d3\n';
  const offsets = new Map<number, number>();
  for (const [number, body] of [...bodies].toSorted(([a], [b]) => a - b)) {
    offsets.set(number, file.length);
    file += `${number} 0 obj\n${body}\nendobj\n`;
  }
  const start = file.length;
  file += `xref\n0 ${next}\n0000000000 65535 f \n`;
  for (let number = 1; number < next; number++) {
    const offset = offsets.get(number);
    file += offset === undefined ? '0000000000 00000 f \n' : `${String(offset).padStart(10, '0')} 00000 n \n`;
  }
  file += `trailer << /Size ${next} /Root 1 0 R ${parts.trailer ?? ''} >>\nstartxref\n${start}\n%%EOF\n`;
  return Uint8Array.from(file, (character) => character.charCodeAt(0));
}
