import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import type { TimetableEntry } from './job.js';
import { JobRegistry } from './job-registry.js';
import type { Bell, QueueName } from './queues.js';

// Work that was rung and not begun in this time is rung again: the queue may have lost it.
const ringAgainSeconds = 10;
const atOnce = 200;

/** The relay and the sweeper: from rows that were committed to rings in a queue, again and again until they are done. */
@Injectable()
export class RingWork {
  constructor(
    private readonly database: Database,
    private readonly registry: JobRegistry,
  ) {}

  /** One round: timetable, news, lost leases, rings. Gives true where there may be more to do at once. */
  async round(bells: Record<QueueName, Bell>, timetable: readonly TimetableEntry[]): Promise<boolean> {
    await this.orderByTimetable(timetable);
    const news = await this.dispatchNews();
    await this.takeBackLostWork();
    return (await this.ring(bells)) === atOnce || news === atOnce;
  }

  private async orderByTimetable(timetable: readonly TimetableEntry[]): Promise<void> {
    if (timetable.length === 0) return;
    await this.database.query(
      `insert into work_item (kind, key, subject, due_at)
       select kind, floor(extract(epoch from now.at) / 60 / every)::bigint::text, '{}', now.at
       from unnest($1::text[], $2::int[]) as entry (kind, every), (select app_now() as at) as now
       where not exists (select from work_item w where w.kind = entry.kind and w.state in ('waiting', 'running'))
       on conflict (kind, key) do nothing`,
      [timetable.map((entry) => entry.kind), timetable.map((entry) => entry.everyMinutes)],
    );
  }

  private async dispatchNews(): Promise<number> {
    return this.database.transact('job:relay', async (transaction) => {
      const news = await transaction.query<{ id: string; event: string; subject: Record<string, string> }>(
        `update outbox set dispatched_at = clock_timestamp()
         where id in (select id from outbox where dispatched_at is null order by at limit ${atOnce} for update skip locked)
         returning id, event, subject`,
      );
      for (const { id, event, subject } of news) {
        for (const kind of this.registry.kindsThatHear(event)) await transaction.order({ kind, key: id, subject });
      }
      return news.length;
    });
  }

  private async takeBackLostWork(): Promise<void> {
    await this.database.query(
      `update work_item set state = 'waiting', generation = generation + 1, rung_at = null, lease_until = null
       where state = 'running' and lease_until < clock_timestamp()`,
    );
  }

  private async ring(bells: Record<QueueName, Bell>): Promise<number> {
    const due = await this.database.query<{ id: string; kind: string; generation: number; priority: number }>(
      `update work_item set rung_at = clock_timestamp()
       where id in (
         select id from work_item
         where state = 'waiting' and due_at <= (select app_now())
           and (rung_at is null or rung_at < clock_timestamp() - interval '${ringAgainSeconds} seconds')
         order by priority, due_at limit ${atOnce} for update skip locked)
       returning id, kind, generation, priority`,
    );
    for (const { id, kind, generation, priority } of due) {
      const { queue } = this.registry.kind(kind);
      await bells[queue].add(kind, { id, generation }, { jobId: `${id}-${generation}`, priority });
    }
    return due.length;
  }
}
