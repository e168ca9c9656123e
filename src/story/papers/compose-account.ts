import { projectClosing } from '../texts/project-closing.js';
import { projectOpening } from '../texts/project-opening.js';
import type { Section } from '../texts/section.js';
import { strategyClosing } from '../texts/strategy-closing.js';
import { strategyOpening } from '../texts/strategy-opening.js';
import { chanceOf, type Chance } from './chance.js';
import { everyFocus, projectFacts, strategyFacts, type Facts } from './facts.js';

export interface Account {
  readonly title: string;
  readonly sections: readonly { readonly heading: string; readonly paragraphs: readonly string[] }[];
  readonly facts: Facts;
}

/** Composes an account of at most `words` words, headings counted, out of the bank; the same name gives the same text. */
export function composeAccount(task: 'T1' | 'T2', name: string, words: number): Account {
  const chance = chanceOf(`${task} ${name}`);
  const way = task === 'T1' ? chance.pick(['growth', 'stabilisation', 'specialisation']) : chance.pick(everyFocus);
  const facts = task === 'T1' ? strategyFacts(chance) : projectFacts(chance, way as never);
  const bank = task === 'T1' ? [...strategyOpening, ...strategyClosing] : [...projectOpening, ...projectClosing];
  const title = task === 'T1' ? 'A strategy for five years' : 'Five schools and one purpose';
  const sections = shorten(
    bank.map((section) => tell(section, way, facts, chance)),
    words - countWords(title),
    chance,
  );
  return { title, sections, facts };
}

interface Told {
  readonly heading: string;
  readonly paragraphs: { readonly text: string; readonly mayGo: boolean }[];
}

/** A section in one of its ways. What opens a section, and what the way taken rests on, is never left out. */
function tell(section: Section, way: string, facts: Facts, chance: Chance): Told {
  const paragraphs = section.paragraphs
    .filter((one) => typeof one === 'string' || one.when === way)
    .map((one, index) => ({
      text: fill(typeof one === 'string' ? one : one.text, facts, chance),
      mayGo: typeof one === 'string' && index > 0,
    }));
  return { heading: section.heading, paragraphs };
}

function fill(text: string, facts: Facts, chance: Chance): string {
  return text
    .replace(/\[([^\]]+)\]/g, (_, ways: string) => chance.pick(ways.split('|')))
    .replace(/\{(\w+)\}/g, (_, name: string) => {
      const fact = facts[name];
      if (fact === undefined) throw new Error(`No fact for {${name}}`);
      return fact;
    });
}

/** Leaves paragraphs out, from sections that have most of them left, until the whole is not longer than `words`. */
function shorten(told: readonly Told[], words: number, chance: Chance): Account['sections'] {
  const length = (): number =>
    told.reduce(
      (sum, { heading, paragraphs }) =>
        sum + countWords(heading) + paragraphs.reduce((n, { text }) => n + countWords(text), 0),
      0,
    );
  while (length() > words) {
    const longest = Math.max(...told.map(({ paragraphs }) => paragraphs.filter(({ mayGo }) => mayGo).length));
    const { paragraphs } = chance.pick(
      told.filter((one) => one.paragraphs.filter(({ mayGo }) => mayGo).length >= longest - 1),
    );
    const mayGo = paragraphs.filter((one) => one.mayGo);
    if (longest === 0) throw new Error(`The bank has no account of ${words} words`);
    if (mayGo.length > 0) paragraphs.splice(paragraphs.indexOf(chance.pick(mayGo)), 1);
  }
  return told.map(({ heading, paragraphs }) => ({ heading, paragraphs: paragraphs.map(({ text }) => text) }));
}

/** As the rule counts: what stands between white space, dashes apart, with a letter or digit in it. */
export function countWords(text: string): number {
  return text.split(/[\s—–]+/).filter((word) => /[\p{L}\p{N}]/u.test(word)).length;
}
