import { describe, expect, it } from '@jest/globals';
import { drawForecast, forecastOf, marksFor } from './forecast.js';
import { metric4Line, type Metric4Row } from './metric-4.js';

const row = {
  id: 'w',
  name: 'Spring',
  opensAt: new Date('2027-02-25T09:00:00Z'),
  closesAt: new Date('2027-03-11T12:00:00Z'),
  places: 20,
  booked: 10,
  waiting: 2,
  unbooked: 4,
  scriptsAtMost: 19,
  hoursPerScript: 2.5,
  allWhenAtMost: 15,
  randomPct: 20,
  secondShare: 1,
};

describe('marks that scripts take at least', () => {
  it.each([
    [0, 0],
    [1, 2],
    [15, 30],
    // One more than the small number: each once, and a fifth of them, rounded up, twice.
    [16, 20],
    [100, 120],
  ])('%i scripts: %i', (scripts, marks) => {
    expect(marksFor(scripts, row)).toBe(marks);
  });
});

describe('a window’s forecast', () => {
  it('adds up whom it expects, and says what is wanting', () => {
    expect(forecastOf(row)).toMatchObject({ presentations: 16, marks: 20, hours: 50, hoursAtMost: 47.5 });
    expect(forecastOf(row)).toMatchObject({ lacksPlaces: false, lacksMarkers: true });
    expect(forecastOf({ ...row, unbooked: 9, scriptsAtMost: 26 })).toMatchObject({
      presentations: 21,
      marks: 26,
      lacksPlaces: true,
      lacksMarkers: false,
    });
  });

  it('counts half the hours for a second mark of one account of two', () => {
    // 16 first marks and 4 second ones: 16 + 4 / 2 = 18 whole marks of 2.5 hours.
    expect(forecastOf({ ...row, secondShare: 0.5 })).toMatchObject({ marks: 20, hours: 45 });
  });

  it('names no hours where the framework names none', () => {
    expect(forecastOf({ ...row, hoursPerScript: null })).toMatchObject({ hours: null, hoursAtMost: null });
  });

  it('is drawn as bars that follow one another and stay in the drawing', () => {
    const [bar] = drawForecast([forecastOf(row)]).bars;
    expect(bar).toMatchObject({ booked: 145, waitingAt: 145, waiting: 29, unbookedAt: 174, unbooked: 58, places: 290 });
  });
});

describe('metric 4', () => {
  const year: Metric4Row = {
    provider: 'P',
    startYear: 2025,
    started: 10,
    inTime: 9,
    late: 0,
    running: 0,
    lapsed: 0,
    withdrawn: 1,
  };
  it('keeps the withdrawn in, and shows the share without them', () => {
    expect(metric4Line(year)).toMatchObject({ year: '2025 to 2026', ofAll: 90, ofThoseWhoStayed: 100, reaches: true });
  });
  it('is reached at 90 %, not at what is rounded to it', () => {
    expect(metric4Line({ ...year, started: 10_000, inTime: 8_999 })).toMatchObject({ ofAll: 90, reaches: false });
  });
  it('is not final while somebody’s time runs, and is no number where all have left', () => {
    expect(metric4Line({ ...year, running: 1 }).isFinal).toBe(false);
    expect(metric4Line({ ...year, started: 1, inTime: 0 }).ofThoseWhoStayed).toBeNull();
  });
});
