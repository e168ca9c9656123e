import { randomUUID } from 'node:crypto';
import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { Database } from '../database/database.js';
import { FileStore } from '../storage/index.js';
import { giveSignOfLife, signOfLifeMs, silenceMs, writeFailedRequests, writeStretches } from './outage-log.js';
import { OutageMemory, type OutagePart } from './outage-memory.js';

/** How often each part is tried, how often while one is away, and how long a try may take before it has failed. */
const everyMs = 5_000;
const whileAwayMs = 1_000;
const patienceMs = 4_000;

/**
 * Keeps the log of outages: tries what serving needs every few seconds, remembers what failed while nothing can be written,
 * and writes it when the database is back. One in each process that serves; what several saw is one stretch.
 */
@Injectable()
export class OutageWatch implements BeforeApplicationShutdown {
  /** Names this process in the log. */
  readonly process = randomUUID();
  private readonly memory = new OutageMemory();
  private timer: NodeJS.Timeout | undefined;
  private lastSign = -Infinity;
  private writing: Promise<void> | undefined;
  private looking: Promise<void> | undefined;
  private isEnding = false;

  constructor(
    private readonly database: Database,
    private readonly store: FileStore,
  ) {}

  /** Begins: first with the time in which nobody was there, then a round every few seconds. */
  async start(): Promise<void> {
    const silent = await silenceMs(this.database);
    const now = performance.now();
    if (silent > 0) {
      await this.database.transact('job:outages', (tx) =>
        writeStretches(tx, this.process, [{ part: 'service', from: now - silent, until: now }], now),
      );
    }
    await this.lookNow();
  }

  beforeApplicationShutdown(): void {
    this.isEnding = true;
    clearTimeout(this.timer);
  }

  /** Tries each part, and writes what is known where that is possible. Gives whether all is there. */
  async round(): Promise<boolean> {
    const isThere = await this.isDatabaseThere();
    const isStoreThere = await this.tries('store', () => this.store.check());
    if (isThere) await this.write();
    return isThere && isStoreThere;
  }

  /** A round out of turn, since a request met what was away; the next comes sooner while something is. One at a time. */
  async lookNow(): Promise<void> {
    clearTimeout(this.timer);
    this.looking ??= this.round()
      .then((isWell) => this.lookAgainIn(isWell ? everyMs : whileAwayMs))
      .finally(() => (this.looking = undefined));
    await this.looking;
  }

  /** Tries the database; its failing is remembered. */
  async isDatabaseThere(): Promise<boolean> {
    // After a restart the pool still holds lines that are dead: one that fails at once is no proof.
    const ask = (): Promise<unknown> => this.database.query('select 1');
    return this.tries('database', () => ask().catch(ask));
  }

  private lookAgainIn(ms: number): void {
    if (!this.isEnding) this.timer = setTimeout(() => void this.lookNow(), ms).unref();
  }

  /** A request whose failing is kept was answered with a fault of ours. */
  requestFailed(path: string, sessionHash: string | null, status: number): void {
    this.memory.requestFailed({ at: performance.now(), path, sessionHash, status });
  }

  private async tries(part: OutagePart, attempt: () => Promise<unknown>): Promise<boolean> {
    const began = performance.now();
    try {
      await within(patienceMs, attempt());
      this.memory.worked(part, performance.now());
      return true;
    } catch {
      this.memory.failed(part, began, performance.now());
      return false;
    }
  }

  private write(): Promise<void> {
    this.writing ??= this.writeKnown()
      .catch((error: unknown) => console.error(`What failed could not be written yet: ${String(error)}`))
      .finally(() => (this.writing = undefined));
    return this.writing;
  }

  private async writeKnown(): Promise<void> {
    const known = this.memory.known();
    if (known.stretches.length + known.requests.length > 0) {
      await this.database.transact('job:outages', async (tx) => {
        const now = performance.now();
        await writeStretches(tx, this.process, known.stretches, now);
        await writeFailedRequests(tx, this.process, known.requests, now);
      });
      this.memory.written(known);
    }
    if (performance.now() - this.lastSign < signOfLifeMs) return;
    await giveSignOfLife(this.database, this.process);
    this.lastSign = performance.now();
  }
}

/** Rejects where `promise` has not settled in `ms`: an answer that does not come is no answer. */
async function within<T>(ms: number, promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`No answer in ${ms} ms`)), ms);
  });
  promise.catch(() => undefined);
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}
