// npm run --silent hostile -- DIR: reads every file that DIR/manifest.json names and holds it to what is expected of it.
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { ParserPool } from '../platform/parsing/index.js';
import { countFile } from './count-file.js';
import { complaint, type Expectation } from './expectation.js';

const given = process.argv[2];
if (given === undefined) {
  process.stderr.write('usage: npm run --silent hostile -- DIR   (DIR holds manifest.json)\n');
  process.exit(2);
}
const directory = resolve(process.env['INIT_CWD'] ?? '.', given);
const expectations = JSON.parse(await readFile(join(directory, 'manifest.json'), 'utf8')) as Expectation[];
const pool = new ParserPool({ size: 1 });
const failed: string[] = [];
for (const expected of expectations) {
  const line = await countFile(pool, join(directory, expected.file));
  const wrong = complaint(line, expected);
  if (wrong !== null) failed.push(`FAILED ${expected.file} (${expected.expect}): ${wrong} - ${expected.why}`);
}
pool.close();
const peakMb = Math.round(process.resourceUsage().maxRSS / 1024);
for (const line of failed) process.stdout.write(`${line}\n`);
process.stdout.write(`${expectations.length - failed.length} passed, ${failed.length} failed, peak ${peakMb} MB\n`);
process.exitCode = failed.length > 0 ? 1 : 0;
