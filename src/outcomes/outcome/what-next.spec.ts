import { describe, expect, it } from '@jest/globals';
import { npqel2017 } from '#libs/rubric';
import type { OwnOutcome } from './outcome.queries.js';
import { finalWords } from './outcome-letter.js';
import { whatNext } from './what-next.js';

/** A fail that ended its enrolment: of this attempt, released at this instant, under this long stop. */
const finalFail = (attemptNo: number, releasedAt: string, longStop: string | null): OwnOutcome => ({
  id: 'one',
  state: 'released',
  result: 'failed',
  marks: {},
  carriedForward: {},
  feedback: { passed: false, marks: 0, max: 34, reasons: [], areas: [] },
  releasedAt: new Date(releasedAt),
  completionDate: releasedAt.slice(0, 10),
  reason: null,
  frameworkVersion: 'npqel-2017',
  attemptNo,
  windowName: 'Spring',
  name: 'Ada Example',
  providerName: 'Example Provider',
  enrolmentState: 'failed',
  openAttemptNo: attemptNo,
  resubmitBy: null,
  resubmitByWhy: null,
  longStop,
  uncounted: 0,
  bookedWindow: null,
  today: '2027-01-15',
  holidays: { firstDay: '2020-01-01', lastDay: '2030-12-31', holidays: [] },
});
const why = (...of: Parameters<typeof finalFail>) => whatNext(npqel2017, finalFail(...of)).finalBecause;

describe('edge case 37: a fail after the long stop is final, and says why', () => {
  it.each([
    // London is an hour ahead of UTC in June: the day begins at 23:00 UTC of the day before.
    ['2028-05-31T22:59:59Z', null],
    ['2028-05-31T23:00:00Z', { code: 'resubmission-after-long-stop', longStop: '2028-06-01' }],
    ['2028-07-10T09:00:00Z', { code: 'resubmission-after-long-stop', longStop: '2028-06-01' }],
  ])('released at %s under a long stop of 1 June 2028', (at, because) => {
    expect(why(1, at, '2028-06-01')).toEqual(because);
  });

  it('names the used attempts where they are the reason, long stop or not', () => {
    expect(why(3, '2028-01-10T09:00:00Z', null)).toEqual({ code: 'attempts-used-up' });
    expect(why(3, '2028-07-10T09:00:00Z', '2028-06-01')).toEqual({ code: 'attempts-used-up' });
  });

  it('is said in a sentence with its date, and not at all where another reason ended the enrolment', () => {
    const [said] = finalWords(why(1, '2028-07-10T09:00:00Z', '2028-06-01'));
    expect(said).toContain('the day before 1 June 2028');
    expect(finalWords(why(1, '2028-01-10T09:00:00Z', '2028-06-01'))).toEqual([]);
  });
});
