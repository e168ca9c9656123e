export {
  bankHolidays,
  bankHolidaysFrom,
  bankHolidaysSql,
  type BankHolidaysJson,
} from './bank-holidays/bank-holidays.queries.js';
export { ChangeBankHolidays, type BankHolidayChange, type TwoTables } from './bank-holidays/change-bank-holidays.js';
export { Frameworks } from './frameworks.js';
export { PublishFramework } from './publish-framework.js';
export { qualificationMessages } from './qualification.messages.js';
export { QualificationModule } from './qualification.module.js';
