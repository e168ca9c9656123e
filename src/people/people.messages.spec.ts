import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { peopleMessages } from './people.messages.js';

const room = import.meta.dirname;
const sources = readdirSync(room, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts') && !name.endsWith('.spec.ts'))
  .map((name) => readFileSync(join(room, name), 'utf8'));
const refusedCodes = new Set(
  sources.flatMap((text) => [...text.matchAll(/\brefuse\(\s*'([a-z-]+)'/g)].map(([, code]) => code)),
);

describe('a refusal of this room', () => {
  it('has words, and every code that has words is refused somewhere', () => {
    expect(refusedCodes).toEqual(new Set(Object.keys(peopleMessages)));
  });

  it('stands in the README with its rule', () => {
    const readme = readFileSync(join(room, 'README.md'), 'utf8');
    const listed = [...readme.matchAll(/^\| `([a-z-]+)` +\|/gm)].map(([, code]) => code);
    expect(listed).toHaveLength(Object.keys(peopleMessages).length);
    expect(new Set(listed)).toEqual(new Set(Object.keys(peopleMessages)));
  });

  it('is said in a sentence that says what to do', () => {
    const facts = {
      minutes: 5,
      least: 12,
      most: 128,
      given: 3,
      email: 'a@b.example',
      label: 'Days to decide',
    } as never;
    for (const say of Object.values(peopleMessages)) {
      expect(say(facts)).toMatch(/^[A-Za-z].{20,}[.]$/);
      expect(say(facts)).not.toContain('undefined');
    }
  });
});
