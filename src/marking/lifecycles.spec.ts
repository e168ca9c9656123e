import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { finalStates, next, toMermaid } from '#libs/lifecycle';
import { assignmentLifecycle, liveAssignment } from './assignment.lifecycle.js';
import { assignmentLabels, markingLabels } from './labels.js';
import { markSetLifecycle } from './mark-set.lifecycle.js';
import { markingLifecycle } from './marking.lifecycle.js';

const readme = readFileSync(join(import.meta.dirname, 'README.md'), 'utf8');
const read = (name: string): string =>
  readFileSync(join(import.meta.dirname, `../platform/database/migrations/${name}.ts`), 'utf8');
const migration = read('20261123-05-judgement');
const handingIn = read('20261128-62-hand-in-marks');
const later = read('20261128-91-seed-scripts');

/** The states that the database lets a table hold. */
function statesOfTable(table: string): string[] {
  const [, body = ''] = new RegExp(`create table ${table} \\((.*?)\\n      \\);`, 's').exec(migration) ?? [];
  const made = /state text not null check \(state in \(([^)]*)\)/.exec(body);
  const changed = new RegExp(
    `alter table ${table} add constraint ${table}_state_check\\s+check \\(state in \\(([^)]*)\\)`,
  ).exec(later);
  const [, list = ''] = changed ?? made ?? [];
  return [...list.matchAll(/'([^']+)'/g)].map(([, state]) => state ?? '');
}

const assignmentMoves: Readonly<Record<string, string>> = {
  'assigned accept': 'marking',
  'assigned decline': 'declined',
  'assigned recall': 'recalled',
  'marking lock': 'locked',
  'marking decline': 'declined',
  'marking recall': 'recalled',
  'locked recall': 'recalled',
};
const markingMoves: Readonly<Record<string, string>> = {
  'first-marking settle': 'provisional',
  'first-marking ask-second': 'second-marking',
  'second-marking settle': 'provisional',
  'second-marking disagree': 'agreeing',
  'agreeing settle': 'provisional',
  'agreeing adjudicate': 'adjudicating',
  'adjudicating settle': 'provisional',
  'provisional ask-second': 'second-marking',
  'provisional doubt': 'adjudicating',
  'provisional moderate': 'provisional',
  'provisional remark': 'first-marking',
  'first-marking compare': 'compared',
};

describe('the lifecycle of an assignment', () => {
  const cells = assignmentLifecycle.states.flatMap((state) =>
    assignmentLifecycle.events.map((event) => ({ state, event, to: assignmentMoves[`${state} ${event}`] ?? null })),
  );

  it('has four events on five states', () => {
    expect(cells).toHaveLength(20);
    expect(cells.filter(({ to }) => to !== null)).toHaveLength(Object.keys(assignmentMoves).length);
  });

  it.each(cells)('$state + $event → $to', ({ state, event, to }) => {
    expect(next(assignmentLifecycle, state, event)).toBe(to);
  });

  it('is live until it is given or taken back', () => {
    expect([...liveAssignment, ...finalStates(assignmentLifecycle)]).toEqual(assignmentLifecycle.states);
  });

  it('is that of the database, the labels and the README', () => {
    expect(statesOfTable('assignment')).toEqual(assignmentLifecycle.states);
    expect(Object.keys(assignmentLabels)).toEqual([...assignmentLifecycle.states]);
    expect(readme).toContain(toMermaid(assignmentLifecycle));
  });
});

describe('the lifecycle of the marking of a script', () => {
  const cells = markingLifecycle.states.flatMap((state) =>
    markingLifecycle.events.map((event) => ({ state, event, to: markingMoves[`${state} ${event}`] ?? null })),
  );

  it('has eight events on six states', () => {
    expect(cells).toHaveLength(48);
    expect(cells.filter(({ to }) => to !== null)).toHaveLength(Object.keys(markingMoves).length);
  });

  it.each(cells)('$state + $event → $to', ({ state, event, to }) => {
    expect(next(markingLifecycle, state, event)).toBe(to);
  });

  it('is that of the database, the labels and the README', () => {
    expect(statesOfTable('marking')).toEqual(markingLifecycle.states);
    expect(Object.keys(markingLabels)).toEqual(['unassigned', ...markingLifecycle.states]);
    expect(readme).toContain(toMermaid(markingLifecycle));
  });
});

const markSetMoves: Readonly<Record<string, string>> = {
  'open hand-in': 'handed-in',
  'handed-in take-back': 'open',
  'handed-in lock': 'locked',
};

describe('the lifecycle of a mark set', () => {
  const cells = markSetLifecycle.states.flatMap((state) =>
    markSetLifecycle.events.map((event) => ({ state, event, to: markSetMoves[`${state} ${event}`] ?? null })),
  );

  it.each(cells)('$state + $event → $to', ({ state, event, to }) => {
    expect(next(markSetLifecycle, state, event)).toBe(to);
  });

  it('ends when it is locked, and is that of the database and the README', () => {
    expect(finalStates(markSetLifecycle)).toEqual(['locked']);
    const [, list = ''] = /mark_set_state_check check \(state in \(([^)]*)\)/.exec(handingIn) ?? [];
    expect([...list.matchAll(/'([^']+)'/g)].map(([, state]) => state)).toEqual(markSetLifecycle.states);
    expect(readme).toContain(toMermaid(markSetLifecycle));
  });
});
