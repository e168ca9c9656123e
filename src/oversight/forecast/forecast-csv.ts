import { stringify } from 'csv-stringify/sync';
import type { AtRiskRow } from './forecast.queries.js';
import type { WindowForecast } from './forecast.js';
import type { Metric4Line } from './metric-4.js';

// RFC 4180, and cells that a spreadsheet would run as a formula begin with an apostrophe.
const form = { escape_formulas: true, record_delimiter: 'windows', header: true } as const;

export function forecastCsv(windows: readonly WindowForecast[]): Buffer {
  const rows = windows.map(({ opensAt, closesAt, ...window }) => ({
    ...window,
    opensAt: opensAt.toISOString(),
    closesAt: closesAt.toISOString(),
  }));
  return write(rows, {
    name: 'window',
    opensAt: 'opens at',
    closesAt: 'closes at',
    places: 'places',
    booked: 'booked',
    waiting: 'waiting',
    unbooked: 'unbooked, last window',
    presentations: 'presentations expected',
    marks: 'marks at least',
    marksAtMost: 'marks that can be given',
    hours: 'hours needed at least',
    hoursAtMost: 'hours there are',
  });
}

export function atRiskCsv(people: readonly AtRiskRow[]): Buffer {
  return write(people, {
    name: 'participant',
    presentBy: 'present by',
    daysLeft: 'days left',
    waitsFor: 'waits for',
    lastWindow: 'last window that fits',
  });
}

export function metric4Csv(lines: readonly Metric4Line[]): Buffer {
  return write(lines, {
    provider: 'provider',
    year: 'academic year of the start',
    started: 'started',
    inTime: 'presented in time',
    late: 'presented late',
    running: 'time still runs',
    lapsed: 'lapsed',
    withdrawn: 'withdrawn before presenting',
    ofAll: 'percent of all who started',
    ofThoseWhoStayed: 'percent without the withdrawn',
  });
}

function write(rows: readonly object[], named: Readonly<Record<string, string>>): Buffer {
  const columns = Object.entries(named).map(([key, header]) => ({ key, header }));
  return Buffer.from(stringify([...rows], { ...form, columns }));
}
