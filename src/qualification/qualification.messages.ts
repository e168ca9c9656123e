import { sayDate } from '#libs/calendar';
import { defineMessages } from '../platform/web/reply.js';
import type { BankHolidayCode } from './bank-holidays/change-bank-holidays.js';
import type { PublishCode } from './publish-framework.js';

const day = (iso: string): string => sayDate(Temporal.PlainDate.from(iso));

export const qualificationMessages = defineMessages<PublishCode | BankHolidayCode>({
  'bank-holiday-date-unreadable': ({ given }: { given: string }) =>
    `Give the date as 2027-12-27: “${given}” is no date`,
  'bank-holiday-name-missing': () => 'Say what the bank holiday is called',
  'bank-holiday-is-over': ({ date }: { date: string }) =>
    `${day(date)} is not ahead any more. Deadlines were counted by the days that are over, so they stay as they are`,
  'bank-holiday-twice': ({ date }: { date: string }) => `${day(date)} is a bank holiday already`,
  'bank-holiday-outside-table': ({ date }: { date: string }) =>
    `The table does not reach ${day(date)}. Add the year first`,
  'bank-holiday-not-there': ({ date }: { date: string }) =>
    `${day(date)} is no bank holiday. Somebody may have removed it`,
  'bank-holiday-reason-missing': () => 'Say why the table is changed, such as the proclamation that it follows',
  'bank-holiday-year-not-next': ({ next }: { next: number }) =>
    `The next year to add is ${next}. Somebody may have added this one already`,
  'bank-holidays-not-in-order': () => 'The table would end before it begins. Look at its years again',
  'not-json': () => 'Paste the framework as JSON: what you pasted cannot be read as such',
  'not-a-framework': (facts: { problems: readonly { path: string; problem: string }[] }) => {
    const [first, ...others] = facts.problems;
    const more = others.length > 0 ? `, and ${others.length} more` : '';
    return `The framework is not complete: ${first?.path} ${first?.problem}${more}`;
  },
  'version-is-taken': (facts: { id: string }) =>
    `${facts.id} was published before. A published framework is never changed: give this one a new version`,
});
