import { describe, expect, it } from '@jest/globals';
import { sayDaysTo, sayLength, sayTimeTo, sayTimeToEndOf } from './say-distance.js';

const instant = (iso: string): Temporal.Instant => Temporal.Instant.from(iso);

describe('how far off a thing is, for people', () => {
  it.each([
    ['2026-01-05', 'today'],
    ['2026-01-06', 'tomorrow'],
    ['2026-01-08', 'in 3 days'],
    ['2026-01-04', 'yesterday'],
    ['2026-01-02', '3 days ago'],
    ['2029-01-05', 'in 1,096 days'],
  ])('from 5 January 2026 to %s is %s', (day, said) => {
    expect(sayDaysTo(Temporal.PlainDate.from('2026-01-05'), Temporal.PlainDate.from(day))).toBe(said);
  });

  it.each([
    [0.4, 'less than a second'],
    [1, '1 second'],
    [61, '1 minute and 1 second'],
    [3600, '1 hour'],
    [3659, '1 hour'], // the third part is left out
    [19_200, '5 hours and 20 minutes'],
    [183_600, '2 days and 3 hours'],
  ])('%d seconds is %s', (seconds, said) => {
    expect(sayLength(seconds)).toBe(said);
  });

  it.each([
    ['2026-01-05T12:00:00Z', 'now'],
    ['2026-01-05T17:20:00Z', 'in 5 hours and 20 minutes'],
    ['2026-01-05T11:59:59Z', '1 second ago'],
    ['2026-01-06T11:59:59Z', 'in 23 hours and 59 minutes'],
    ['2026-01-06T12:00:00Z', 'tomorrow'],
    ['2026-01-08T09:00:00Z', 'in 3 days'],
    ['2026-01-02T12:00:00Z', '3 days ago'],
  ])('from noon on 5 January 2026 to %s is %s', (at, said) => {
    expect(sayTimeTo(instant('2026-01-05T12:00:00Z'), instant(at))).toBe(said);
  });

  it('counts days in London, where a summer day begins an hour before UTC says so', () => {
    expect(sayTimeTo(instant('2026-07-05T12:00:00Z'), instant('2026-07-07T23:30:00Z'))).toBe('in 3 days');
  });

  it.each([
    ['2026-07-05T12:00:00Z', 'in 3 days'],
    ['2026-07-06T22:59:59Z', 'in 2 days'],
    ['2026-07-06T23:00:00Z', 'tomorrow'],
    ['2026-07-07T23:00:00Z', 'today'],
    ['2026-07-07T23:00:01Z', 'in 23 hours and 59 minutes'],
    ['2026-07-08T12:00:00Z', 'in 11 hours'],
    ['2026-07-10T12:00:00Z', '2 days ago'],
  ])('from %s to the end of 8 July 2026, in London, is %s', (now, said) => {
    expect(sayTimeToEndOf(instant(now), Temporal.PlainDate.from('2026-07-08'))).toBe(said);
  });
});
