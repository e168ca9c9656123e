import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { next, toMermaid } from '#libs/lifecycle';
import { matchDecisions, matchLabels, matchLifecycle } from './match.lifecycle.js';
import { maySeeMatches } from './may-see.js';
import { similarityMessages } from './similarity.messages.js';

const room = import.meta.dirname;
const readme = readFileSync(join(room, 'README.md'), 'utf8');
const migration = readFileSync(join(room, '../platform/database/migrations/20261128-99-similarity.ts'), 'utf8');
const sources = readdirSync(room, { encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts') && !name.endsWith('.spec.ts') && !name.includes('messages'))
  .map((name) => readFileSync(join(room, name), 'utf8'))
  .join('\n');

describe('the lifecycle of a match', () => {
  const moves: Readonly<Record<string, string>> = {
    'open find-legitimate': 'legitimate',
    'open find-common-source': 'common-source',
    'open suspect': 'suspected',
    'open discount': 'discounted',
    'legitimate reopen': 'open',
    'common-source reopen': 'open',
    'suspected reopen': 'open',
    'discounted recur': 'open',
  };
  const cells = matchLifecycle.states.flatMap((state) => matchLifecycle.events.map((event) => ({ state, event })));

  it.each(cells)('$state + $event', ({ state, event }) => {
    expect(next(matchLifecycle, state, event)).toBe(moves[`${state} ${event}`] ?? null);
  });

  it('has the states of the database, a label for each, and its picture in the README', () => {
    expect(cells).toHaveLength(30);
    expect(migration).toContain(`state in (${matchLifecycle.states.map((state) => `'${state}'`).join(', ')})`);
    expect(Object.keys(matchLabels)).toEqual([...matchLifecycle.states]);
    expect(readme).toContain(toMermaid(matchLifecycle));
  });

  it('leads from what is open to each thing that a lead may find', () => {
    for (const [state, event] of Object.entries(matchDecisions))
      expect(next(matchLifecycle, 'open', event)).toBe(state);
  });
});

describe('the words of the room', () => {
  it('are those of codes that the room can say, all of them, and are listed in the README', () => {
    const codes = [...sources.matchAll(/'(similarity-(?:decision|why|not)-[a-z-]+)'/g)].map(([, code]) => code ?? '');
    expect(new Set(codes)).toEqual(new Set(Object.keys(similarityMessages)));
    expect(Object.keys(similarityMessages).filter((code) => !readme.includes(`\`${code}\``))).toEqual([]);
  });
});

describe('who may see a match', () => {
  it.each([
    [['lead'], true],
    [['lead', 'administrator'], true],
    [['lead', 'assessor'], false],
    [['lead', 'senior-assessor'], false],
    [['lead', 'moderator'], false],
    [['lead', 'qa-agent'], false],
    [['administrator'], false],
    [['participant'], false],
  ] as const)('%j: %s', (roles, may) => {
    expect(maySeeMatches({ roles })).toBe(may);
  });
});
