import { describe, expect, it } from '@jest/globals';
import { formOf, isSame, noTerms, readTerms, sayTerms } from './terms.js';

const deferral = { ...noTerms, reason: 'parental-leave', from: '2026-12-01', until: '01/03/2027' };

describe('the terms of a request', () => {
  it('are read by kind, whatever else the form carries', () => {
    expect(readTerms('deferral', { ...deferral, days: 'x' })).toEqual({
      reason: 'parental-leave',
      from: '2026-12-01',
      until: '2027-03-01',
    });
    expect(readTerms('extension', { ...deferral, days: ' 14 ' })).toEqual({ days: 14 });
    expect(readTerms('adjustment', { ...noTerms, percent: '0' })).toEqual({ percent: 0 });
  });

  it.each([
    ['no kind', 'holiday', noTerms, 'kind-unknown'],
    ['no reason', 'deferral', { ...deferral, reason: 'toString' }, 'deferral-reason-unknown'],
    ['no date', 'deferral', { ...deferral, until: 'soon' }, 'deferral-date-unreadable'],
    ['no days', 'extension', { ...noTerms, days: '-1' }, 'extension-not-days'],
    ['half a day', 'extension', { ...noTerms, days: '1.5' }, 'extension-not-days'],
    ['over a hundred per cent', 'adjustment', { ...noTerms, percent: '101' }, 'percent-not-whole'],
    ['no per cent', 'adjustment', noTerms, 'percent-not-whole'],
  ])('with %s are refused', (_, kind, form, code) => {
    expect(readTerms(kind, form)).toMatchObject({ refused: true, code });
  });

  it('come back out of their form as they went in, and differ where one field does', () => {
    const terms = { reason: 'other', from: '2026-12-01', until: '2027-03-01' };
    expect(readTerms('deferral', formOf(terms))).toEqual(terms);
    expect(isSame(terms, { ...terms })).toBe(true);
    expect(isSame(terms, { ...terms, until: '2027-03-02' })).toBe(false);
    expect(isSame({ percent: 0 }, {})).toBe(false);
  });

  it('are said in words', () => {
    expect(sayTerms('deferral', { reason: 'parental-leave', from: '2026-12-01', until: '2027-03-01' })).toBe(
      'from 1 December 2026, back on 1 March 2027 (Parental leave)',
    );
    expect(sayTerms('extension', { days: 1 })).toBe('1 day more');
    expect(sayTerms('adjustment', { percent: 25 })).toBe('25% more time in the window');
    expect(sayTerms('adjustment', { percent: 0 })).toBe('something other than time');
  });
});
