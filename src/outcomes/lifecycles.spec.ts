import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { finalStates, next, toMermaid } from '#libs/lifecycle';
import { changeLabels, changeLifecycle } from './changes/change.lifecycle.js';
import { holdLabels, holdLifecycle } from './holds/hold.lifecycle.js';
import { outcomeLabels, outcomeLifecycle } from './outcome/outcome.lifecycle.js';
import { outcomesMessages } from './outcomes.messages.js';
import { sanctionLabels, sanctionLifecycle } from './sanctions/sanction.lifecycle.js';
import { releaseLabels, releaseLifecycle } from './releases/release.lifecycle.js';

const readme = readFileSync(join(import.meta.dirname, 'README.md'), 'utf8');
const migration = readFileSync(
  join(import.meta.dirname, '../platform/database/migrations/20261123-06-outcomes.ts'),
  'utf8',
);

const lists = (states: readonly string[]): string => states.map((state) => `'${state}'`).join(', ');

describe('the lifecycle of a release', () => {
  const moves: Readonly<Record<string, string>> = {
    'planned approve': 'approved',
    'planned cancel': 'cancelled',
    'approved release': 'released',
    'approved cancel': 'cancelled',
    'approved halt': 'cancelled',
  };
  const cells = releaseLifecycle.states.flatMap((state) => releaseLifecycle.events.map((event) => ({ state, event })));

  it.each(cells)('$state + $event', ({ state, event }) => {
    expect(next(releaseLifecycle, state, event)).toBe(moves[`${state} ${event}`] ?? null);
  });

  it('has the states of the database, a label for each, and its picture in the README', () => {
    expect(cells).toHaveLength(16);
    expect(migration).toContain(`state in (${lists(releaseLifecycle.states)})`);
    expect(Object.keys(releaseLabels)).toEqual([...releaseLifecycle.states]);
    expect(finalStates(releaseLifecycle)).toEqual(['released', 'cancelled']);
    expect(readme).toContain(toMermaid(releaseLifecycle));
  });
});

describe('the lifecycle of a change of an outcome', () => {
  const moves: Readonly<Record<string, string>> = { 'proposed confirm': 'confirmed', 'proposed cancel': 'cancelled' };
  const cells = changeLifecycle.states.flatMap((state) => changeLifecycle.events.map((event) => ({ state, event })));

  it.each(cells)('$state + $event', ({ state, event }) => {
    expect(next(changeLifecycle, state, event)).toBe(moves[`${state} ${event}`] ?? null);
  });

  it('has the states of the database, a label for each, and its picture in the README', () => {
    expect(cells).toHaveLength(6);
    expect(
      readFileSync(join(import.meta.dirname, '../platform/database/migrations/20261128-01-outcome-changes.ts'), 'utf8'),
    ).toContain(`state in (${lists(changeLifecycle.states)})`);
    expect(Object.keys(changeLabels)).toEqual([...changeLifecycle.states]);
    expect(readme).toContain(toMermaid(changeLifecycle));
  });
});

describe('the lifecycle of a hold of an outcome', () => {
  const moves: Readonly<Record<string, string>> = {
    'held lift': 'lifted',
    'held uphold': 'upheld',
    'upheld lift': 'lifted',
  };
  const cells = holdLifecycle.states.flatMap((state) => holdLifecycle.events.map((event) => ({ state, event })));

  it.each(cells)('$state + $event', ({ state, event }) => {
    expect(next(holdLifecycle, state, event)).toBe(moves[`${state} ${event}`] ?? null);
  });

  it('has the states of the database, a label for each, and its picture in the README', () => {
    expect(cells).toHaveLength(6);
    expect(
      readFileSync(join(import.meta.dirname, '../platform/database/migrations/20261128-92-outcome-holds.ts'), 'utf8'),
    ).toContain(`state in (${lists(holdLifecycle.states)})`);
    expect(Object.keys(holdLabels)).toEqual([...holdLifecycle.states]);
    expect(readme).toContain(toMermaid(holdLifecycle));
  });
});

describe('the lifecycle of a sanction', () => {
  const moves: Readonly<Record<string, string>> = {
    'proposed confirm': 'confirmed',
    'proposed cancel': 'cancelled',
    'confirmed overturn': 'overturned',
  };
  const cells = sanctionLifecycle.states.flatMap((state) =>
    sanctionLifecycle.events.map((event) => ({ state, event })),
  );

  it.each(cells)('$state + $event', ({ state, event }) => {
    expect(next(sanctionLifecycle, state, event)).toBe(moves[`${state} ${event}`] ?? null);
  });

  it('has the states of the database, a label for each, and its picture in the README', () => {
    expect(cells).toHaveLength(12);
    const sql = readFileSync(
      join(import.meta.dirname, '../platform/database/migrations/20261128-98-criterion-zero.ts'),
      'utf8',
    );
    expect(sql).toContain(`state in (${lists(sanctionLifecycle.states)})`);
    expect(Object.keys(sanctionLabels)).toEqual([...sanctionLifecycle.states]);
    expect(readme).toContain(toMermaid(sanctionLifecycle));
  });
});

describe('the lifecycle of an outcome', () => {
  const moves: Readonly<Record<string, string>> = {
    'scheduled release': 'released',
    'scheduled void': 'voided',
    'released supersede': 'superseded',
    'released void': 'voided',
  };
  const cells = outcomeLifecycle.states.flatMap((state) => outcomeLifecycle.events.map((event) => ({ state, event })));

  it.each(cells)('$state + $event', ({ state, event }) => {
    expect(next(outcomeLifecycle, state, event)).toBe(moves[`${state} ${event}`] ?? null);
  });

  it('has the states of the database, labels for each audience, and its picture in the README', () => {
    expect(cells).toHaveLength(12);
    expect(migration).toContain(`state in (${lists(outcomeLifecycle.states)})`);
    expect(Object.keys(outcomeLabels)).toEqual([...outcomeLifecycle.states]);
    expect(readme).toContain(toMermaid(outcomeLifecycle));
  });

  it('has no word for participants while it is scheduled', () => {
    expect(outcomeLabels.scheduled.participant).toBeNull();
  });
});

describe('the words of the room', () => {
  const sources = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.spec.ts') && !name.includes('messages'))
    .map((name) => readFileSync(join(import.meta.dirname, name), 'utf8'))
    .join('\n');
  const said = [...sources.matchAll(/\brefuse\('([a-z-]+)'/g)].map(([, code]) => code ?? '');

  it('are those of the codes that the room says, and stand in the README', () => {
    expect([...new Set(said)].toSorted((a, b) => a.localeCompare(b))).toEqual(
      Object.keys(outcomesMessages).toSorted((a, b) => a.localeCompare(b)),
    );
    expect(Object.keys(outcomesMessages).filter((code) => !readme.includes(`\`${code}\``))).toEqual([]);
  });
});
