export { academicYear, academicYearOf, type AcademicYear } from './academic-year.js';
export { englandBankHolidays, type BankHoliday, type BankHolidayTable } from './bank-holidays.js';
export { checkClockPolicies, monthsFor, type ClockMonths, type ClockPolicy } from './clock-policy.js';
export {
  endOfLondonDay,
  isInChangeHour,
  londonDate,
  londonInstant,
  londonTime,
  londonZone,
  startOfLondonDay,
} from './london.js';
export { correspondingDate, presentBy, type ClockShifts, type PresentBy } from './present-by.js';
export { sayCount, sayDate, sayDay, sayList } from './say-date.js';
export { londonClock, sayEndOfDay, sayMoment, sayMomentAlsoIn, sayTime, sayZone } from './say-moment.js';
export {
  fitsWithin,
  isOpenAt,
  overlaps,
  windowLength,
  windowTimes,
  type WindowFit,
  type WindowLength,
  type WindowTimes,
  type WindowTimesCode,
} from './window-times.js';
export {
  addWorkingDays,
  isWorkingDay,
  warnOfTableEnd,
  workingDayFrom,
  workingDaysBetween,
  type WorkingDayCount,
  type WorkingDayDeadline,
} from './working-days.js';
