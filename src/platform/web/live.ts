import { createHmac, timingSafeEqual } from 'node:crypto';
import { Inject, Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import pg from 'pg';
import { Observable, Subject as Stream } from 'rxjs';
import type { Config } from '../config/config.js';
import { configToken } from '../config/config.token.js';
import { listening } from '../database/listening.js';

/**
 * A page that may see a thing carries this token for its topic; the stream opens for nobody else. Bound to the session,
 * so that a token taken from one person's page opens nothing for another.
 */
export function topicToken(sessionSecret: string, topic: string): string {
  return createHmac('sha256', sessionSecret).update(topic).digest('base64url');
}

export function isTopicToken(sessionSecret: string, topic: string, token: string): boolean {
  const expected = Buffer.from(topicToken(sessionSecret, topic));
  const given = Buffer.from(token);
  return expected.length === given.length && timingSafeEqual(expected, given);
}

/** Listens to the database for what changed and tells the pages that watch. Says `resync` when it may have missed some. */
@Injectable()
export class Live implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly stream = new Stream<string>();
  private listener: pg.Client | undefined;
  private stopped = false;

  constructor(@Inject(configToken) private readonly config: Config) {}

  /** Topics as they change; null asks every page to look again. */
  get changes(): Observable<string> {
    return this.stream;
  }

  onApplicationBootstrap(): void {
    void this.listen();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopped = true;
    // Open streams would keep the server from closing for ever.
    this.stream.complete();
    await this.listener?.end().catch(() => undefined);
  }

  private async listen(): Promise<void> {
    if (this.stopped) return;
    const listener = new pg.Client(listening(this.config.databaseUrl));
    const again = (): void => {
      if (this.stopped || this.listener !== listener) return;
      this.listener = undefined;
      setTimeout(() => void this.listen(), 500).unref();
    };
    this.listener = listener;
    listener.on('error', again);
    listener.on('end', again);
    listener.on('notification', ({ payload }) => payload && this.stream.next(payload));
    try {
      await listener.connect();
      await listener.query('listen live');
      this.stream.next('*');
    } catch {
      again();
    }
  }
}
