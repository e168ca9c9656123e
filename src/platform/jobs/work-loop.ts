import { setTimeout as pause } from 'node:timers/promises';
import { Inject, Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import pg from 'pg';
import type { Config } from '../config/config.js';
import { configToken } from '../config/config.token.js';
import { listening } from '../database/listening.js';
import type { TimetableEntry } from './job.js';
import { queueNames, Queues, type Bell, type QueueName } from './queues.js';
import { RingWork } from './ring-work.js';
import { RunWork } from './run-work.js';

export const timetableToken = Symbol('timetable');

const concurrency: Record<QueueName, number> = { cpu: 2, io: 4, mail: 2 };
const sweepMs = 1_000;
/** How long stopping waits for what is in hand: less than a supervisor's patience (see src/start/part.ts). */
const stopMs = 8_000;

/** A worker process at work: rings when something was committed, sweeps every second, and runs what the queues bring. */
@Injectable()
export class WorkLoop implements BeforeApplicationShutdown {
  private readonly queues: Queues;
  private bells: Record<QueueName, Bell> | undefined;
  private listener: pg.Client | undefined;
  private stopping = false;
  private wake: () => void = () => undefined;
  private turning: Promise<void> | undefined;

  constructor(
    @Inject(configToken) private readonly config: Config,
    @Inject(timetableToken) private readonly timetable: readonly TimetableEntry[],
    private readonly ringWork: RingWork,
    private readonly runWork: RunWork,
  ) {
    this.queues = new Queues(config.databaseUrl, config.redisUrl);
  }

  get backend(): string {
    return this.queues.backend;
  }

  start(): void {
    this.bells = Object.fromEntries(queueNames.map((name) => [name, this.queues.bell(name)])) as Record<
      QueueName,
      Bell
    >;
    for (const name of queueNames) this.queues.listen(name, concurrency[name], (job) => this.runWork.run(job.data));
    this.turning = this.turn();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping = true;
    this.wake();
    // Where the queues are away a ring waits for them, and stopping must not: whoever starts next rings again.
    const patience = pause(stopMs, undefined, { ref: false });
    await Promise.race([this.turning, patience]);
    await this.listener?.end().catch(() => undefined);
    await Promise.race([this.queues.close(), patience]);
    this.queues.cut();
  }

  /** One failing round is not the end: the database or the queue may be away for a while. */
  private async turn(): Promise<void> {
    while (!this.stopping) {
      try {
        if (!this.listener) await this.listen();
        const isMore = await this.ringWork.round(this.bells as Record<QueueName, Bell>, this.timetable);
        if (isMore) continue;
      } catch (error) {
        console.error(`The relay could not ring: ${error instanceof Error ? error.message : String(error)}`);
      }
      await this.rest();
    }
  }

  private rest(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, sweepMs);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  private async listen(): Promise<void> {
    const listener = new pg.Client(listening(this.config.databaseUrl));
    const forget = (): void => {
      if (this.listener === listener) this.listener = undefined;
    };
    listener.on('error', forget);
    listener.on('end', forget);
    listener.on('notification', () => this.wake());
    await listener.connect();
    await listener.query('listen work');
    this.listener = listener;
  }
}
