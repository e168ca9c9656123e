import { Controller } from '@nestjs/common';
import { endOfLondonDay } from '#libs/calendar';
import { deferralsOf, enrolmentLabels, enrolmentOf, lastDayOf, whyLastDay } from '../../enrolment/index.js';
import { Database } from '../../platform/database/database.js';
import { page, type PageReply } from '../../platform/web/reply.js';
import { Route } from '../../platform/web/route.js';
import { Visiting, type Visitor } from '../../platform/web/visitor.js';
import { drawPlan } from './picture.js';
import { nextDue, planOf } from './plan.js';
import { windowsBetween } from './planner.queries.js';

/** A participant's eighteen months as one picture, with the same in words. */
@Controller()
export class PlannerController {
  constructor(private readonly database: Database) {}

  @Route({ get: '/time', title: 'Your time', for: ['participant'] })
  async time(@Visiting() visitor: Visitor): Promise<PageReply> {
    const title = 'Your time';
    const mine = await enrolmentOf(this.database, visitor.signInId);
    if (!mine) return page('notices/pages/time.njk', { title, entries: [] });
    const lastDay = lastDayOf(mine);
    const { providerId, frameworkVersion, startDate, enrolmentId } = mine;
    const span = { providerId, frameworkVersion, from: startDate, to: lastDay.toString() };
    const windows = await windowsBetween(this.database, span);
    const deferrals = await deferralsOf(this.database, enrolmentId);
    const facts = { now: await this.database.now(), mine, windows, deferrals };
    const entries = planOf(facts);
    const next = nextDue(facts);
    return page('notices/pages/time.njk', {
      title,
      stateText: enrolmentLabels[mine.state].participant,
      isRunning: mine.state === 'active' || mine.state === 'resubmitting',
      lastDay: lastDay.toString(),
      endsAt: endOfLondonDay(lastDay).toString(),
      why: whyLastDay(mine),
      isFirst: mine.attemptNo === 1,
      next: next && { ...next, at: next.at.toString() },
      entries: entries.map(({ from, until, ...entry }) => ({
        ...entry,
        from: from.toString(),
        until: until.equals(from) ? null : until.toString(),
      })),
      picture: drawPlan(entries),
    });
  }
}
