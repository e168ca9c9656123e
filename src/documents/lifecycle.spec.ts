import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { finalStates, next, toMermaid } from '#libs/lifecycle';
import { documentLifecycle } from './document.lifecycle.js';
import { stateWords } from './pages/words.js';

const readme = readFileSync(join(import.meta.dirname, 'README.md'), 'utf8');
const schema = readFileSync(
  join(import.meta.dirname, '../platform/database/migrations/20261123-04-submission.ts'),
  'utf8',
);

/** Every cell of state × event that leads somewhere; every other cell leads nowhere. */
const moves: Readonly<Record<string, string>> = {
  'quarantined scan.passed': 'scanned',
  'quarantined scan.found': 'infected',
  'quarantined check.gave-up': 'stuck',
  'quarantined replace': 'superseded',
  'quarantined remove': 'removed',
  'scanned read.done': 'checked',
  'scanned read.refused': 'refused',
  'scanned check.gave-up': 'stuck',
  'scanned replace': 'superseded',
  'scanned remove': 'removed',
  'checked recount': 'scanned',
  'checked replace': 'superseded',
  'checked remove': 'removed',
  'infected replace': 'superseded',
  'infected remove': 'removed',
  'refused replace': 'superseded',
  'refused remove': 'removed',
  'stuck retry': 'quarantined',
  'stuck replace': 'superseded',
  'stuck remove': 'removed',
};

describe('the lifecycle of a document', () => {
  const cells = documentLifecycle.states.flatMap((state) =>
    documentLifecycle.events.map((event) => ({ state, event, to: moves[`${state} ${event}`] ?? null })),
  );

  it('has nine events on eight states', () => {
    expect(cells).toHaveLength(72);
    expect(cells.filter(({ to }) => to !== null)).toHaveLength(Object.keys(moves).length);
  });

  it.each(cells)('$state + $event → $to', ({ state, event, to }) => {
    expect(next(documentLifecycle, state, event)).toBe(to);
  });

  it('ends where a file was replaced or taken away', () => {
    expect(finalStates(documentLifecycle)).toEqual(['superseded', 'removed']);
  });

  it('has words for its sender in each state', () => {
    const words = documentLifecycle.states.map((state) => stateWords(state, null).words);
    expect(new Set(words).size).toBe(documentLifecycle.states.length);
  });

  it('has the states that the database takes', () => {
    const check =
      /create table document \(.*?state text not null check \(state in\s+\((.*?)\)/s.exec(schema)?.[1] ?? '';
    expect(new Set([...check.matchAll(/'([^']+)'/g)].map(([, state]) => state))).toEqual(
      new Set(documentLifecycle.states),
    );
  });

  it('is drawn in the README as it is', () => {
    expect(readme).toContain(toMermaid(documentLifecycle));
  });
});
