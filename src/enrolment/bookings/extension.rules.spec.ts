import { describe, expect, it } from '@jest/globals';
import { firstRefusal } from '#libs/refusal';
import { extensionWords } from './extension.messages.js';
import { extensionRules, type ExtensionFacts } from './extension.rules.js';

const at = (text: string): Temporal.Instant => Temporal.Instant.from(text);
const day = (text: string): Temporal.PlainDate => Temporal.PlainDate.from(text);

const facts: ExtensionFacts = {
  isMissed: true,
  state: 'active',
  isOpenAttempt: true,
  isOwnVersion: true,
  elsewhere: null,
  longStop: null,
  deferrals: [],
  opensAt: at('2027-03-17T09:00:00Z'),
  closesAt: at('2027-03-31T13:00:00Z'),
  seatsLeft: 1,
};
const say = (change: Partial<ExtensionFacts>): string | null =>
  firstRefusal(extensionRules, { ...facts, ...change })?.code ?? null;

describe('a later closing after a failure of ours', () => {
  it('is let to whom nothing keeps from it, missed or not', () => {
    expect([say({}), say({ isMissed: false })]).toEqual([null, null]);
    expect(say({ state: 'resubmitting' })).toBeNull();
  });

  it.each<[string, Partial<ExtensionFacts>, string]>([
    ['whoever has another place', { elsewhere: 'May' }, 'has-another-place'],
    ['whoever lapsed', { state: 'lapsed' }, 'enrolment-went-on'],
    ['whoever is deferred', { state: 'deferred' }, 'enrolment-went-on'],
    ['whoever presented', { state: 'presented' }, 'enrolment-went-on'],
    ['whoever withdrew', { state: 'withdrawn' }, 'enrolment-went-on'],
    ['whoever is on a later attempt', { isOpenAttempt: false }, 'attempt-went-on'],
    ['whoever moved to another version', { isOwnVersion: false }, 'version-went-on'],
    ['whoever no place is left for', { seatsLeft: 0 }, 'no-place-is-left'],
  ])('gives no place back to %s, and keeps nobody from time who has a place', (_, change, code) => {
    expect([say(change), say({ ...change, isMissed: false })]).toEqual([code, null]);
  });

  it.each([
    // The long stop counts to its end: London is an hour ahead of UTC from 28 March 2027 on.
    ['2027-03-31T23:00:00Z', null],
    ['2027-03-31T23:00:00.001Z', 'closing-after-long-stop'],
  ])('at %s lies within the long stop or not, missed or not', (closesAt, code) => {
    const change = { longStop: day('2027-03-31'), closesAt: at(closesAt) };
    expect([say(change), say({ ...change, isMissed: false })]).toEqual([code, code]);
  });

  it.each([
    ['2027-04-02', '2027-04-01T23:00:00Z', null],
    ['2027-04-02', '2027-04-01T23:00:00.001Z', 'closing-during-deferral'],
  ])('of a deferral from %s on lies before it or not: %s', (from, closesAt, code) => {
    const change = { deferrals: [{ from: day(from), until: day('2027-06-01') }], closesAt: at(closesAt) };
    expect([say(change), say({ ...change, isMissed: false })]).toEqual([code, code]);
  });

  it('tells a lead of whoever lapsed what to do first', () => {
    expect(extensionWords['enrolment-went-on']({ state: 'lapsed' })).toContain('Extend their clock first');
    expect(extensionWords['enrolment-went-on']({ state: 'presented' })).toContain('have presented');
  });
});
