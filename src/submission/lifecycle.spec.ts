import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { finalStates, next, toMermaid } from '#libs/lifecycle';
import { submissionLifecycle } from './submission.lifecycle.js';

const readme = readFileSync(join(import.meta.dirname, 'README.md'), 'utf8');
const schema = readFileSync(
  join(import.meta.dirname, '../platform/database/migrations/20261123-04-submission.ts'),
  'utf8',
);

/** Every cell of state × event that leads somewhere; every other cell leads nowhere. */
const moves: Readonly<Record<string, string>> = {
  'draft submit': 'submitted',
  'draft restore': 'submitted',
  'draft close': 'no-show',
  'draft withdraw': 'withdrawn',
  'submitted reopen': 'draft',
  'submitted accept': 'accepted',
  'submitted withdraw': 'withdrawn',
  'accepted withdraw': 'withdrawn',
  'no-show reinstate': 'draft',
};

describe('the lifecycle of a submission', () => {
  const cells = submissionLifecycle.states.flatMap((state) =>
    submissionLifecycle.events.map((event) => ({ state, event, to: moves[`${state} ${event}`] ?? null })),
  );

  it('has seven events on five states', () => {
    expect(cells).toHaveLength(35);
    expect(cells.filter(({ to }) => to !== null)).toHaveLength(Object.keys(moves).length);
  });

  it.each(cells)('$state + $event → $to', ({ state, event, to }) => {
    expect(next(submissionLifecycle, state, event)).toBe(to);
  });

  it('ends for good with a withdrawal only: a window that passed may be opened again after a failure of ours', () => {
    expect(finalStates(submissionLifecycle)).toEqual(['withdrawn']);
  });

  it('has the states that the database takes', () => {
    const check =
      /create table submission \(.*?state text not null check \(state in \((.*?)\)/s.exec(schema)?.[1] ?? '';
    expect(new Set([...check.matchAll(/'([^']+)'/g)].map(([, state]) => state))).toEqual(
      new Set(submissionLifecycle.states),
    );
  });

  it('is drawn in the README as it is', () => {
    expect(readme).toContain(toMermaid(submissionLifecycle));
  });
});
