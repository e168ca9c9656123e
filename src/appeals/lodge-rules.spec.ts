import { describe, expect, it } from '@jest/globals';
import { englandBankHolidays } from '#libs/calendar';
import { firstRefusal } from '#libs/refusal';
import { npqel2017 } from '#libs/rubric';
import { isLate, lodgeBy, lodgeRules, type LodgeFacts } from './lodge-rules.js';

const rule = npqel2017.appeal;
const day = (text: string): Temporal.PlainDate => Temporal.PlainDate.from(text);
const facts: LodgeFacts = {
  rule,
  grounds: 'procedure',
  statement: 'Annex 3 was not looked at.',
  outcome: 'released',
  hasOpen: false,
  hasDecided: false,
  lodgeBy: day('2027-01-04'),
  today: day('2027-01-04'),
  lateReason: '',
};

describe('the last day to appeal (edge case 36)', () => {
  it.each([
    ['2026-12-03T10:00:00Z', '2027-01-05'],
    ['2026-11-27T10:00:00Z', '2026-12-29'],
    // Five to midnight in summer is the next day in London.
    ['2027-06-03T22:59:59Z', '2027-07-01'],
    ['2027-06-03T23:00:00Z', '2027-07-02'],
  ])('of an outcome released at %s is %s', (releasedAt, last) => {
    expect(lodgeBy(rule, Temporal.Instant.from(releasedAt), englandBankHolidays).date.toString()).toBe(last);
  });

  it('says which bank holidays it did not count', () => {
    expect(lodgeBy(rule, Temporal.Instant.from('2026-12-03T10:00:00Z'), englandBankHolidays).why).toContain(
      'Christmas Day on 25 December 2026',
    );
  });

  it('counts whole', () => {
    expect(isLate(facts)).toBe(false);
    expect(isLate({ ...facts, today: day('2027-01-05') })).toBe(true);
  });
});

describe('an appeal', () => {
  it('is let through with grounds and a statement in time, or late with a reason', () => {
    expect(firstRefusal(lodgeRules, facts)).toBeNull();
    expect(firstRefusal(lodgeRules, { ...facts, today: day('2027-02-01'), lateReason: 'In hospital' })).toBeNull();
  });

  it.each<[string, Partial<LodgeFacts>]>([
    ['outcome-not-appealable', { outcome: 'superseded' }],
    ['outcome-not-appealable', { outcome: 'voided' }],
    ['appeal-decided', { hasDecided: true }],
    ['appeal-open', { hasOpen: true }],
    ['grounds-unknown', { grounds: 'i-disagree' }],
    ['statement-missing', { statement: ' \n' }],
    ['appeal-late', { today: day('2027-01-05'), lateReason: ' ' }],
  ])('is refused: %s', (code, more) => {
    expect(firstRefusal(lodgeRules, { ...facts, ...more })?.code).toBe(code);
  });
});
