import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { remindersDue, reminderTimetable, type ReminderQuestion } from './reminders.js';

const date = (iso: string): Temporal.PlainDate => Temporal.PlainDate.from(iso);
const offsets = [90, 60, 30, 14, 7, 1];

function ask(question: Partial<ReminderQuestion>): ReminderQuestion {
  return { deadline: date('2019-02-28'), offsets, lastRunDate: null, today: date('2018-01-01'), sent: [], ...question };
}

function due(question: Partial<ReminderQuestion>): number[] {
  return remindersDue(ask(question)).map(({ daysBefore }) => daysBefore);
}

describe('reminders go out 90, 60, 30, 14, 7 and 1 days before', () => {
  it('has a timetable, earliest first, each offset once', () => {
    expect(
      reminderTimetable(date('2019-02-28'), [1, 90, 14, 1]).map(({ key, dueOn }) => [key, dueOn.toString()]),
    ).toEqual([
      ['2019-02-28/90', '2018-11-30'],
      ['2019-02-28/14', '2019-02-14'],
      ['2019-02-28/1', '2019-02-27'],
    ]);
  });

  it.each([-1, 1.5])('throws on an offset of %d days', (offset) => {
    expect(() => reminderTimetable(date('2019-02-28'), [offset])).toThrow(RangeError);
  });

  it.each([
    ['2018-11-29', '2018-11-28', []],
    ['2018-11-30', '2018-11-29', [90]],
    ['2018-12-01', '2018-11-30', []],
    ['2019-02-27', '2019-02-26', [1]],
    ['2019-02-28', '2019-02-27', []],
  ])('on %s, last run %s: %p', (today, lastRun, expected) => {
    expect(due({ today: date(today), lastRunDate: date(lastRun) })).toEqual(expected);
  });
});

describe('a reminder says why it is sent', () => {
  it('on the day it is due', () => {
    const [first] = remindersDue(ask({ lastRunDate: date('2018-11-29'), today: date('2018-11-30') }));
    expect(first).toMatchObject({
      key: '2019-02-28/90',
      daysLeft: 90,
      daysLate: 0,
      why: 'Due on 30 November 2018, 90 days before 28 February 2019.',
    });
  });
});

describe('after an outage reminders are late and none is skipped', () => {
  it('sends all that came due, and says which one stands for the rest', () => {
    const found = remindersDue(ask({ lastRunDate: date('2019-01-10'), today: date('2019-02-16') }));
    expect(
      found.map(({ daysBefore, daysLeft, daysLate, supersededBy }) => [daysBefore, daysLeft, daysLate, supersededBy]),
    ).toEqual([
      [30, 12, 18, 14],
      [14, 12, 2, null],
    ]);
    expect(found.map(({ why }) => why)).toEqual([
      'Due on 29 January 2019, 30 days before 28 February 2019; 18 days late.',
      'Due on 14 February 2019, 14 days before 28 February 2019; 2 days late.',
    ]);
  });

  it('sends what was left over from a run that did not finish', () => {
    expect(due({ lastRunDate: date('2019-01-10'), today: date('2019-02-16'), sent: [30] })).toEqual([14]);
  });

  it('sends nothing once the deadline has passed', () => {
    expect(due({ lastRunDate: date('2019-01-10'), today: date('2019-03-01') })).toEqual([]);
    expect(due({ lastRunDate: date('2019-01-10'), today: date('2019-02-28'), offsets: [0] })).toEqual([0]);
  });
});

describe('each reminder goes out once, whatever days the runs are made on', () => {
  it('over any row of runs, sends each offset that comes due by the last run in time exactly once', () => {
    const gaps = fc.array(fc.integer({ min: 0, max: 40 }), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(gaps, (days) => {
        const sent: number[] = [];
        let [today, lastRunDate] = [100, null as number | null]; // days to go, plain numbers
        const seen: number[] = [];
        for (const gap of days) {
          today -= gap;
          if (today >= 0) seen.push(today);
          const at = (daysLeft: number): Temporal.PlainDate => date('2019-02-28').subtract({ days: daysLeft });
          const lastRun = lastRunDate === null ? null : at(lastRunDate);
          sent.push(...due({ today: at(today), lastRunDate: lastRun, sent: [...sent] }));
          lastRunDate = today;
        }
        const lowest = Math.min(100, ...seen);
        const expected = seen.length === 0 ? [] : offsets.filter((offset) => offset >= lowest);
        expect(sent).toEqual(expected);
      }),
    );
  });
});
