import { describe, expect, it } from '@jest/globals';
import { participants } from '../cast/participants.js';
import { composeAccount, countWords } from './compose-account.js';
import { evidenceOf } from './evidence.js';
import { npqel2017 } from '#libs/rubric';

const textOf = (task: 'T1' | 'T2', name: string, words: number): string =>
  composeAccount(task, name, words)
    .sections.flatMap(({ heading, paragraphs }) => [heading, ...paragraphs])
    .join('\n');

describe('the accounts of the story', () => {
  it('are as long as they are asked to be, and for everybody of the story', () => {
    for (const { name } of participants) {
      for (const task of ['T1', 'T2'] as const) {
        const words = countWords(textOf(task, name, 3_900));
        expect(words).toBeGreaterThan(3_600);
        expect(words).toBeLessThan(3_900);
      }
      expect(countWords(textOf('T1', name, 9_000))).toBeGreaterThan(4_100);
    }
  });

  it('leave no place in the text unfilled', () => {
    for (const { name } of participants)
      for (const task of ['T1', 'T2'] as const) expect(textOf(task, name, 9_000)).not.toMatch(/[[\]{}|]|undefined|NaN/);
  });

  it('differ from one person to the next in most of their paragraphs', () => {
    const paragraphs = participants.map(({ name }) => new Set(textOf('T1', name, 3_900).split('\n')));
    for (const [index, own] of paragraphs.entries()) {
      const next = paragraphs[(index + 1) % paragraphs.length] ?? own;
      const shared = [...own].filter((paragraph) => paragraph.length > 60 && next.has(paragraph));
      expect(shared.length / own.size).toBeLessThan(0.5);
    }
  });

  it('are the same when they are composed again', () =>
    expect(textOf('T2', 'Somebody', 3_800)).toBe(textOf('T2', 'Somebody', 3_800)));
});

describe('the evidence of the story', () => {
  it('is every piece that the framework asks for, each once', () => {
    const asked = npqel2017.criteria.flatMap(({ code, evidence }) => evidence.map((slot) => `${code}/${slot.code}`));
    expect(
      evidenceOf('Somebody')
        .flatMap(({ links }) => links)
        .sort(),
    ).toEqual(asked.sort());
  });
});
