import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import type { Work } from './job.js';
import { JobRegistry } from './job-registry.js';
import type { Ring } from './queues.js';

interface ItemRow {
  id: string;
  kind: string;
  key: string;
  subject: Record<string, string>;
  tries: number;
}

// How long work stands still whose worker died. Renewed three times as often; a database that is away for longer lets
// work begin a second time, which every handler bears.
const leaseSeconds = 15;
// A deploy or a crash of something else may end a worker in the middle of a last try; a file that ends its worker ends it
// each time.
const deathsForgiven = 2;
// 2, 8, 32, 128 … seconds, at most ten minutes: short where a part hiccups, long where it is down.
const waitBeforeTry = (tries: number): number => Math.min(600, 2 * 4 ** (tries - 1));

/**
 * Does one piece of work that a queue rang for. Every ring may come twice, late, or from a worker that was thought
 * dead: only the holder of the current generation may claim it, and only the claimant may finish it.
 */
@Injectable()
export class RunWork {
  constructor(
    private readonly database: Database,
    private readonly registry: JobRegistry,
  ) {}

  async run(ring: Ring): Promise<void> {
    const item = await this.claim(ring);
    if (!item) return;
    const work = this.workOf(item, ring.generation);
    if (item.tries > this.registry.kind(item.kind).tries + deathsForgiven)
      return this.fail(ring, work, 'Its worker ended in the middle of it each time');
    const alive = setInterval(() => void this.keep(ring).catch(() => undefined), (leaseSeconds * 1_000) / 3);
    try {
      const failure = await this.handle(work);
      await (failure === null ? this.finish(ring) : this.fail(ring, work, failure));
    } finally {
      clearInterval(alive);
    }
  }

  /** Why it failed, or null. What cannot be noted as done is not a failure: its lease runs out, and it is looked at again. */
  private async handle(work: Work): Promise<string | null> {
    try {
      await this.registry.handler(work.kind)(work);
      return null;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  }

  private async claim(ring: Ring): Promise<ItemRow | undefined> {
    const [item] = await this.database.query<ItemRow>(
      `update work_item set state = 'running', tries = tries + 1,
              lease_until = clock_timestamp() + interval '${leaseSeconds} seconds'
       where id = $1 and generation = $2 and state = 'waiting' returning id, kind, key, subject, tries`,
      [ring.id, ring.generation],
    );
    return item;
  }

  private async keep(ring: Ring): Promise<void> {
    await this.database.query(
      `update work_item set lease_until = clock_timestamp() + interval '${leaseSeconds} seconds'
       where id = $1 and generation = $2 and state = 'running'`,
      [ring.id, ring.generation],
    );
  }

  private async finish(ring: Ring): Promise<void> {
    await this.database.query(
      `with finished as (
         update work_item set state = 'done', finished_at = clock_timestamp(), reason = null, lease_until = null
         where id = $1 and generation = $2 and state = 'running' returning id)
       select pg_notify('live', 'work:' || id) from finished`,
      [ring.id, ring.generation],
    );
  }

  private async fail(ring: Ring, work: Work, reason: string): Promise<void> {
    if (work.lastTry) await this.mourn(work, reason);
    await this.database.query(
      `with failed as (
         update work_item set state = $3, generation = generation + 1, reason = $4, rung_at = null, lease_until = null,
                due_at = app_now() + make_interval(secs => $5), finished_at = case when $3 = 'failed' then clock_timestamp() end
         where id = $1 and generation = $2 and state = 'running' returning id)
       select pg_notify('live', 'work:' || id) from failed`,
      [
        ring.id,
        ring.generation,
        work.lastTry ? 'failed' : 'waiting',
        reason.slice(0, 2_000),
        waitBeforeTry(work.tries),
      ],
    );
  }

  /** Telling the room must not keep the work from being given up: it would come back for ever. */
  private async mourn(work: Work, reason: string): Promise<void> {
    try {
      await this.registry.mourner(work.kind)?.(work, reason);
    } catch (error) {
      console.error(
        `${work.kind} ${work.key} was given up, and the room could not be told: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
  }

  private workOf(item: ItemRow, generation: number): Work {
    return {
      ...item,
      lastTry: item.tries >= this.registry.kind(item.kind).tries,
      actor: `job:${item.kind}`,
      progress: async (done, total, note) => {
        await this.database.query(
          `with moved as (
             update work_item set progress_done = $3, progress_total = $4, progress_note = $5,
                    lease_until = clock_timestamp() + interval '${leaseSeconds} seconds'
             where id = $1 and generation = $2 and state = 'running' returning id)
           select pg_notify('live', 'work:' || id) from moved`,
          [item.id, generation, done, total, note ?? null],
        );
      },
    };
  }
}
