import { describe, expect, it } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { wordsIn } from '#libs/word-count';
import { madeDocx, paragraphs } from './docx/made-docx.js';
import type { Reading } from './model.js';
import { read } from './read.js';

/** Real documents that nobody here wrote, with LibreOffice's reading of each; see their README. */
const corpus = fileURLToPath(new URL('../../../../shared/corpora/documents/', import.meta.url));
const isThere = existsSync(`${corpus}manifest.csv`);

/**
 * Rows whose reference is known to be wrong or to follow another reading: LibreOffice ignores deleted table rows
 * (RP051), takes framed paragraphs for text boxes (stress014, CPOV, guslaughton, ternip, stress010, complex*), and
 * text hidden by a style that says webHidden=0 beside it for shown (Hyperlink_-_internal).
 */
const knownWrong =
  /RP051-Arabic|stress01[014]|CPOV|Strict01|guslaughton|ternip|complex0|complex2005|complex2010|emptyParaInTextbox|bug59058|Hyperlink_-_internal/;

interface Row {
  readonly file: string;
  readonly body: string;
  readonly oracle_error: string;
}

interface Compared {
  readonly file: string;
  readonly reference: number;
  readonly ours: number;
}

const bodyOf = (reading: Reading): number =>
  reading.verdict === 'refused'
    ? Number.NaN
    : reading.model.paragraphs.reduce((sum, one) => (one.story === 'body' ? sum + wordsIn(one.text) : sum), 0);

async function compareAll(): Promise<Compared[]> {
  const rows: Row[] = parse(readFileSync(`${corpus}manifest.csv`), { columns: true });
  const known = rows.filter(
    (row) => row.file.endsWith('.docx') && row.body !== '' && row.oracle_error === '' && !knownWrong.test(row.file),
  );
  const compared: Compared[] = [];
  for (const { file, body } of known)
    compared.push({ file, reference: Number(body), ours: bodyOf(await read(readFileSync(corpus + file), file)) });
  return compared;
}

const share = (rows: readonly Compared[], within: number): number =>
  rows.filter(({ reference, ours }) => Math.abs(ours - reference) <= reference * within).length / rows.length;

describe('Word documents are counted as LibreOffice reads them', () => {
  const real = async (): Promise<void> => {
    const compared = await compareAll();
    const long = compared.filter(({ reference }) => reference >= 1000);
    const short = compared.filter(({ reference }) => reference < 1000);
    expect(long.length).toBeGreaterThan(40);
    expect(share(long, 0)).toBeGreaterThanOrEqual(0.9);
    expect(share(long, 0.001)).toBeGreaterThanOrEqual(0.95);
    expect(share(long, 0.01)).toBeGreaterThanOrEqual(0.99);
    expect(short.length).toBeGreaterThan(150);
    expect(share(short, 0)).toBeGreaterThanOrEqual(0.98);
  };
  const made = async (): Promise<void> => {
    for (const words of [1, 999, 1000, 4000, 4001])
      expect(bodyOf(await read(madeDocx(paragraphs(words)), 'made.docx'))).toBe(words);
  };

  if (isThere) it('on real documents nearly always to the word', real);
  else process.stderr.write(`No real documents at ${corpus}: only made ones are counted here.\n`);
  it('on made documents always', made);
});
