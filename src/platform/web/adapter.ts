import { randomBytes } from 'node:crypto';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import helmet from '@fastify/helmet';
import rateLimit from '@fastify/rate-limit';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Config } from '../config/config.js';
import { FileStore } from '../storage/index.js';
import { registerForms, registerTus, UploadDoor, uploadPath } from '../upload/index.js';
import { countingStatements } from '../database/statement-count.js';
import { OutageWatch } from '../outages/outage-watch.js';
import { publicDirectory } from './places.js';
import { apiPrefix } from './route.js';
import { storable } from './storable.js';
import { Subjects } from './subjects.js';
import { Visitors } from './visitor.js';

export const sessionCookie = '__Host-sid';

/** The web server: no middleware (paths written oddly got around it in several published faults), hooks and guards instead. */
export function createAdapter(config: Pick<Config, 'trustedProxy' | 'mode'>): FastifyAdapter {
  const options = {
    skipMiddie: true,
    trustProxy: config.trustedProxy ?? false,
    bodyLimit: 1_048_576,
    // Covers a whole body: 25 MB on a slow line take minutes.
    requestTimeout: 600_000,
    routerOptions: { maxParamLength: 200 },
    frameworkErrors: (error: { statusCode?: number }, _: unknown, reply: FastifyReply) => {
      void reply
        .code((error.statusCode ?? 400) as never)
        .headers({ ...earlyHeaders(config), 'cache-control': 'no-store' })
        .type('application/problem+json')
        .send({
          type: 'about:blank',
          title: 'The request could not be understood',
          status: error.statusCode ?? 400,
        });
    },
  };
  return new FastifyAdapter(options as never);
}

/** Registers what every request passes. Awaited before routes are added: a plugin that loads later is silently off. */
export async function prepare(app: NestFastifyApplication, config: Config): Promise<void> {
  const fastify = app.getHttpAdapter().getInstance();
  fastify.decorateRequest('visitor', null);
  fastify.decorateRequest('formToken', null);
  fastify.decorateRequest('idempotencyKey', null);
  app.enableCsrfProtection();
  await app.register(helmet, helmetOptions(config));
  await app.register(rateLimit, { global: false });
  await app.register(fastifyStatic, {
    root: publicDirectory,
    prefix: '/public/',
    immutable: true,
    maxAge: '1y',
    index: false,
    decorateReply: false,
  } as never);
  await registerForms(fastify);
  fastify.addHook('onRequest', (request, _reply, next) => {
    countingStatements((count) => {
      request.statements = count;
      next();
    });
  });
  fastify.addHook('onRequest', async (request, reply) => greet(request, reply, app.get(Visitors)));
  fastify.addHook('preHandler', async (request) => {
    request.body = storable(request.body);
    request.query = storable(request.query);
    request.params = storable(request.params);
    await takeFormFields(request);
  });
  fastify.addHook('onSend', async (request, reply) => {
    if (!isAsset(request)) reply.header('cache-control', 'no-store');
    if (!reply.hasHeader('content-security-policy')) reply.headers(earlyHeaders(config));
    if (config.mode === 'demo' && request.statements)
      reply.header('server-timing', `sql;desc="${request.statements()}"`);
  });
  fastify.addHook('onResponse', async (request, reply) => keepFault(app, request, reply));
  serveUploads(app, fastify, config);
  // Connections that were busy when closing began stay open idle afterwards; close them as they fall idle.
  fastify.addHook('preClose', (done) => {
    setInterval(() => fastify.server.closeIdleConnections(), 50).unref();
    done();
  });
}

/** Resumable uploads pass the hooks above like every request; the room that takes them says who may send what. */
function serveUploads(app: NestFastifyApplication, fastify: FastifyInstance, config: Config): void {
  const door = app.get(UploadDoor, { strict: false });
  registerTus(fastify, {
    path: uploadPath,
    config: config.store,
    store: app.get(FileStore),
    authorise: (request, wanted) => door.authorise(request, wanted),
    mayFinish: (complete, request) => door.mayFinish(complete, request),
    onFinish: (finished, request) => door.finished(finished, request),
  });
}

/** What protects an answer that is given before the plugin below has seen the request: to another site, to an address that cannot be read. */
function earlyHeaders({ mode }: Pick<Config, 'mode'>): Record<string, string> {
  return {
    'content-security-policy':
      "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'",
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'referrer-policy': 'same-origin',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'SAMEORIGIN',
    ...(mode === 'production' && { 'strict-transport-security': 'max-age=31536000; includeSubDomains' }),
  };
}

function helmetOptions(config: Config): object {
  return {
    global: true,
    enableCSPNonces: true,
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'", 'data:'],
        fontSrc: ["'self'"],
        connectSrc: ["'self'"],
        frameSrc: ["'self'"],
        formAction: ["'self'"],
        baseUri: ["'none'"],
        objectSrc: ["'none'"],
        frameAncestors: ["'none'"],
      },
    },
    // `no-referrer` would make a browser send `Origin: null` with forms.
    referrerPolicy: { policy: 'same-origin' },
    strictTransportSecurity: config.mode === 'production' ? { maxAge: 31_536_000, includeSubDomains: true } : false,
    crossOriginEmbedderPolicy: false,
  };
}

/** Who asks and what time it is, in one statement; assets and probes are asked by nobody. */
async function greet(request: FastifyRequest, reply: FastifyReply, visitors: Visitors): Promise<void> {
  if (isAsset(request) || isProbe(request)) return;
  request.cspNonce =
    (reply as unknown as { cspNonce?: { script: string } }).cspNonce?.script ?? randomBytes(16).toString('base64');
  const { visitor, now, clockMoved } = await visitors.read(readSessionToken(request.headers.cookie));
  request.visitor = visitor;
  (request.raw as { visitor?: unknown }).visitor = visitor;
  request.now = now;
  request.clockMoved = clockMoved;
}

function isAsset(request: FastifyRequest): boolean {
  return request.url.startsWith('/public/');
}

/** They answer for themselves what is away, also while nobody can be known. */
function isProbe(request: FastifyRequest): boolean {
  return request.url === '/livez' || request.url === '/readyz';
}

/** Where somebody meant to submit and we failed, their session is remembered: it is known without the database. */
function keepFault(app: NestFastifyApplication, request: FastifyRequest, reply: FastifyReply): Promise<void> {
  if (request.method !== 'POST' || reply.statusCode < 500) return Promise.resolve();
  const path = (request.url.split('?')[0] ?? '').replace(new RegExp(`^${apiPrefix}`), '');
  if (!app.get(Subjects).keepsFaults(path)) return Promise.resolve();
  const token = readSessionToken(request.headers.cookie);
  const hash = token === null ? null : app.get(Visitors).hashOf(token);
  app.get(OutageWatch).requestFailed(path, hash, reply.statusCode);
  return Promise.resolve();
}

/** The token in the session's cookie, or null. */
export function readSessionToken(cookies: string | undefined): string | null {
  return new RegExp(`(?:^|; *)${sessionCookie}=([A-Za-z0-9_-]{20,100})`).exec(cookies ?? '')?.[1] ?? null;
}

/** The hidden fields are the server's, not the route's: they leave the body, so that a route may refuse unknown fields. */
function takeFormFields(request: FastifyRequest): Promise<void> {
  const header = request.headers['idempotency-key'];
  if (typeof header === 'string' && header.length <= 100) request.idempotencyKey = header;
  const body = request.body as Record<string, unknown> | null | undefined;
  const query = request.query as Record<string, unknown> | undefined;
  // A file's form is read as it streams, long after the guard: its token stands in the address.
  if (typeof query?.['_csrf'] === 'string') request.formToken = query['_csrf'];
  if (body && typeof body === 'object' && !Array.isArray(body)) {
    if (typeof body['_csrf'] === 'string') request.formToken = body['_csrf'];
    if (typeof body['_key'] === 'string' && body['_key'].length <= 100) request.idempotencyKey = body['_key'];
    delete body['_csrf'];
    delete body['_key'];
  }
  return Promise.resolve();
}
