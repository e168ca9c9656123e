import { createPostgresBackend, Queue, runMigrations, withBackend, Worker, type Processor } from 'bullmq';
import { Redis } from 'ioredis';
import pg from 'pg';

/** What a job does to the machine: `cpu` reads documents and solves, `io` writes rows, `mail` waits for a server. */
export const queueNames = ['cpu', 'io', 'mail'] as const;
export type QueueName = (typeof queueNames)[number];

/** All that a queue carries: which piece of work, and which generation of it. What is true stands in PostgreSQL. */
export interface Ring {
  readonly id: string;
  readonly generation: number;
}

/** The part of a queue that rings: adding a job that is already there changes nothing. */
export interface Bell {
  add(name: string, ring: Ring, options: { jobId: string; priority: number }): Promise<unknown>;
}

const onPostgres = withBackend(createPostgresBackend);
const keepNothing = { removeOnComplete: true, removeOnFail: true } as const;
// A worker that died is noticed within this time; PostgreSQL holds the lease that decides (see run-work.ts). A ring is held no
// longer than that lease: with the 30 s of before, work waited for half a minute after a database had been killed.
const stalledInterval = 5_000;

/** Queues on Redis where it is configured, otherwise on PostgreSQL: one code for both. */
export class Queues {
  private readonly opened: { close(): Promise<void> }[] = [];
  private readonly connections: Redis[] = [];
  private readonly prefix: string;
  private isAway = false;

  constructor(
    private readonly databaseUrl: string,
    private readonly redisUrl: string | null,
  ) {
    // Several installations may share one Redis: each database has its own keys.
    this.prefix = `scriptorium-${new URL(databaseUrl).pathname.slice(1)}`;
  }

  get backend(): 'redis' | 'postgresql' {
    return this.redisUrl ? 'redis' : 'postgresql';
  }

  bell(name: QueueName): Bell {
    const queue = this.redisUrl
      ? new Queue<Ring>(name, {
          connection: this.connect(this.redisUrl),
          prefix: this.prefix,
          defaultJobOptions: keepNothing,
        })
      : new onPostgres.Queue<Ring>(name, { connection: this.pool(), defaultJobOptions: keepNothing });
    queue.on('error', () => undefined);
    this.opened.push(queue);
    return queue;
  }

  listen(name: QueueName, concurrency: number, process: Processor<Ring>): void {
    const options = { concurrency, stalledInterval, lockDuration: 15_000 };
    const worker = this.redisUrl
      ? new Worker<Ring>(name, process, { ...options, connection: this.connect(this.redisUrl), prefix: this.prefix })
      : new onPostgres.Worker<Ring>(name, process, { ...options, connection: this.pool() });
    worker.on('error', () => undefined);
    this.opened.unshift(worker);
  }

  /** Workers first, so that what they hold is finished before their queues go. Waits for as long as Redis is away. */
  async close(): Promise<void> {
    for (const part of this.opened.splice(0)) await part.close();
    this.cut();
  }

  /** Ends the connections this moment. */
  cut(): void {
    for (const redis of this.connections.splice(0)) redis.disconnect();
  }

  private pool(): { connectionString: string; max: number; skipMigrations: boolean } {
    return { connectionString: this.databaseUrl, max: 4, skipMigrations: true };
  }

  private connect(url: string): Redis {
    const redis = new Redis(url, { maxRetriesPerRequest: null });
    redis.on('error', (error: Error) => this.sayAway(error));
    redis.on('ready', () => (this.isAway = false));
    this.connections.push(redis);
    return redis;
  }

  /** Once for each time that Redis goes: what is not rung meanwhile is rung when it is back. */
  private sayAway(error: Error): void {
    if (!this.isAway)
      console.error(`The queues are away: ${error.message || error.name}. Work waits until they are back`);
    this.isAway = true;
  }
}

/** Brings the queues' own schema `bullmq` up to date; part of migrating, whichever backend is used later. */
export async function migrateQueues(ownerUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    await runMigrations(client);
  } finally {
    await client.end();
  }
}
