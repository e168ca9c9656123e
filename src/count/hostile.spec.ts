import { describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { read } from '#libs/reader';
import { complaint, type Expectation } from './expectation.js';
import { type CountLine, lineOf } from './line.js';

const shared = fileURLToPath(new URL('../../../shared/', import.meta.url));
const maker = join(shared, 'tools', 'make_hostile.py');
const kept = join(shared, 'corpora', 'hostile');

/** What goes wrong with the files of a directory, one line each. Time is for the threads of the pool to keep. */
async function complaintsOf(directory: string): Promise<string[]> {
  const rows = JSON.parse(readFileSync(join(directory, 'manifest.json'), 'utf8')) as Expectation[];
  const wrong: string[] = [];
  for (const row of rows.filter(({ file }) => !file.endsWith('.pdf'))) {
    const parsed = await read(readFileSync(join(directory, row.file)), basename(row.file));
    const complained = complaint(lineOf(row.file, parsed, 0), row);
    if (complained !== null) wrong.push(`${row.file}: ${complained}`);
  }
  return wrong;
}

/** Writes some 170 bombs, forgeries and evasions; null where there is no Python or no maker to do it. */
function madeFiles(seed: number): string | null {
  const directory = mkdtempSync(join(tmpdir(), 'hostile-'));
  const made =
    existsSync(maker) && spawnSync('python3', [maker, directory, `${seed}`], { timeout: 60_000 }).status === 0;
  if (made) return directory;
  rmSync(directory, { recursive: true });
  return null;
}

const line = (more: Partial<CountLine>): CountLine => ({
  file: 'a.docx',
  kind: 'docx',
  verdict: 'counted',
  reason: null,
  stories: {
    body: 50,
    footnotes: 0,
    endnotes: 0,
    textBoxes: 0,
    headers: 0,
    comments: 0,
    hidden: 0,
    deleted: 0,
    equations: 0,
  },
  counted: 50,
  excluded: 0,
  estimate: false,
  findings: [],
  pages: null,
  ms: 5,
  ...more,
});
const refused = (reason: string): CountLine => line({ verdict: 'refused', reason, stories: null, counted: null });

describe('A hostile file gets what its manifest says it should', () => {
  it.each<[string, CountLine, Partial<Expectation>, string | null]>([
    ['a refusal that should be', refused('corrupt'), { expect: 'reject' }, null],
    ['a count that should be a refusal', line({}), { expect: 'reject' }, 'was not refused'],
    ['a refusal for time alone', refused('time-limit'), { expect: 'reject' }, 'refused only by time-limit'],
    ['an exact count', line({}), { expect: 'accept', words: 50 }, null],
    ['a count that is off', line({}), { expect: 'accept', words: 51 }, 'counted 50, not 51'],
    ['an estimate that is near enough', line({ estimate: true }), { expect: 'accept', words: 51 }, null],
    ['a finding', line({ findings: [{ code: 'fields', words: 1, share: 1 }] }), { expect: 'flag', words: 9 }, null],
    ['no finding', line({}), { expect: 'flag', words: 9, visible: 50 }, 'was not flagged'],
    ['a limit of 4,000 that 50 words are over', line({}), { expect: 'over-limit' }, 'counted 50'],
    ['a slow file', line({ ms: 2001 }), { expect: 'accept' }, 'took 2001 ms'],
  ])('judges %s', (_, got, expected, complained) => {
    expect(complaint(got, { file: 'a.docx', why: '', expect: 'accept', ...expected })).toBe(complained);
  });

  if (existsSync(kept)) it('among real files', async () => expect(await complaintsOf(kept)).toEqual([]));
  const made = madeFiles(20_26);
  if (made === null) process.stderr.write('No hostile files could be made here (python3 and the maker are needed).\n');
  else
    it('among bombs, forgeries and evasions', async () => {
      try {
        expect(await complaintsOf(made)).toEqual([]);
      } finally {
        rmSync(made, { recursive: true });
      }
    });
});
