import type { SchoolKey } from './organisations.js';
import type { WindowKey } from './windows.js';

/** How far a participant's life has come when the planting ends. */
export type Ending =
  | 'passed'
  | 'failed'
  | 'resubmitting'
  | 'no-show'
  | 'in-moderation'
  | 'first-marking'
  | 'second-marking'
  | 'agreeing'
  | 'adjudicating'
  | 'allocated'
  | 'submitted'
  | 'over-limit'
  | 'drafting'
  | 'booked'
  | 'booked-later'
  | 'not-booked'
  | 'at-risk'
  | 'deferred'
  | 'lapsed';

export interface ParticipantOfTheStory {
  readonly name: string;
  readonly email: string;
  readonly trn: string;
  /** Days from the day of the planting. */
  readonly startsOn: number;
  readonly school: SchoolKey;
  readonly coach: { readonly name: string; readonly email: string };
  readonly sponsor: { readonly name: string; readonly email: string };
  readonly window: WindowKey | null;
  readonly ending: Ending;
}

const fold = (name: string): string =>
  name
    .replaceAll('Ł', 'L')
    .replaceAll('ł', 'l')
    .normalize('NFD')
    .replace(/[^A-Za-z ]/g, '')
    .toLowerCase()
    .trim()
    .replace(/ +/g, '.');
const personOf = (name: string): { name: string; email: string } => ({ name, email: `${fold(name)}@demo.invalid` });

const rows: readonly (readonly [string, number, SchoolKey, WindowKey | null, Ending, string])[] = [
  ['Amara Quillfeather', -352, 'saltmarsh', 'first', 'passed', 'Magnus Dovercote'],
  ['Benedict Ashgrove-Hale', -348, 'beaconRise', 'first', 'passed', 'Philippa Thorncastle'],
  ['Chiamaka Waterbourne', -345, 'ferryBridge', 'first', 'passed', 'Rosalind Inkpenny'],
  ['Dafydd Merrowdown', -341, 'orchardLane', 'first', 'failed', 'Philippa Thorncastle'],
  ['Elspeth Corrigale', -338, 'lanternQuay', 'first', 'resubmitting', 'Magnus Dovercote'],
  ['Farouk Brindleway', -336, 'weirHouse', 'first', 'no-show', 'Rosalind Inkpenny'],
  ['Greta Silverholt', -330, 'millrace', 'second', 'in-moderation', 'Philippa Thorncastle'],
  ['Harish Penhallowe', -328, 'gannetRow', 'second', 'in-moderation', 'Magnus Dovercote'],
  ['Isolde Farthingdale', -326, 'kingfisher', 'second', 'in-moderation', 'Rosalind Inkpenny'],
  ['Jasper Oakenfold-Reed', -324, 'saltmarsh', 'second', 'in-moderation', 'Magnus Dovercote'],
  ['Katarzyna Windlass', -322, 'beaconRise', 'second', 'in-moderation', 'Philippa Thorncastle'],
  ['Łukasz Briarwick', -320, 'ferryBridge', 'third', 'first-marking', 'Rosalind Inkpenny'],
  ['Marguerite Stonechat', -318, 'orchardLane', 'third', 'second-marking', 'Philippa Thorncastle'],
  ['Nnamdi Larkhaven', -316, 'lanternQuay', 'third', 'agreeing', 'Magnus Dovercote'],
  ['Ottoline Gracewell', -314, 'weirHouse', 'third', 'adjudicating', 'Rosalind Inkpenny'],
  ['Percival Dunmore-Sykes', -312, 'millrace', 'third', 'allocated', 'Philippa Thorncastle'],
  ['Quintessa Rowanlea', -310, 'gannetRow', 'fourth', 'submitted', 'Magnus Dovercote'],
  ['Rohan Tidmarsh', -308, 'kingfisher', 'fourth', 'over-limit', 'Rosalind Inkpenny'],
  ['Seraphina Holloway-Budd', -306, 'saltmarsh', 'fourth', 'drafting', 'Magnus Dovercote'],
  ['Thaddeus Merriweather', -305, 'beaconRise', 'fourth', 'booked', 'Philippa Thorncastle'],
  ['Ursula Kingsfold', -120, 'ferryBridge', 'fifth', 'booked-later', 'Rosalind Inkpenny'],
  ['Vikram Saltonstow', -90, 'orchardLane', null, 'not-booked', 'Philippa Thorncastle'],
  ['Winifred Astercombe', -300, 'lanternQuay', null, 'deferred', 'Magnus Dovercote'],
  ['Xanthe Bellweather', -585, 'weirHouse', null, 'lapsed', 'Rosalind Inkpenny'],
  ['Yolande Ferncastle', -470, 'millrace', null, 'at-risk', 'Magnus Dovercote'],
];

const sponsors = ['Alistair Crowhurst', 'Beatrix Nightingale-Foy', 'Cornelius Haddow', 'Delphine Marsh-Ryder'] as const;

/** Twenty-five people, each at another place of a script's life. */
export const participants: readonly ParticipantOfTheStory[] = rows.map(
  ([name, startsOn, school, window, ending, coach], index) => ({
    ...personOf(name),
    trn: String(9_000_101 + index * 37),
    startsOn,
    school,
    window,
    ending,
    coach: personOf(coach),
    sponsor: personOf(sponsors[index % sponsors.length] ?? sponsors[0]),
  }),
);

/** Those whose clock began before the story does; the others are enrolled later. */
export const firstCohort = participants.filter(({ startsOn }) => startsOn <= -300);
export const secondCohort = participants.filter(({ startsOn }) => startsOn > -300);

export function withEnding(...endings: readonly Ending[]): ParticipantOfTheStory[] {
  return participants.filter(({ ending }) => endings.includes(ending));
}
