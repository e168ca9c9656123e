import type { Chance } from './chance.js';

/** What fills the places in a text: numbers that agree with one another. */
export type Facts = Readonly<Record<string, string>>;

const grouped = (value: number): string => value.toLocaleString('en-GB');
const months = ['January', 'March', 'May', 'July', 'October', 'November'] as const;
const places = [
  'two small towns on the coast',
  'a market town and its villages',
  'the eastern half of a former mill town',
  'a cathedral city',
  'three villages along a valley',
  'a port and the estates behind it',
] as const;
const words = ['five', 'six', 'seven', 'eight', 'nine'] as const;

/** The trust of task 1. */
export function strategyFacts(chance: Chance): Facts {
  const pupils = chance.between(1_850, 3_900);
  const reserve = chance.between(56, 84) / 10;
  const vacBefore = chance.between(9, 16);
  return {
    schools: chance.pick(words),
    place: chance.pick(places),
    pupils: grouped(pupils),
    disadvantaged: String(chance.between(19, 41)),
    reserve: String(reserve),
    reserveNow: String(Math.round((reserve + chance.between(-4, 9) / 10) * 10) / 10),
    lowReserve: String(chance.between(31, 44) / 10),
    birthFall: String(chance.between(9, 19)),
    support: grouped(chance.between(38, 96) * 1_000),
    carry: String(chance.between(14, 26)),
    applicants: chance.pick(['two', 'three', 'four']),
    homes: grouped(chance.between(9, 32) * 100),
    parents: String(chance.between(310, 890)),
    weakPupils: String(chance.between(420, 780)),
    closeCost: grouped(chance.between(45, 120) * 1_000),
    staffAnswers: String(chance.between(118, 264)),
    growthPc: chance.pick(['one and a half', 'two', 'two and a quarter']),
    nursery: grouped(chance.between(24, 61) * 1_000),
    cap: String(chance.between(4, 9) * 10),
    agency: grouped(chance.between(52, 140) * 1_000),
    bench: chance.pick(['six', 'eight', 'ten']),
    risks: chance.pick(['twelve', 'fourteen', 'fifteen', 'sixteen']),
    overrun: String(chance.between(11, 27)),
    boardMonth: chance.pick(months),
    brought: chance.pick(['five', 'six', 'eight', 'nine']),
    boardForms: chance.pick(['ten', 'eleven', 'twelve']),
    months: chance.pick(['eleven', 'twelve', 'thirteen', 'fourteen']),
    vacBefore: String(vacBefore),
    vacAfter: String(chance.between(2, vacBefore - 5)),
    readingRise: chance.pick(['six', 'seven', 'nine', 'eleven']),
  };
}

const focuses = {
  reading: 'fluency and understanding in reading',
  attendance: 'attendance and the learning that depends on it',
  mathematics: 'the teaching of mathematics',
  writing: 'writing',
} as const;

export type Focus = keyof typeof focuses;
export const everyFocus = Object.keys(focuses) as Focus[];

/** The project of task 2. */
export function projectFacts(chance: Chance, focus: Focus): Facts {
  const startPc = chance.between(44, 58);
  const endPc = startPc + chance.between(11, 19);
  const gapBefore = chance.between(15, 22);
  const gap = chance.between(4, 9);
  const confidentBefore = chance.between(38, 52);
  const cover = chance.between(76, 88) * 1_000;
  const budget = chance.between(128, 196) * 1_000;
  const perPupil = chance.between(74, 118);
  return {
    focus: focuses[focus],
    terms: chance.pick(['five', 'six']),
    projectSchools: 'five',
    children: grouped(Math.round(budget / perPupil)),
    perPupil: String(perPupil),
    budget: grouped(budget),
    fromTrust: grouped(Math.round(budget * 0.55)),
    teachers: String(chance.between(52, 78)),
    fsmA: String(chance.between(46, 63)),
    taught: chance.pick(['nine', 'eleven', 'twelve', 'fourteen']),
    startPc: String(startPc),
    startDis: String(startPc - gapBefore),
    endPc: String(endPc),
    endDis: String(endPc - gapBefore + gap),
    gap: String(gap),
    judged: grouped(chance.between(6, 11) * 100),
    agreedMonth: chance.pick(months),
    endMonth: chance.pick(months),
    sentences: String(chance.between(160, 310)),
    added: chance.pick(['nine', 'ten', 'eleven']),
    removed: chance.pick(['twelve', 'thirteen', 'fourteen']),
    feedbackForms: String(chance.between(88, 176)),
    supportDays: chance.pick(['twelve', 'fifteen', 'eighteen']),
    cover: grouped(cover),
    coverSaved: grouped(cover + chance.between(4, 21) * 1_000),
    lost: grouped(chance.between(2, 7) * 400),
    controlRise: chance.pick(['three', 'four']),
    firstRise: chance.pick(['eight', 'nine', 'ten']),
    confident: String(confidentBefore + chance.between(27, 41)),
    confidentBefore: String(confidentBefore),
  };
}
