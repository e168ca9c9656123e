import { describe, expect, it } from '@jest/globals';
import { englandBankHolidays } from '#libs/calendar';
import { isRefusal } from '#libs/refusal';
import { npqel2017 } from '#libs/rubric';
import { planYear, windowsOf, type PlanFields } from './plan-year.js';
import { proposeFields, readWindow, type WindowFields } from './window-form.js';

const fields: WindowFields = {
  name: 'February 2027',
  opensOn: '2027-02-25',
  opensTime: '09:00',
  closesOn: '2027-03-11',
  closesTime: '12:00',
  bookingOpensOn: '2026-08-29',
  bookingClosesOn: '2027-02-11',
  confirmByOn: '2027-01-21',
  capacity: '60',
};
const problems = (change: Partial<WindowFields>): string[] => {
  const read = readWindow({ ...fields, ...change });
  return 'dates' in read ? [] : read.map(({ code, field }) => `${field} ${code}`);
};

describe('a window’s form', () => {
  it('is read in UK time, over a change of clocks too', () => {
    const read = readWindow({ ...fields, closesOn: '2027-04-01', closesTime: '12:00' });
    expect('dates' in read && [read.dates.opensAt, read.dates.closesAt].map(String)).toEqual([
      '2027-02-25T09:00:00Z',
      '2027-04-01T11:00:00Z',
    ]);
  });

  it('that the framework proposes can be used as it stands, given a name', () => {
    const proposed = proposeFields(npqel2017, Temporal.PlainDate.from('2027-02-25'));
    expect('dates' in readWindow({ ...proposed, name: 'x' })).toBe(true);
  });

  it.each([
    ['no name', { name: ' ' }, ['name name-missing']],
    ['a day that does not exist', { opensOn: '2027-02-30' }, ['opensOn date-unreadable']],
    ['no time', { closesTime: '' }, ['closesTime time-unreadable']],
    ['no places', { capacity: '0' }, ['capacity capacity-not-a-number']],
    ['half a place', { capacity: '1.5' }, ['capacity capacity-not-a-number']],
    ['an edge at 1am, edge case 4', { opensTime: '01:00' }, ['opensTime edge-in-clock-change']],
    ['an edge at 1:59am, on any day, edge case 4', { closesTime: '01:59' }, ['closesTime edge-in-clock-change']],
    ['closing before it opens', { closesOn: '2027-02-24' }, ['closesOn window-not-in-order']],
    ['confirming after it opened', { confirmByOn: '2027-02-26' }, ['opensOn window-not-in-order']],
  ] as const)('is refused for %s, with the field', (_, change, expected) => {
    expect(problems(change)).toEqual(expected);
  });

  it('may have edges at 12:59am and 2am', () => {
    expect(problems({ opensTime: '00:59', closesTime: '02:00' })).toEqual([]);
  });
});

describe('a year’s plan', () => {
  const plan: PlanFields = {
    year: '2026',
    months: ['2', '6', '10'],
    weekday: '4',
    nth: '-1',
    days: '14',
    opensTime: '09:00',
    closesTime: '12:00',
    bookingOpensDaysBefore: '180',
    bookingClosesDaysBefore: '14',
    confirmByDaysBefore: '35',
    capacity: '60',
  };

  it('leads to windows with names, in the academic year', () => {
    const read = planYear(plan, [], englandBankHolidays);
    expect(!isRefusal(read) && read.proposals.map(({ name, opensOn }) => [name, opensOn.toString()])).toEqual([
      ['October 2026', '2026-10-29'],
      ['February 2027', '2027-02-25'],
      ['June 2027', '2027-06-24'],
    ]);
  });

  it('makes only the windows that nothing stops', () => {
    const existing = [
      {
        opensAt: Temporal.Instant.from('2027-02-20T09:00:00Z'),
        closesAt: Temporal.Instant.from('2027-03-01T12:00:00Z'),
      },
    ];
    const read = planYear(plan, existing, englandBankHolidays);
    const made = isRefusal(read) ? read : windowsOf(read);
    expect(!isRefusal(made) && made.map(({ name }) => name)).toEqual(['October 2026', 'June 2027']);
  });

  it.each([
    ['no month', { months: [] }, 'window-pattern-not-usable'],
    ['a month of letters', { months: ['June'] }, 'window-pattern-not-usable'],
    ['no year', { year: '' }, 'window-pattern-not-usable'],
    ['a year long ago', { year: '1999' }, 'window-pattern-not-usable'],
    ['an edge at 1:30am', { closesTime: '01:30' }, 'edge-in-clock-change'],
    ['no places', { capacity: '' }, 'capacity-not-a-number'],
  ])('is refused for %s', (_, change, code) => {
    expect(planYear({ ...plan, ...change }, [], englandBankHolidays)).toMatchObject({ refused: true, code });
  });
});
