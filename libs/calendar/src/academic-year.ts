/** An academic year: 1 September to 31 August, both included. */
export interface AcademicYear {
  /** The calendar year it starts in: 2025 for 2025 to 2026. */
  readonly startYear: number;
  readonly firstDay: Temporal.PlainDate;
  readonly lastDay: Temporal.PlainDate;
  /** "2025 to 2026" */
  readonly label: string;
}

/** The academic year that starts on 1 September of `startYear`. */
export function academicYear(startYear: number): AcademicYear {
  return {
    startYear,
    firstDay: Temporal.PlainDate.from({ year: startYear, month: 9, day: 1 }),
    lastDay: Temporal.PlainDate.from({ year: startYear + 1, month: 8, day: 31 }),
    label: `${startYear} to ${startYear + 1}`,
  };
}

/** The academic year that a civil date in London lies in. */
export function academicYearOf(date: Temporal.PlainDate): AcademicYear {
  return academicYear(date.month >= 9 ? date.year : date.year - 1);
}
