import { describe, expect, it } from '@jest/globals';
import type { EnrolmentOf } from '../../enrolment/index.js';
import { drawPlan } from './picture.js';
import { nextDue, planOf } from './plan.js';
import type { PlannedWindow } from './planner.queries.js';

const instant = (iso: string): Temporal.Instant => Temporal.Instant.from(iso);
const mine = (change: Partial<EnrolmentOf> = {}): EnrolmentOf => ({
  enrolmentId: 'e',
  participantId: 'p',
  providerId: 'pr',
  name: 'Ada Penhallow',
  frameworkVersion: 'f',
  state: 'active',
  startDate: '2017-08-31',
  presentBy: '2019-02-28',
  presentByWhy: '18 months from 31 August 2017; February has 28 days',
  attemptNo: 1,
  resubmitBy: null,
  resubmitByWhy: null,
  deferrals: [],
  presentedAt: null,
  unpaidPence: 0,
  booking: null,
  ...change,
});
const window = (name: string, opens: string, closes: string, change: Partial<PlannedWindow> = {}): PlannedWindow => ({
  id: name,
  name,
  opensAt: new Date(opens),
  closesAt: new Date(closes),
  seatsLeft: 2,
  mayBeBooked: true,
  ...change,
});
const autumn = window('Autumn', '2018-10-20T08:00:00Z', '2018-11-03T12:00:00Z');
const booking: EnrolmentOf['booking'] = {
  id: 'b',
  enrolmentId: 'e',
  attemptNo: 1,
  state: 'booked',
  windowId: 'Autumn',
  windowName: 'Autumn',
  opensAt: instant('2018-10-20T08:00:00Z'),
  closesAt: instant('2018-11-03T12:00:00Z'),
  taskClosings: [],
  confirmBy: instant('2018-09-15T08:00:00Z'),
};
const now = instant('2018-09-01T09:00:00Z');

describe('a participant sees their eighteen months as one picture', () => {
  it('with the last day and its reason (edge case 1)', () => {
    const last = planOf({ now, mine: mine(), windows: [], deferrals: [] }).at(-1);
    expect([last?.kind, last?.from.toString(), last?.hint]).toEqual([
      'last-day',
      '2019-02-28',
      '18 months from 31 August 2017; February has 28 days. It counts until it ends, in 180 days.',
    ]);
  });

  it('with windows by what they are to this person: free, full, or closing too late', () => {
    const full = window('Winter', '2018-12-01T08:00:00Z', '2018-12-15T12:00:00Z', { seatsLeft: 0 });
    const late = window('Spring', '2019-02-20T08:00:00Z', '2019-03-06T12:00:00Z');
    const gone = window('Summer', '2018-07-01T08:00:00Z', '2018-07-15T12:00:00Z', { mayBeBooked: false });
    const entries = planOf({ now, mine: mine(), windows: [gone, autumn, full, late], deferrals: [] });
    expect(entries.map(({ kind, text }) => `${kind}: ${text}`)).toEqual([
      'start: Your programme began',
      'today: Today',
      'offer: Autumn',
      'full: Winter',
      'outside: Spring',
      'last-day: The last day to present for assessment',
    ]);
  });

  it('without windows to book once it runs no more', () => {
    const entries = planOf({ now, mine: mine({ state: 'presented' }), windows: [autumn], deferrals: [] });
    expect(entries.map(({ kind }) => kind)).toEqual(['start', 'today', 'last-day']);
  });

  it('with labels that fit beside it', () => {
    const long = window('A window with quite a long name of its own', '2018-10-20T08:00:00Z', '2018-11-03T12:00:00Z');
    const labels = drawPlan(planOf({ now, mine: mine(), windows: [long], deferrals: [] })).marks.map(
      ({ text }) => text,
    );
    expect(labels).toContain('A window with quite a long n…');
    expect(labels).toContain('Your last day');
  });

  it('with a place of one’s own up to one’s own closing time, and deferrals up to their last day', () => {
    const closesAt = instant('2018-11-05T00:00:00Z');
    const entries = planOf({
      now,
      mine: mine({ booking: { ...booking, closesAt } }),
      windows: [autumn],
      deferrals: [{ from: '2018-01-01', until: '2018-04-01' }],
    });
    const spans = entries.map(({ kind, from, until }) => `${kind} ${from.toString()} ${until.toString()}`);
    expect(spans).toContain('booked 2018-10-20 2018-11-04');
    expect(spans).toContain('deferral 2018-01-01 2018-03-31');
  });

  it.each([
    ['2018-01-01', '2018-09-01', 'was'],
    ['2018-01-01', '2018-09-02', 'is'],
    ['2018-09-01', '2018-10-01', 'is'],
    ['2018-09-02', '2018-10-01', 'will be'],
  ])('with a deferral from %s until %s that %s', (from, until, tense) => {
    const entries = planOf({
      now: instant('2018-09-01T09:00:00Z'),
      mine: mine(),
      windows: [],
      deferrals: [{ from, until }],
    });
    expect(entries.find(({ kind }) => kind === 'deferral')?.text).toBe(`Your programme ${tense} deferred`);
  });

  it('drawn in proportion to civil days, over a clock change too, without labels on one another (edge case 4)', () => {
    const crowd = Array.from({ length: 12 }, (_, at) => ({ ...autumn, id: `${at}`, name: `${at}` }));
    const entries = planOf({ now, mine: mine(), windows: crowd, deferrals: [] });
    const { marks, height } = drawPlan(entries);
    const offers = marks.filter(({ kind }) => kind === 'offer');
    // 20 October to 3 November 2018 are fifteen days, whatever their hours.
    expect(offers.every((offer) => Math.abs(offer.height - 15 * 1.15) < 0.2)).toBe(true);
    const labels = marks.map(({ labelY }) => labelY);
    expect(labels.slice(1).every((y, at) => y - (labels[at] ?? 0) >= 36)).toBe(true);
    expect(Math.max(...labels)).toBeLessThan(height);
  });
});

describe('a window that is offered', () => {
  it.each([
    [0, '/windows/autumn/booking'],
    [10_000, '/windows'],
  ])('to one who owes %i pence leads to %s', (unpaidPence, href) => {
    const windows = [{ ...autumn, id: 'autumn' }];
    const offers = planOf({ now, mine: mine({ unpaidPence }), windows, deferrals: [] }).filter(
      ({ kind }) => kind === 'offer',
    );
    expect(offers.map((offer) => offer.href)).toEqual([href]);
  });
});

describe('what is due next, by the server’s clock', () => {
  const says = (change: Partial<EnrolmentOf>, at: string): string | null => {
    const next = nextDue({ now: instant(at), mine: mine(change) });
    return next && `${next.text} ${next.at.toString()} ${next.inWords}`;
  };
  it('names the day that counts to its end, and not the midnight after it', () => {
    const next = nextDue({ now: instant('2018-09-01T09:00:00Z'), mine: mine({}) });
    expect(next?.asDay).toBe('the end of Thursday 28 February 2019 (UK time)');
  });

  it.each([
    ['nothing booked', {}, '2018-09-01T09:00:00Z', 'Book a window that closes by 2019-03-01T00:00:00Z in 180 days'],
    ['booked', { booking }, '2018-09-01T09:00:00Z', 'Confirm your place by 2018-09-15T08:00:00Z in 14 days'],
    [
      'confirmed',
      { booking: { ...booking, state: 'confirmed' as const } },
      '2018-10-19T08:00:00Z',
      'Your window opens on 2018-10-20T08:00:00Z tomorrow',
    ],
    [
      'open',
      { booking: { ...booking, state: 'confirmed' as const } },
      '2018-11-03T11:59:59Z',
      'Submit before 2018-11-03T12:00:00Z in 1 second',
    ],
    ['closed', { booking: { ...booking, state: 'confirmed' as const } }, '2018-11-03T12:00:00Z', null],
    ['submitted', { booking: { ...booking, state: 'used' as const } }, '2018-11-01T12:00:00Z', null],
    ['deferred', { state: 'deferred' as const }, '2018-09-01T09:00:00Z', null],
  ])('%s', (_, change, at, expected) => {
    expect(says(change, at)).toBe(expected);
  });
});
