import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { finalStates, next, toMermaid } from '#libs/lifecycle';
import { requestLabels } from './labels.js';
import { requestLifecycle } from './request.lifecycle.js';

const readme = readFileSync(join(import.meta.dirname, 'README.md'), 'utf8');
const schema = readFileSync(
  join(import.meta.dirname, '../platform/database/migrations/20261128-21-circumstances.ts'),
  'utf8',
);

const moves: Readonly<Record<string, string>> = {
  'asked withdraw': 'withdrawn',
  'asked grant': 'granted',
  'asked refuse': 'refused',
};

describe('the lifecycle of a request', () => {
  const cells = requestLifecycle.states.flatMap((state) =>
    requestLifecycle.events.map((event) => ({ state, event, to: moves[`${state} ${event}`] ?? null })),
  );

  it.each(cells)('$state + $event → $to', ({ state, event, to }) => {
    expect(next(requestLifecycle, state, event)).toBe(to);
  });

  it('is over once it was decided or withdrawn', () => {
    expect(cells).toHaveLength(12);
    expect(finalStates(requestLifecycle)).toEqual(['withdrawn', 'granted', 'refused']);
  });

  it('has a label for each state, and the states of the database', () => {
    expect(Object.keys(requestLabels)).toEqual([...requestLifecycle.states]);
    expect(schema).toContain(`check (state in (${requestLifecycle.states.map((state) => `'${state}'`).join(', ')}))`);
  });

  it('is drawn in the README as it is', () => {
    expect(readme).toContain(toMermaid(requestLifecycle));
  });
});
