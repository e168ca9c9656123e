import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { finalStates, next, toMermaid } from '#libs/lifecycle';
import { appealLabels, appealLifecycle, openStates } from './appeal.lifecycle.js';
import { appealsMessages } from './appeals.messages.js';

const readme = readFileSync(join(import.meta.dirname, 'README.md'), 'utf8');
const migration = readFileSync(
  join(import.meta.dirname, '../platform/database/migrations/20261128-02-appeals.ts'),
  'utf8',
);
const lists = (states: readonly string[]): string => states.map((state) => `'${state}'`).join(', ');

describe('the lifecycle of an appeal', () => {
  const moves: Readonly<Record<string, string>> = {
    'lodged acknowledge': 'acknowledged',
    'lodged reject': 'rejected',
    'lodged withdraw': 'withdrawn',
    'acknowledged propose': 'proposed',
    'acknowledged reject': 'rejected',
    'acknowledged withdraw': 'withdrawn',
    'proposed uphold': 'upheld',
    'proposed return': 'acknowledged',
  };
  const cells = appealLifecycle.states.flatMap((state) => appealLifecycle.events.map((event) => ({ state, event })));

  it.each(cells)('$state + $event', ({ state, event }) => {
    expect(next(appealLifecycle, state, event)).toBe(moves[`${state} ${event}`] ?? null);
  });

  it('has the states of the database, labels for each audience, and its picture in the README', () => {
    expect(cells).toHaveLength(36);
    expect(migration).toContain(`state in (${lists(appealLifecycle.states)})`);
    expect(migration).toContain(`where state in (${lists(openStates)})`);
    expect(Object.keys(appealLabels)).toEqual([...appealLifecycle.states]);
    expect(finalStates(appealLifecycle)).toEqual(['upheld', 'rejected', 'withdrawn']);
    expect(readme).toContain(toMermaid(appealLifecycle));
  });

  it('tells a participant of no decision that does not stand', () => {
    expect(appealLabels.proposed.participant).toBe(appealLabels.acknowledged.participant);
  });
});

describe('the words of the room', () => {
  const sources = readdirSync(import.meta.dirname, { encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.spec.ts') && !name.includes('messages'))
    .map((name) => readFileSync(join(import.meta.dirname, name), 'utf8'))
    .join('\n');
  const said = [...sources.matchAll(/\brefuse\('([a-z-]+)'/g)].map(([, code]) => code ?? '');

  it('are those of the codes that the room says, and stand in the README', () => {
    expect([...new Set(said)].toSorted((a, b) => a.localeCompare(b))).toEqual(
      Object.keys(appealsMessages).toSorted((a, b) => a.localeCompare(b)),
    );
    expect(Object.keys(appealsMessages).filter((code) => !readme.includes(`\`${code}\``))).toEqual([]);
  });
});
