import { describe, expect, it } from '@jest/globals';
import { npqel2017 } from '#libs/rubric';
import { nextAttempt, type AttemptEnded } from './next-attempt.js';

const day = (text: string): Temporal.PlainDate => Temporal.PlainDate.from(text);
const opened = (more: Partial<AttemptEnded> = {}, framework = npqel2017): unknown =>
  nextAttempt(framework, {
    afterAttempt: 1,
    uncounted: 0,
    releasedOn: day('2027-05-03'),
    longStop: null,
    deferrals: [],
    ...more,
  });
const away = (from: string, until: string): Pick<AttemptEnded, 'deferrals'> => ({ deferrals: [{ from, until }] });

describe('the attempt after one that failed', () => {
  it('is to be booked within six months of the release, by the corresponding date', () => {
    expect(opened()).toEqual({
      attemptNo: 2,
      resubmitBy: '2027-11-03',
      resubmitByWhy: '6 months from 3 May 2027',
      feePence: 0,
    });
    expect(opened({ releasedOn: day('2026-08-31') })).toMatchObject({
      resubmitBy: '2027-02-28',
      resubmitByWhy: '6 months from 31 August 2026; February has 28 days',
    });
  });

  it('counts later by the days of a deferral that was planned before the one before it was presented', () => {
    expect(opened(away('2027-06-01', '2027-06-29'))).toMatchObject({
      resubmitBy: '2027-12-01',
      resubmitByWhy: '6 months from 3 May 2027; moved 28 days later by deferral',
    });
    // Away over the last day: what was left of the time before is left after it.
    expect(opened(away('2027-10-04', '2028-04-04'))).toMatchObject({ resubmitBy: '2028-05-04' });
    // What was over before counts for nothing.
    expect(opened(away('2027-01-01', '2027-05-03'))).toMatchObject({ resubmitBy: '2027-11-03' });
  });

  it('never counts beyond the long stop, and is not moved where deferrals shift no clock', () => {
    const long = away('2027-06-01', '2028-05-01');
    expect(opened({ ...long, longStop: '2027-12-31' })).toMatchObject({
      resubmitBy: '2027-12-31',
      resubmitByWhy:
        '6 months from 3 May 2027; moved 335 days later by deferral; but not beyond 31 December 2027, when the programme ends',
    });
    const still = { ...npqel2017, clock: { ...npqel2017.clock, deferralShiftsClock: false } };
    expect(opened(long, still)).toMatchObject({ resubmitBy: '2027-11-03' });
  });

  it('is none from the long stop on, nor when all are used (edge case 37)', () => {
    expect(opened({ longStop: '2027-05-03' })).toMatchObject({ code: 'resubmission-after-long-stop' });
    expect(opened({ longStop: '2027-05-04' })).toMatchObject({ resubmitBy: '2027-05-04' });
    expect(opened({ afterAttempt: 3 })).toMatchObject({ code: 'attempts-used-up', facts: { attempts: 3 } });
    expect(opened({ afterAttempt: 3, uncounted: 1 })).toMatchObject({ attemptNo: 4, feePence: 150_00 });
  });
});
