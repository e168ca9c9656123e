import { npqel2017, type Mark } from '#libs/rubric';
import type { ParticipantOfTheStory } from '../cast/participants.js';
import { chanceOf } from '../papers/chance.js';

/** Marks by criterion. */
export type Levels = Readonly<Record<string, Mark>>;

const codes = npqel2017.criteria.map(({ code }) => code);

/** What a first assessor finds: a sound piece of work, better in some places than in others. */
export function passing({ name }: ParticipantOfTheStory): Levels {
  const chance = chanceOf(`marks ${name}`);
  return Object.fromEntries(codes.map((code) => [code, chance.between(0, 9) < 5 ? 2 : 1]));
}

/** The same but for one area: teaching and curriculum, where little is shown. */
export function failing(person: ParticipantOfTheStory): Levels {
  return { ...passing(person), '2.4.1': 0, '2.4.2': 1, '5.4.1': 1 };
}

/** A second opinion that differs by one mark here and there, and not enough to be talked about. */
export function alike(levels: Levels, person: ParticipantOfTheStory): Levels {
  const chance = chanceOf(`second ${person.name}`);
  const twos = codes.filter((code) => levels[code] === 2);
  const ones = codes.filter((code) => levels[code] === 1 && !code.startsWith('2.') && !code.startsWith('5.'));
  return { ...levels, [chance.pick(twos)]: 1, [chance.pick(ones)]: 2 };
}

/** A second opinion that fails what the first passed: the two have to agree. */
export function unlike(levels: Levels): Levels {
  return { ...levels, '2.4.1': 0, '2.4.2': 1, '6.4.1': 1 };
}
