import { sayDate } from '#libs/calendar';
import { resultWords } from '../outcome/say.js';
import { sayFall, sayOpening, sayUsedUp } from './change-letters.js';
import type { ChangeEffect } from './effect.js';

/** Errors that move a mark, in words; a provider's own codes stand as they are. */
const errorWords: Readonly<Record<string, string>> = {
  'totalling-error': 'Marks were added up or entered wrongly',
  'work-not-seen': 'Work was not seen',
  'levels-misapplied': 'Descriptors of levels were misapplied',
  'criteria-misapplied': 'Criteria were misapplied',
  'illegible-to-first-marker': 'Could not be read by the first marker',
  'missing-part-found': 'A missing part was found',
  'malpractice-outcome': 'Outcome of a misconduct case',
  'unusual-response': 'An unusual response was not recognised',
  'special-consideration': 'Special consideration',
};

export const sayError = (error: string): string => errorWords[error] ?? error;

/** What a change does, a sentence for each thing. */
export function sayEffect(
  effect: ChangeEffect,
  marks: { readonly before: number; readonly after: number | null },
): string[] {
  const { from, to, completionDate, cancels } = effect;
  const day = sayDate(Temporal.PlainDate.from(completionDate));
  return [
    to === null
      ? `“${resultWords[from]}” is taken back, and no outcome stands in its place.`
      : `“${resultWords[from]}” with ${marks.before} marks becomes “${resultWords[to]}” with ${marks.after}, dated ${day}.`,
    ...sayUsedUp(effect.isUsedUp),
    ...(cancels ? sayFall(cancels) : []),
    ...sayOpening(effect),
    'The participant is told by letter at once. The earlier outcome stays on the record.',
  ];
}

/** Who had a hand in an outcome, as a look back says it. */
export const lookBackWords = {
  first: 'marked it first',
  second: 'a second marker',
  adjudicator: 'adjudicated it',
  remark: 'marked it anew',
  moderator: 'a moderator',
  quality: 'the quality agent',
} as const;
