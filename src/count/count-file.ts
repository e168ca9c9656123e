import { readFile, stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { limits } from '#libs/reader';
import type { ParserPool } from '../platform/parsing/index.js';
import { type CountLine, lineOf, refusedLine } from './line.js';

/** No file may take longer; honest ones take a tenth of it. */
const timeMs = 1800;

/** Counts one file. Every file gets its line, whatever happens to it. */
export async function countFile(pool: ParserPool, file: string): Promise<CountLine> {
  const started = performance.now();
  const ms = (): number => Math.round(performance.now() - started);
  try {
    const path = resolve(process.env['INIT_CWD'] ?? '.', file);
    const { size } = await stat(path);
    if (size > limits.file) return refusedLine(file, null, 'too-large', ms());
    const parsed = await pool.parse(await readFile(path), basename(file), { timeMs });
    return lineOf(file, parsed, ms());
  } catch (fault) {
    process.stderr.write(`${file}: ${fault instanceof Error ? fault.message : String(fault)}\n`);
    const code = (fault as { code?: unknown }).code;
    return refusedLine(file, null, typeof code === 'string' ? code.toLowerCase() : 'fault', ms());
  }
}
