export { academicYear, academicYearOf, type AcademicYear } from './academic-year.js';
export { checkBankHolidays, expectedBankHolidays } from './bank-holiday-rule.js';
export { englandBankHolidays, type BankHoliday, type BankHolidayTable } from './bank-holidays.js';
export { checkClockPolicies, monthsFor, type ClockMonths, type ClockPolicy } from './clock-policy.js';
export {
  checkDeferral,
  deferralTotal,
  deferredDays,
  deferredDaysAfter,
  type Deferral,
  type DeferralTotal,
} from './deferral.js';
export { withExtraTime, type ExtraTime } from './extra-time.js';
export { writeCalendar, type CalendarEntry, type CalendarFeed, type EntryTime } from './icalendar.js';
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
export { receivedInTime, type ReceiptTime } from './receipt-time.js';
export {
  reminderTimetable,
  remindersDue,
  type DueReminder,
  type Reminder,
  type ReminderQuestion,
} from './reminders.js';
export { sayCount, sayDate, sayDay, sayList } from './say-date.js';
export { sayDaysTo, sayLength, sayTimeTo, sayTimeToEndOf } from './say-distance.js';
export { londonClock, sayDeadline, sayEndOfDay, sayMoment, sayMomentAlsoIn, sayTime, sayZone } from './say-moment.js';
export { checkWindowDates, type WindowDates } from './window-dates.js';
export { checkWindowPattern, sayWindowPattern, type WindowPattern } from './window-pattern.js';
export { planWindows, type PlanSpan, type ProposedWindow } from './window-plan.js';
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
