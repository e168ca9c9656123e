import { createHash } from 'node:crypto';
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

/**
 * A request that comes twice with one key is done once and answered twice: a double click, a retry after a dropped
 * line. The key is the form's hidden `_key` or the header `Idempotency-Key`. A refusal is not kept: it may be mended.
 */
@Injectable()
export class IdempotencyInterceptor implements NestInterceptor<Reply, Reply> {
  constructor(private readonly database: Database) {}

  intercept(context: ExecutionContext, next: CallHandler<Reply>): Observable<Reply> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    if (request.method !== 'POST' || !request.idempotencyKey || !request.visitor) return next.handle();
    return from(this.once(request, request.visitor.actor, request.idempotencyKey, next));
  }

  private async once(request: FastifyRequest, actor: string, key: string, next: CallHandler<Reply>): Promise<Reply> {
    const hash = hashOf(request);
    const [taken] = await this.database.query(
      `insert into answered_request (actor, key, request_hash) values ($1, $2, $3) on conflict do nothing returning 1`,
      [actor, key, hash],
    );
    if (!taken) {
      const answer = await this.earlierAnswer(actor, key, hash);
      if (answer) return answer;
    }
    try {
      const reply = await lastValueFrom(next.handle());
      await (reply.kind === 'done' ? this.keep(actor, key, reply) : this.forget(actor, key));
      return reply;
    } catch (error) {
      await this.forget(actor, key);
      throw error;
    }
  }

  /** The answer that was given; null where the one who took the key died with it a while ago: then it is done again. */
  private async earlierAnswer(actor: string, key: string, hash: string): Promise<DoneReply | null> {
    for (let round = 0; round < 100; round += 1) {
      const [row] = await this.database.query<AnsweredRow>(
        `select request_hash, status, location, body from answered_request where actor = $1 and key = $2`,
        [actor, key],
      );
      if (!row) return null;
      if (row.request_hash !== hash) throw new UnprocessableEntityException('idempotency-key-reused');
      if (row.status !== null) {
        return {
          kind: 'done',
          location: row.location ?? '/',
          value: row.body?.value ?? {},
          notice: row.body?.notice ?? null,
          cookies: [],
        };
      }
      const [adopted] = await this.database.query(
        `update answered_request set at = clock_timestamp()
         where actor = $1 and key = $2 and status is null and at < clock_timestamp() - interval '30 seconds' returning 1`,
        [actor, key],
      );
      if (adopted) return null;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new ConflictException('still-in-progress');
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
