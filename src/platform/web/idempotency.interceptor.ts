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
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { from, lastValueFrom, type Observable } from 'rxjs';
import { Database } from '../database/database.js';
import { answerUnder, KeyTakenOver } from '../database/request-key.js';
import { done, type DoneReply, type Reply } from './reply.js';
import { routeKey, type RouteDeclaration } from './route.js';

interface AnsweredRow {
  request_hash: string;
  status: number | null;
  /** Its act was committed, and who did it will not answer any more. */
  is_lost: boolean;
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
 * The act marks its key in its own transaction (`markKey`), so a process that dies before it answered, or that another
 * one believed dead, leaves no act that could be done again: the next request under the key is told that it is done.
 */
@Injectable()
export class IdempotencyInterceptor implements NestInterceptor<Reply, Reply> {
  private readonly holder = randomUUID();
  /** The keys that this process is busy with. One that it holds in the database and not here was lost with a connection. */
  private readonly inHand = new Set<string>();

  constructor(
    private readonly database: Database,
    private readonly reflector: Reflector,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler<Reply>): Observable<Reply> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    if (request.method !== 'POST' || !request.idempotencyKey || !request.visitor) return next.handle();
    const route = this.reflector.get<RouteDeclaration | undefined>(routeKey, context.getHandler());
    const mayRepeat = route?.post !== undefined && route.repeatable === true;
    const act = (): Promise<Reply> => lastValueFrom(next.handle());
    return from(this.once(request, request.visitor.actor, request.idempotencyKey, mayRepeat, act));
  }

  private async once(
    request: FastifyRequest,
    actor: string,
    key: string,
    mayRepeat: boolean,
    act: () => Promise<Reply>,
  ): Promise<Reply> {
    const hash = hashOf(request);
    const id = `${actor} ${key}`;
    for (const deadline = performance.now() + patienceMs; performance.now() < deadline; await pause(50)) {
      if (this.inHand.has(id)) continue;
      this.inHand.add(id);
      try {
        if (await this.take(actor, key, hash, mayRepeat)) return await this.act(actor, key, act);
        const answer = await this.earlierAnswer(actor, key, hash, request);
        if (answer) return answer;
      } finally {
        this.inHand.delete(id);
      }
    }
    throw new ConflictException('still-in-progress');
  }

  private async act(actor: string, key: string, act: () => Promise<Reply>): Promise<Reply> {
    try {
      const reply = await answerUnder({ actor, key, holder: this.holder, isOver: false }, act);
      await (reply.kind === 'done' ? this.keep(actor, key, reply) : this.forget(actor, key));
      return reply;
    } catch (error) {
      if (error instanceof KeyTakenOver) throw new ConflictException('still-in-progress');
      // Where the database is away the key stays, and the next request of this process takes it over.
      await this.forgetUnlessActed(actor, key).catch(() => undefined);
      throw error;
    }
  }

  /** True where the key is free, or was held by one who will never answer. */
  private async take(actor: string, key: string, hash: string, mayRepeat: boolean): Promise<boolean> {
    const taken = await this.database.query(
      `insert into answered_request as r (actor, key, request_hash, holder) values ($1, $2, $3, $4)
       on conflict (actor, key) do update set holder = excluded.holder, at = clock_timestamp()
       where r.request_hash = excluded.request_hash and r.status is null and (r.acted_at is null or $5)
         and (r.holder = excluded.holder or r.at < clock_timestamp() - interval '${abandonedSeconds} seconds')
       returning 1`,
      [actor, key, hash, this.holder, mayRepeat],
    );
    return taken.length > 0;
  }

  /** The answer that was given; null while there is none. */
  private async earlierAnswer(
    actor: string,
    key: string,
    hash: string,
    request: FastifyRequest,
  ): Promise<DoneReply | null> {
    const [row] = await this.database.query<AnsweredRow>(
      `select request_hash, status, location, body, acted_at is not null and status is null
         and (holder = $3 or at < clock_timestamp() - interval '${abandonedSeconds} seconds') as is_lost
       from answered_request where actor = $1 and key = $2`,
      [actor, key, this.holder],
    );
    if (!row) return null;
    if (row.request_hash !== hash) throw new UnprocessableEntityException('idempotency-key-reused');
    if (row.is_lost) return lostAnswer(request);
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

  /** What was committed stays done, although an error was answered: the line to the database may have dropped after it. */
  private async forgetUnlessActed(actor: string, key: string): Promise<void> {
    await this.database.query(
      `delete from answered_request where actor = $1 and key = $2 and status is null and acted_at is null`,
      [actor, key],
    );
  }

  private async forget(actor: string, key: string): Promise<void> {
    await this.database.query(`delete from answered_request where actor = $1 and key = $2 and status is null`, [
      actor,
      key,
    ]);
  }
}

/** Done, but who did it died before saying how: back to the page that asked, which shows what stands now. */
function lostAnswer(request: FastifyRequest): DoneReply {
  const notice = 'This was done before, but the answer was lost on its way to you. The page shows how things are now.';
  return done(askingPage(request), { value: { answerLost: true }, notice });
}

function askingPage({ headers }: FastifyRequest): string {
  if (!headers.referer || !URL.canParse(headers.referer)) return '/';
  const { host, pathname, search } = new URL(headers.referer);
  return host === headers.host ? `${pathname}${search}` : '/';
}

function hashOf(request: FastifyRequest): string {
  const path = request.url.split('?')[0];
  return createHash('sha256')
    .update(`${path}\n${JSON.stringify(request.body ?? null)}`)
    .digest('hex');
}
