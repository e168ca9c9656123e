import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, extname, join } from 'node:path';
import { read } from '#libs/reader';
import { accountRule, countWords } from '#libs/word-count';
import { composeAccount } from '../story/papers/compose-account.js';
import { writeDocx } from '../story/papers/write-docx.js';
import { writePdf } from '../story/papers/write-pdf.js';
import { atMost, atMostTimes, median, quantile, type Figure } from './figures.js';

const rounds = 5;
const besideSize = 12;
/** An anchor's round of them takes over a second, ours a fiftieth of that: so often again, that chance weighs on both alike. */
const besideAgain = 20;
/** The first account that a thread reads takes 14 ms, the hundredth 4, the three hundredth 2.5, the six hundredth 1.8. */
const settlingMs = 3_000;

interface Paper {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/**
 * Reading and counting, ledger and all, in one thread, beside `pandoc -t plain | wc -w` and `pdftotext` on the same files. `documents`
 * names a directory of real documents; without it only accounts as the demonstration writes them are measured. Needs
 * `pandoc` and `pdftotext` (Debian: pandoc, poppler-utils).
 */
export async function benchCount(documents?: string): Promise<Figure[]> {
  const directory = mkdtempSync(join(tmpdir(), 'scriptorium-bench-'));
  try {
    const accounts = await writeAccounts(directory);
    const real = documents === undefined ? [] : papersIn(documents);
    const realOf = (kind: string): Paper[] => real.filter(({ path }) => path.endsWith(kind));
    const figures = [
      ...(await beside('accounts, DOCX', accounts.docx, byPandoc, 1 / 60)),
      ...(await beside('accounts, PDF', accounts.pdf, byPdftotext, 1.5)),
      ...(await beside('real documents, DOCX', spread(realOf('.docx')), byPandoc, 1 / 60)),
      ...(await beside('real documents, PDF', spread(realOf('.pdf')), byPdftotext, 1.5)),
      ...(await rate('accounts', accounts.docx)),
      ...(await rate('real documents', realOf('.docx'))),
      ...(await slowest(realOf('.docx'))),
      ...(await growth()),
    ];
    return figures;
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

async function writeAccounts(directory: string): Promise<{ docx: Paper[]; pdf: Paper[] }> {
  const docx: Paper[] = [];
  const pdf: Paper[] = [];
  const keep = (list: Paper[], name: string, bytes: Buffer): void => {
    const path = join(directory, name);
    writeFileSync(path, bytes);
    list.push({ path, bytes });
  };
  for (let at = 0; at < besideSize; at += 1) {
    const account = composeAccount(at % 2 === 0 ? 'T1' : 'T2', `Bench ${at}`, 4_000);
    keep(docx, `${at}.docx`, await writeDocx(account, 'Somebody'));
    keep(pdf, `${at}.pdf`, await writePdf(account, 'Somebody'));
  }
  return { docx, pdf };
}

function papersIn(directory: string): Paper[] {
  return readdirSync(directory)
    .filter((name) => ['.docx', '.pdf'].includes(extname(name)))
    .sort()
    .map((name) => join(directory, name))
    .filter((path) => statSync(path).isFile())
    .map((path) => ({ path, bytes: readFileSync(path) }));
}

/** As many as the anchors have time for, from the smallest to the largest. */
function spread(papers: readonly Paper[]): Paper[] {
  const sorted = papers.toSorted((a, b) => a.bytes.length - b.bytes.length);
  const step = Math.max(1, sorted.length / besideSize);
  return Array.from({ length: Math.min(besideSize, sorted.length) }, (_, at) => sorted[Math.floor((at + 0.5) * step)]!);
}

async function beside(
  figure: string,
  papers: readonly Paper[],
  anchor: (path: string) => Promise<void>,
  goal: number,
): Promise<Figure[]> {
  if (papers.length === 0) return [];
  await settle(papers);
  const ours: number[] = [];
  const anchors: number[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    process.stderr.write(`${figure}, ${papers.length} of them: round ${round} of ${rounds}\n`);
    ours.push(
      await timed(async () => {
        for (let again = 0; again < besideAgain; again += 1) for (const paper of papers) await count(paper);
      }),
    );
    anchors.push(
      await timed(async () => {
        for (const { path } of papers) await anchor(path);
      }),
    );
  }
  const each = (times: readonly number[]): number => median(times) / papers.length;
  return [
    atMostTimes(goal, {
      bench: 'count',
      figure: `${figure}, one`,
      unit: 'ms',
      ours: each(ours) / besideAgain,
      anchor: each(anchors),
    }),
  ];
}

/** A file that cannot be read is part of the work too. */
async function count({ path, bytes }: Paper): Promise<void> {
  // A reader may keep what it is given.
  const reading = await read(new Uint8Array(bytes), basename(path));
  if (reading.verdict !== 'refused') countWords(reading.model, accountRule);
}

/** Reads until the reader runs as in a thread that has read for an hour: its code is compiled after some six hundred files. */
async function settle(papers: readonly Paper[]): Promise<void> {
  for (const begun = performance.now(); performance.now() - begun < settlingMs;)
    for (const paper of papers) await count(paper);
}

async function rate(of: string, papers: readonly Paper[]): Promise<Figure[]> {
  if (papers.length === 0) return [];
  await settle(papers);
  const seconds: number[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    const ms = await timed(async () => {
      for (const paper of papers) await count(paper);
    });
    seconds.push(ms / 1_000);
  }
  return [atLeast(300, `${of}, DOCX a second and core`, papers.length / median(seconds))];
}

function atLeast(goal: number, figure: string, ours: number): Figure {
  return { ...atMost(goal, { bench: 'count', figure, unit: '/s', ours }), holds: ours >= goal };
}

async function slowest(papers: readonly Paper[]): Promise<Figure[]> {
  if (papers.length === 0) return [];
  const times: number[] = [];
  for (const paper of papers) {
    const three: number[] = [];
    for (let again = 0; again < 3; again += 1) three.push(await timed(() => count(paper)));
    times.push(median(three));
  }
  return [
    atMost(100, {
      bench: 'count',
      figure: 'real documents, DOCX, 95 of 100 within',
      unit: 'ms',
      ours: quantile(times, 0.95),
    }),
  ];
}

async function growth(): Promise<Figure[]> {
  const each: number[] = [];
  for (const words of [25_000, 50_000, 100_000, 200_000]) {
    const { sections, title } = composeAccount('T1', 'Long', 4_000);
    const all = Array.from({ length: Math.ceil(words / 4_000) }, () => sections).flat();
    const facts = composeAccount('T1', 'Long', 4_000).facts;
    const bytes = await writeDocx({ title, sections: all, facts }, 'Somebody');
    const times: number[] = [];
    for (let round = 0; round < rounds; round += 1) times.push(await timed(() => count({ path: 'long.docx', bytes })));
    process.stderr.write(`${words} words: ${median(times).toFixed(1)} ms\n`);
    each.push((median(times) * 1_000) / words);
  }
  const [smallest = 0, , , largest = 0] = each;
  return [
    atMostTimes(1.5, {
      bench: 'count',
      figure: 'time a word at 200,000, beside 25,000',
      unit: 'µs',
      ours: largest,
      anchor: smallest,
    }),
  ];
}

async function timed(act: () => Promise<void>): Promise<number> {
  const before = performance.now();
  await act();
  return performance.now() - before;
}

const byPandoc = (path: string): Promise<void> =>
  run('sh', ['-c', 'pandoc -t plain "$1" 2>/dev/null | wc -w', 'sh', path]);
const byPdftotext = (path: string): Promise<void> => run('pdftotext', ['-q', path, '-']);

/** Runs a program to its end; what it says of the file is its own affair. */
function run(program: string, args: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: 'ignore' });
    child.once('error', (error) =>
      reject(
        new Error(`${program} is not to be had; on Debian: apt-get install pandoc poppler-utils`, { cause: error }),
      ),
    );
    child.once('close', () => resolve());
  });
}
