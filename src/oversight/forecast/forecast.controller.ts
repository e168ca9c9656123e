import { Controller, Query } from '@nestjs/common';
import { z } from 'zod';
import { londonDate, warnOfTableEnd } from '#libs/calendar';
import { Database } from '../../platform/database/database.js';
import { instantOf } from '../../platform/database/types.js';
import { file, page, type PageReply, type Reply } from '../../platform/web/reply.js';
import { Route } from '../../platform/web/route.js';
import { Visiting, type Visitor } from '../../platform/web/visitor.js';
import { bankHolidaysFrom } from '../../qualification/index.js';
import { atRiskCsv, forecastCsv, metric4Csv } from './forecast-csv.js';
import {
  atRiskCounts,
  atRiskPage,
  atRiskRows,
  forecastRows,
  outlook,
  riskDays,
  type AtRiskRow,
} from './forecast.queries.js';
import { drawForecast, forecastOf } from './forecast.js';
import { metric4GoalPct, metric4Line, metric4Rows, type Metric4Line } from './metric-4.js';

const Within = z.object({ within: z.coerce.number().int().min(1).max(1000).optional(), after: z.uuid().optional() });

const csv = 'text/csv; charset=utf-8';
/** What a file holds at most: more than any provider has. */
const fileRows = 10_000;

/** What is coming: who is expected in which window, whether it can be marked, and who may miss their last day. */
@Controller()
export class ForecastController {
  constructor(private readonly database: Database) {}

  @Route({ get: '/forecast', title: 'What is expected in each window', for: ['lead'] })
  async forecast(@Visiting() { providerId }: Visitor): Promise<PageReply> {
    const windows = (await forecastRows(this.database, providerId ?? '')).map(forecastOf);
    const { days, now, holidays } = await outlook(this.database);
    return page('oversight/pages/forecast.njk', {
      title: 'What is coming',
      warning: warnOfTableEnd(bankHolidaysFrom(holidays), londonDate(instantOf(now))),
      windows,
      picture: drawForecast(windows),
      atRisk: await atRiskCounts(this.database, { providerId: providerId ?? '', days }),
    });
  }

  @Route({ get: '/forecast/csv', title: 'What is expected in each window, as CSV', for: ['lead'] })
  async forecastFile(@Visiting() { providerId }: Visitor): Promise<Reply> {
    const windows = (await forecastRows(this.database, providerId ?? '')).map(forecastOf);
    return file(forecastCsv(windows), csv, 'forecast.csv');
  }

  @Route({ get: '/at-risk', title: 'Who may miss their last day', for: ['lead'] })
  async atRisk(
    @Visiting() { providerId }: Visitor,
    @Query({ schema: Within }) { within, after }: z.infer<typeof Within>,
  ): Promise<PageReply> {
    const days = await riskDays(this.database);
    const withinDays = within ?? days[0] ?? 0;
    const people = await this.peopleAtRisk(providerId, withinDays, after);
    return page('oversight/pages/at-risk.njk', {
      title: 'Who may miss their last day',
      back: { href: '/forecast', text: 'What is coming' },
      days,
      within: withinDays,
      people,
      isFirstPage: after === undefined,
      after: people.length === atRiskPage ? people.at(-1)?.enrolmentId : null,
    });
  }

  @Route({ get: '/at-risk/csv', title: 'Who may miss their last day, as CSV', for: ['lead'] })
  async atRiskFile(
    @Visiting() { providerId }: Visitor,
    @Query({ schema: Within }) { within }: z.infer<typeof Within>,
  ): Promise<Reply> {
    const withinDays = within ?? (await riskDays(this.database))[0] ?? 0;
    return file(atRiskCsv(await this.peopleAtRisk(providerId, withinDays, undefined, fileRows)), csv, 'at-risk.csv');
  }

  @Route({ get: '/metric-4', title: 'Metric 4: who presented in time', for: ['lead', 'qa-agent'] })
  async metric4(@Visiting() visitor: Visitor): Promise<PageReply> {
    return page('oversight/pages/metric-4.njk', {
      title: 'Metric 4: presented in time',
      goal: metric4GoalPct,
      lines: await this.metric4Of(visitor),
    });
  }

  @Route({ get: '/metric-4/csv', title: 'Metric 4 as CSV', for: ['lead', 'qa-agent'] })
  async metric4File(@Visiting() visitor: Visitor): Promise<Reply> {
    return file(metric4Csv(await this.metric4Of(visitor)), csv, 'metric-4.csv');
  }

  private async peopleAtRisk(
    providerId: string | null,
    withinDays: number,
    after?: string,
    limit = atRiskPage,
  ): Promise<AtRiskRow[]> {
    return atRiskRows(this.database, { providerId: providerId ?? '', withinDays, after, limit });
  }

  /** The quality agent looks at every provider, in numbers only; a lead at their own. */
  private async metric4Of({ roles, providerId }: Visitor): Promise<Metric4Line[]> {
    const isAgent = roles.includes('qa-agent');
    return (await metric4Rows(this.database, isAgent ? null : (providerId ?? ''))).map(metric4Line);
  }
}
