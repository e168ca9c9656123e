import { sayCount, sayDate } from '#libs/calendar';
import type { QualificationVerdict } from '#libs/rubric';
import { defineMessages } from '../platform/web/reply.js';
import type { AccreditationState } from './accreditation.lifecycle.js';
import type { AddCode } from './definitive/add-definitive-script.js';
import type { SetCode } from './definitive/set-definitive-marks.js';
import type { GrantCode } from './grant-accreditation.js';
import type { MoveCode } from './move-accreditation.js';
import type { CloseCode } from './rounds/close-round.js';
import type { OpenCode } from './rounds/open-round.js';
import type { PutCode } from './rounds/put-in-round.js';
import type { StandardisationRoundState } from './rounds/standardisation-round.lifecycle.js';
import type { BeginCode } from './tries/begin-try.js';
import type { HandInCode } from './tries/hand-in-try.js';
import type { SaveCode } from './tries/save-sheet.js';
import type { RemarkCode } from './tries/say-remark.js';
import type { Barred } from './tries/scripts-for.js';
import type { TryState } from './tries/try.lifecycle.js';

export const accreditationLabels: Record<AccreditationState, string> = {
  standardising: 'Standardising',
  probation: 'On probation',
  accredited: 'Accredited',
  suspended: 'Suspended',
  removed: 'Removed',
};

export const roundLabels: Record<StandardisationRoundState, string> = { open: 'Open', closed: 'Closed' };
export const tryLabels: Record<TryState, string> = { marking: 'Being marked', 'handed-in': 'Handed in' };

export const verdictLabels: Record<QualificationVerdict, string> = {
  qualified: 'Qualified',
  'qualified-on-probation': 'Qualified, on probation',
  'not-qualified': 'Not qualified',
};

const barWords: Record<Barred, string> = {
  tied: 'a tie to its author',
  'marked-live': 'marked it live',
  standardised: 'had it in standardisation',
  'on-panel': 'sat on its panel',
};

const day = (iso: string): string => sayDate(Temporal.PlainDate.from(iso));

type Code =
  | AddCode
  | BeginCode
  | CloseCode
  | GrantCode
  | HandInCode
  | MoveCode
  | OpenCode
  | PutCode
  | RemarkCode
  | SaveCode
  | SetCode;

interface Missing {
  readonly number: string;
  readonly criteria: readonly string[];
}

export const standardisationMessages = defineMessages<Code>({
  'capacity-not-a-number': (facts: { most: number }) =>
    `Say how many scripts a window as a whole number from 0 to ${facts.most}`,
  'valid-to-not-a-date': () => 'Say the last day on which the accreditation holds, such as 2027-03-31',
  'valid-to-passed': (facts: { today: string }) => `The last day is over: choose ${day(facts.today)} or a day after it`,
  'valid-to-too-far': (facts: { latest: string; months: number }) =>
    `An accreditation holds for ${facts.months} months at most: choose ${day(facts.latest)} or a day before it`,
  'not-an-assessor': () => 'Choose somebody who is an assessor or a senior assessor of your provider',
  'framework-unknown': () => 'Choose a framework that is published',
  'accredited-before': () =>
    'This person has an accreditation for this framework already: open it in the list to change it',
  'accreditation-not-in-state': (facts: { state: AccreditationState }) =>
    `This accreditation is ${accreditationLabels[facts.state].toLowerCase()} now, perhaps since somebody else changed it. Nothing was done`,
  'reason-missing': () => 'Say why: it goes on the record',
  'not-qualified-since': () =>
    'This person did not qualify in their last standardisation. Put them in a round: they come back when they qualify',

  'script-unknown': () => 'No script of your provider has this number. Look it up in a window that is over',
  'script-not-released': (facts: { number: string }) =>
    `The outcome of ${facts.number} is not released yet. Take a script of which nothing is left to be decided`,
  'script-not-whole': (facts: { number: string }) =>
    `${facts.number} is a resubmission and does not show every criterion. Take a script of a first attempt`,
  'consent-missing': () => 'Say where its author’s consent is kept, without naming them',
  'definitive-before': (facts: { number: string }) => `${facts.number} is in the list already: open it there`,
  'definitive-marks-missing': (facts: { criteria: string[] }) => `Give a mark to ${facts.criteria.join(', ')}`,
  'definitive-reasons-missing': (facts: { criteria: string[] }) =>
    `Say why for ${facts.criteria.join(', ')}: assessors learn from the reasons`,
  'panel-too-small': (facts: { atLeast: number; given: number }) =>
    `Choose at least ${facts.atLeast} people who agreed: you chose ${facts.given}`,
  'panel-not-staff': () => 'Choose people of your provider’s staff who judge or lead',
  'panel-marks-it-now': (facts: { names: string[] }) =>
    `${facts.names.join(', ')} ${facts.names.length === 1 ? 'is' : 'are'} marking this script in standardisation now and cannot agree on its marks`,
  'why-missing': () => 'Say why the marks are revised: people were judged by those that stand',
  'revised-meanwhile': (facts: { number: string }) =>
    `Somebody else has settled the marks of ${facts.number} meanwhile. Look at theirs below; yours are still in the form`,

  'round-name-missing': () => 'Give the round a name, such as “Autumn standardisation”',
  'closes-not-a-date': () => 'Say the last day of the round, such as 2027-03-31',
  'closes-passed': (facts: { today: string }) => `That day is over: choose ${day(facts.today)} or a day after it`,
  'too-few-scripts': (facts: { needed: number; given: number }) =>
    `Choose at least ${facts.needed} scripts, since a try has so many: you chose ${facts.given}`,
  'scripts-not-definitive': () => 'Choose scripts of this framework whose marks a panel has settled',
  'round-open-before': () => 'A round for this framework is open already: close it first, or put people in it',
  'round-over': () => 'This round is over. Nothing was changed. Ask the assessment lead about the next one',
  'knows-the-marks': () =>
    'Whoever leads sees the definitive marks and cannot be judged by them. An administrator changes roles',
  'in-round-before': () => 'This person is in the round already',
  'too-few-for-person': (facts: { needed: number; open: string[]; barred: { number: string; because: Barred }[] }) =>
    `A try has ${sayCount(facts.needed, 'script')}, and ${facts.open.length === 0 ? 'none is' : `only ${facts.open.length} ${facts.open.length === 1 ? 'is' : 'are'}`} left for this person: ${facts.barred.map(({ number, because }) => `${number} (${barWords[because]})`).join(', ')}. Open a round with other scripts`,

  'try-open-before': () => 'You have begun already: go on where you are',
  'qualified-before': () => 'You have qualified in this round. Nothing more is to be marked',
  'no-try-left': (facts: { tries: number }) =>
    `You have used ${facts.tries === 1 ? 'your only try' : `all ${facts.tries} tries`}. Ask the assessment lead about the next round`,
  'no-script-left': () =>
    'Too few scripts that you have not seen are left in this round for another try. Ask the assessment lead for a new round',
  'try-over': () => 'This try is handed in, and its marks are not changed any more',
  'saved-elsewhere': (facts: { criteria: string[] }) =>
    `${facts.criteria.join(', ')}: saved in another window meanwhile. Nothing was saved now: compare below and save again`,
  'comment-too-long': (facts: { criterion: string; limit: number }) =>
    `The comment on ${facts.criterion} is too long: ${facts.limit} characters at most`,
  'marks-missing': (facts: Missing) => `Script ${facts.number}: give a mark to ${facts.criteria.join(', ')}`,
  'comments-missing': (facts: Missing) =>
    `Script ${facts.number}: write a comment on ${facts.criteria.join(', ')}, since the mark is below the maximum`,
  'words-missing': (facts: { criterion: string }) => `Write what you want to say about ${facts.criterion}`,
  'criterion-unknown': () => 'Choose a criterion of this script',
});
