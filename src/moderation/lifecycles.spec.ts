import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { toMermaid } from '#libs/lifecycle';
import { batchLifecycle, sampleItemLifecycle } from './batch.lifecycle.js';

const read = (path: string): string => readFileSync(join(import.meta.dirname, path), 'utf8');
const migration = read('../platform/database/migrations/20261127-13-moderation.ts');

/** The states that the database's check of a table allows. */
function statesIn(table: string): string[] {
  const definition = migration.slice(migration.indexOf(`add constraint ${table}_state_check`));
  const check = /check \(state in\s*\(([^)]+)\)/.exec(definition)?.[1] ?? '';
  return [...check.matchAll(/'([a-z-]+)'/g)].map((match) => match[1] as string);
}

describe.each([
  ['moderation_batch', batchLifecycle],
  ['sample_item', sampleItemLifecycle],
])('the lifecycle of %s', (table, lifecycle) => {
  it('has the states that the database allows', () => {
    expect([...lifecycle.states].sort((a, b) => a.localeCompare(b))).toEqual(
      statesIn(table).sort((a, b) => a.localeCompare(b)),
    );
  });

  it('is the picture in the README', () => {
    expect(read('README.md')).toContain(toMermaid(lifecycle as never));
  });
});
