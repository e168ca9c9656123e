import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { map, type Observable } from 'rxjs';
import type { DoneReply, FileReply, PageReply, Reply } from './reply.js';
import { apiPrefix } from './route.js';
import { noticeCookie } from './notice.js';
import { Templates } from './templates.js';

/** Turns what a controller gives back into bytes: a page or JSON, a redirect or JSON, a file. */
@Injectable()
export class ReplyInterceptor implements NestInterceptor<Reply, unknown> {
  constructor(private readonly templates: Templates) {}

  intercept(context: ExecutionContext, next: CallHandler<Reply>): Observable<unknown> {
    const http = context.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    return next.handle().pipe(map((result) => this.answer(result, request, reply)));
  }

  private answer(result: Reply, request: FastifyRequest, reply: FastifyReply): unknown {
    const isApi = request.url.startsWith(apiPrefix);
    switch (result?.kind) {
      case 'page':
        return isApi ? answerJson(result, reply) : this.answerPage(result, request, reply);
      case 'done':
        return answerDone(result, isApi, reply);
      case 'file':
        return answerFile(result, reply);
      default:
        return result;
    }
  }

  private answerPage(result: PageReply, request: FastifyRequest, reply: FastifyReply): string {
    reply.code(result.status).type('text/html; charset=utf-8');
    if (request.headers.cookie?.includes(`${noticeCookie}=`)) {
      reply.header('set-cookie', `${noticeCookie}=; Path=/; Max-Age=0; Secure; HttpOnly; SameSite=Lax`);
    }
    return this.templates.render(result, request);
  }
}

function answerJson(result: PageReply, reply: FastifyReply): unknown {
  reply.code(result.status);
  if (result.status < 400) return result.model;
  reply.type('application/problem+json');
  const [first] = result.problems;
  return {
    type: 'about:blank',
    title: first?.text ?? 'Refused',
    status: result.status,
    code: first?.code,
    problems: result.problems,
  };
}

function answerDone(result: DoneReply, isApi: boolean, reply: FastifyReply): unknown {
  const cookies = [...result.cookies];
  if (result.notice && !isApi) {
    cookies.push(
      `${noticeCookie}=${encodeURIComponent(result.notice)}; Path=/; Max-Age=60; Secure; HttpOnly; SameSite=Lax`,
    );
  }
  if (cookies.length > 0) reply.header('set-cookie', cookies);
  if (isApi) return { location: `${apiPrefix}${result.location}`, ...result.value };
  reply.code(303).header('location', result.location);
  return '';
}

function answerFile(result: FileReply, reply: FastifyReply): unknown {
  const ascii = result.name.replace(/[^\x20-\x7e]|["\\]/g, '_');
  reply
    .type(result.type)
    .header(
      'content-disposition',
      `${result.inline ? 'inline' : 'attachment'}; filename="${ascii}"; filename*=UTF-8''${encodeURIComponent(result.name)}`,
    );
  if (result.inline)
    reply.header(
      'content-security-policy',
      `sandbox; default-src 'none'; img-src data:; style-src 'unsafe-inline'; frame-ancestors 'self'`,
    );
  return reply.send(result.content);
}
