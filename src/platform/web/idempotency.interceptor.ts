import { createHash, randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import {
  ConflictException,
  Injectable,
  UnprocessableEntityException,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
} from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { from, lastValueFrom, type Observable } from 'rxjs';
import { Database } from '../database/database.js';
import type { DoneReply, Reply } from './reply.js';

interface AnsweredRow {
  request_hash: string;
  status: number | null;
  location: string | null;
  body: { value: Record<string, unknown>; notice: string | null } | null;
}

/** How long a request waits for another one of its key that is being answered elsewhere. */
const patienceMs = 5_000;
/** A key whose holder is another process is taken over when it was not answered in this time: that process died with it. */
const abandonedSeconds = 30;

/**
 * A request that comes twice with one key is done once and answered twice: a double click, a retry after a dropped
 * line. The key is the form's hidden `_key` or the header `Idempotency-Key`. A refusal is not kept: it may be mended.
 */
@Injectable()
export class IdempotencyInterceptor implements NestInterceptor<Reply, Reply> {
  private readonly holder = randomUUID();
  /** The keys that this process is busy with. One that it holds in the database and not here was lost with a connection. */
  private readonly inHand = new Set<string>();

  constructor(private readonly database: Database) {}

  intercept(context: ExecutionContext, next: CallHandler<Reply>): Observable<Reply> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    if (request.method !== 'POST' || !request.idempotencyKey || !request.visitor) return next.handle();
    return from(this.once(request, request.visitor.actor, request.idempotencyKey, next));
  }

  private async once(request: FastifyRequest, actor: string, key: string, next: CallHandler<Reply>): Promise<Reply> {
    const hash = hashOf(request);
    const id = `${actor} ${key}`;
    for (const deadline = performance.now() + patienceMs; performance.now() < deadline; await pause(50)) {
      if (this.inHand.has(id)) continue;
      this.inHand.add(id);
      try {
        if (await this.take(actor, key, hash)) return await this.act(actor, key, next);
        const answer = await this.earlierAnswer(actor, key, hash);
        if (answer) return answer;
      } finally {
        this.inHand.delete(id);
      }
    }
    throw new ConflictException('still-in-progress');
  }

  private async act(actor: string, key: string, next: CallHandler<Reply>): Promise<Reply> {
    try {
      const reply = await lastValueFrom(next.handle());
      await (reply.kind === 'done' ? this.keep(actor, key, reply) : this.forget(actor, key));
      return reply;
    } catch (error) {
      // Where the database is away the key stays, and the next request of this process takes it over.
      await this.forget(actor, key).catch(() => undefined);
      throw error;
    }
  }

  /** True where the key is free, or was held by one who will never answer. */
  private async take(actor: string, key: string, hash: string): Promise<boolean> {
    const taken = await this.database.query(
      `insert into answered_request as r (actor, key, request_hash, holder) values ($1, $2, $3, $4)
       on conflict (actor, key) do update set holder = excluded.holder, at = clock_timestamp()
       where r.request_hash = excluded.request_hash and r.status is null
         and (r.holder = excluded.holder or r.at < clock_timestamp() - interval '${abandonedSeconds} seconds')
       returning 1`,
      [actor, key, hash, this.holder],
    );
    return taken.length > 0;
  }

  /** The answer that was given; null while there is none. */
  private async earlierAnswer(actor: string, key: string, hash: string): Promise<DoneReply | null> {
    const [row] = await this.database.query<AnsweredRow>(
      `select request_hash, status, location, body from answered_request where actor = $1 and key = $2`,
      [actor, key],
    );
    if (!row) return null;
    if (row.request_hash !== hash) throw new UnprocessableEntityException('idempotency-key-reused');
    if (row.status === null) return null;
    return {
      kind: 'done',
      location: row.location ?? '/',
      value: row.body?.value ?? {},
      notice: row.body?.notice ?? null,
      cookies: [],
    };
  }

  private async keep(actor: string, key: string, reply: DoneReply): Promise<void> {
    await this.database.query(
      `update answered_request set status = 200, location = $3, body = $4 where actor = $1 and key = $2`,
      [actor, key, reply.location, JSON.stringify({ value: reply.value, notice: reply.notice })],
    );
  }

  private async forget(actor: string, key: string): Promise<void> {
    await this.database.query(`delete from answered_request where actor = $1 and key = $2 and status is null`, [
      actor,
      key,
    ]);
  }
}

function hashOf(request: FastifyRequest): string {
  const path = request.url.split('?')[0];
  return createHash('sha256')
    .update(`${path}\n${JSON.stringify(request.body ?? null)}`)
    .digest('hex');
}
