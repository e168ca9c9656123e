import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { madePdf, prose, written } from './made-pdf.js';
import { readPdf } from './read-pdf.js';

const documents = fileURLToPath(new URL('../../../../../shared/corpora/documents/', import.meta.url));

interface Row {
  readonly file: string;
  readonly reference: number;
}

/** Real PDFs and poppler's count of their words, from the manifest beside them; without it, two that the suite makes. */
function rows(): { rows: Row[]; bytesOf: (file: string) => Uint8Array } {
  if (!existsSync(`${documents}manifest.csv`)) {
    console.log(`No corpus at ${documents}: checking PDFs made here instead.`);
    const made = new Map([500, 4000].map((count) => [`${count}-lo.pdf`, count]));
    return {
      rows: [...made].map(([file, reference]) => ({ file, reference })),
      bytesOf: (file) => {
        const count = made.get(file)!;
        return madePdf({ pages: Array.from({ length: count / 500 }, () => written(prose(500))) });
      },
    };
  }
  const [head, ...lines] = readFileSync(`${documents}manifest.csv`, 'utf8').split(/\r?\n/);
  const column = head!.split(',').indexOf('pdftotext');
  const found = lines
    .map((line) => line.match(/("([^"]|"")*"|[^,]*)(,|$)/g)?.map((cell) => cell.replace(/,$/, '')) ?? [])
    .map((cells) => ({ file: cells[0] ?? '', reference: Number(cells[column] ?? 0) }))
    .filter((row) => row.file.endsWith('.pdf') && row.reference >= 500)
    // Every office-made one and every other of the rest: the bench has them all, tests should not wait for them.
    .filter((row, i) => row.file.endsWith('-lo.pdf') || i % 2 === 0);
  return { rows: found, bytesOf: (file) => new Uint8Array(readFileSync(documents + file)) };
}

async function differences(of: readonly Row[], bytesOf: (file: string) => Uint8Array): Promise<Map<string, number>> {
  const all = new Map<string, number>();
  for (const { file, reference } of of) {
    const reading = await readPdf(bytesOf(file));
    const paragraphs = reading.verdict === 'read' ? reading.model.paragraphs : [];
    const body = paragraphs.filter((paragraph) => paragraph.story === 'body');
    const words = body.reduce((sum, paragraph) => sum + paragraph.text.split(' ').length, 0);
    all.set(file, Math.abs(words - reference) / reference);
  }
  return all;
}

const within = (all: ReadonlyMap<string, number>, share: number): number =>
  [...all.values()].filter((difference) => difference <= share).length / all.size;

describe('real PDFs are counted as poppler counts them (word-count bars)', () => {
  const corpus = rows();
  const all = differences(corpus.rows, corpus.bytesOf);
  const of = async (chosen: (row: Row) => boolean): Promise<Map<string, number>> => {
    const found = await all;
    return new Map(corpus.rows.filter(chosen).map(({ file }) => [file, found.get(file) ?? 1]));
  };

  it('office-made: 95 % within 1 %', async () => {
    const made = await of((row) => row.file.endsWith('-lo.pdf'));
    expect(within(made, 0.01)).toBeGreaterThanOrEqual(0.95);
    expect(within(made, 0.05)).toBe(1);
  });

  it('of 500 words and more: 85 % within 1 %, 97 % within 5 %', async () => {
    const long = await of(() => true);
    expect(within(long, 0.01)).toBeGreaterThanOrEqual(0.85);
    expect(within(long, 0.05)).toBeGreaterThanOrEqual(0.97);
  });
});
