import { Injectable } from '@nestjs/common';
import { addWorkingDays, endOfLondonDay, londonDate, type BankHolidayTable } from '#libs/calendar';
import { Database } from '../platform/database/database.js';
import { instantOf } from '../platform/database/types.js';
import { TellsNext, type NextThing } from '../platform/web/next-things.js';
import type { Visitor } from '../platform/web/visitor.js';
import { bankHolidays, Frameworks } from '../qualification/index.js';
import { appealsToDo, type AppealDetail } from './appeals.queries.js';

/** What is next for leads, as far as appeals go. */
@Injectable()
export class AppealsNext {
  constructor(
    private readonly database: Database,
    private readonly frameworks: Frameworks,
  ) {}

  @TellsNext()
  async next(visitor: Visitor): Promise<NextThing[]> {
    if (!visitor.roles.includes('lead')) return [];
    const appeals = await appealsToDo(this.database, visitor.providerId ?? '');
    if (appeals.length === 0) return [];
    const holidays = await bankHolidays(this.database);
    return Promise.all(appeals.map((appeal) => this.thingFor(appeal, holidays)));
  }

  private async thingFor(appeal: AppealDetail, holidays: BankHolidayTable): Promise<NextThing> {
    const href = `/appeals/${appeal.id}`;
    if (appeal.state === 'acknowledged') {
      const dueAt = appeal.decideBy === null ? null : endOfLondonDay(Temporal.PlainDate.from(appeal.decideBy));
      return {
        text: `Decide the appeal of ${appeal.name}`,
        href,
        dueAt,
        detail: 'By a lead who took no part in the outcome.',
      };
    }
    const { appeal: rule } = await this.frameworks.framework(appeal.frameworkVersion);
    const by = addWorkingDays(londonDate(instantOf(appeal.lodgedAt)), rule.acknowledgeDays, holidays).date;
    return { text: `Take up the appeal of ${appeal.name}`, href, dueAt: endOfLondonDay(by) };
  }
}
