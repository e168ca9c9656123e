import { describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/** On two busy cores the slowest of them, the type check, took 30 s. */
const patience = 300_000;

/** What the tool says when it finds something; '' when it finds nothing. */
function findings(program: string, ...args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join('node_modules', program), ...args], {
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  });
  return status === 0 ? '' : `${stdout}${stderr}` || `ended with ${status}`;
}

describe('the sources', () => {
  it(
    'are formatted by prettier (npx prettier --write . puts it right)',
    () => expect(findings('prettier/bin/prettier.cjs', '--check', '.')).toBe(''),
    patience,
  );

  it(
    'hold nothing that oxlint with types objects to',
    () => expect(findings('oxlint/bin/oxlint', '--type-aware')).toBe(''),
    patience,
  );

  it(
    'hold together by types, specs and all',
    () => expect(findings('typescript/bin/tsc', '-p', 'tsconfig.json', '--noEmit', '--incremental', 'false')).toBe(''),
    patience,
  );
});
