import { randomUUID } from 'node:crypto';
import { Catch, HttpException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { OutageWatch } from '../outages/outage-watch.js';
import { StoreAway } from '../storage/index.js';
import { retryAfterSeconds } from './retry-after.js';
import { apiPrefix } from './route.js';
import { Templates } from './templates.js';

const titles: Record<number, string> = {
  400: 'The request could not be understood',
  401: 'Sign in to continue',
  403: 'You cannot do this',
  404: 'Page not found',
  409: 'Somebody else is doing this just now',
  413: 'That is too large',
  415: 'That type is not taken',
  422: 'Some of what was sent is not right',
  429: 'Too many tries',
  503: 'Not available for a moment',
};

/** Every failure ends here: a page or problem+json, the same words for what is hidden and what is missing, a reference for the log. */
@Catch()
export class FailureFilter implements ExceptionFilter {
  constructor(
    private readonly templates: Templates,
    private readonly outages: OutageWatch,
  ) {}

  catch(failure: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    const status = statusOf(failure);
    const reference = status >= 500 ? randomUUID() : null;
    if (reference) console.error(`${reference} ${request.method} ${request.url.split('?')[0]}`, failure);
    // Before the next round would: what somebody met is looked at while it lasts.
    if (status === 503) void this.outages.lookNow();
    if (reply.sent || reply.raw.headersSent) return;
    const isPage = !request.url.startsWith(apiPrefix) && (request.headers.accept ?? '').includes('text/html');
    if (status === 401 && isPage && request.method === 'GET') return redirectToSignIn(request, reply);
    const title = titles[status] ?? (status < 500 ? 'The request was refused' : 'Something went wrong on our side');
    const problems = problemsOf(failure);
    reply.code(status);
    if (status === 503) reply.header('retry-after', String(retryAfterSeconds));
    if (isPage) {
      const model = { title, status, reference, problems };
      const page = { kind: 'page', status, template: 'platform/web/pages/failure.njk', model, problems: [] } as const;
      reply.type('text/html; charset=utf-8').send(this.templates.render(page, request));
      return;
    }
    reply.type('application/problem+json').send({
      type: 'about:blank',
      title,
      status,
      ...(reference && { reference }),
      ...(problems.length > 0 && { problems }),
    });
  }
}

function redirectToSignIn(request: FastifyRequest, reply: FastifyReply): void {
  const next = request.url === '/' ? '' : `?next=${encodeURIComponent(request.url)}`;
  const page = request.visitor && !request.visitor.isComplete ? '/second-factor' : `/sign-in${next}`;
  reply.code(303).header('location', page).send('');
}

/** What Nest threw, what Fastify refused (below 500), and everything else: ours. */
function statusOf(failure: unknown): number {
  if (failure instanceof HttpException) return failure.getStatus();
  const { statusCode } = failure as { statusCode?: unknown };
  if (typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500) return statusCode;
  return isAway(failure) ? 503 : 500;
}

/** The database or the store is restarting or cannot be reached: worth another try in a moment. The driver gives some of it no code. */
function isAway(failure: unknown): boolean {
  if (failure instanceof StoreAway) return true;
  const { code, message } = failure as { code?: unknown; message?: unknown };
  if (typeof code === 'string')
    return /^(08|57P0)/.test(code) || ['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT'].includes(code);
  return /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error)/.test(
    String(message),
  );
}

function problemsOf(failure: unknown): { text: string; field: string | null }[] {
  const { problems } = failure as { problems?: { text: string; field: string | null }[] };
  return Array.isArray(problems) ? problems : [];
}
