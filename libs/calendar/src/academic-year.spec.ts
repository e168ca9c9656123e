import { describe, expect, it } from '@jest/globals';
import { academicYearOf } from './academic-year.js';

describe('an academic year runs from 1 September to 31 August', () => {
  it.each([
    ['2025-08-31', '2024 to 2025'],
    ['2025-09-01', '2025 to 2026'],
    ['2025-12-31', '2025 to 2026'],
    ['2026-01-01', '2025 to 2026'],
    ['2026-08-31', '2025 to 2026'],
  ])('%s lies in %s', (day, label) => {
    const date = Temporal.PlainDate.from(day);
    const year = academicYearOf(date);
    expect(year.label).toBe(label);
    expect(Temporal.PlainDate.compare(year.firstDay, date)).toBeLessThanOrEqual(0);
    expect(Temporal.PlainDate.compare(date, year.lastDay)).toBeLessThanOrEqual(0);
  });

  it('leaves no day between two years', () => {
    const year = academicYearOf(Temporal.PlainDate.from('2026-02-28'));
    expect(academicYearOf(year.lastDay.add({ days: 1 })).firstDay.toString()).toBe('2026-09-01');
    expect(academicYearOf(year.firstDay.subtract({ days: 1 })).label).toBe('2024 to 2025');
  });
});
