import { sayDate } from '#libs/calendar';
import { defineMessages } from '../platform/web/reply.js';
import type { AccreditationState } from './accreditation.lifecycle.js';
import type { GrantCode } from './grant-accreditation.js';
import type { MoveCode } from './move-accreditation.js';

export const accreditationLabels: Record<AccreditationState, string> = {
  probation: 'On probation',
  accredited: 'Accredited',
  suspended: 'Suspended',
  removed: 'Removed',
};

const day = (iso: string): string => sayDate(Temporal.PlainDate.from(iso));

export const standardisationMessages = defineMessages<GrantCode | MoveCode>({
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
});
