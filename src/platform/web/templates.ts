import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import nunjucks from 'nunjucks';
import { sayDate, sayDeadline, sayMoment } from '#libs/calendar';
import { configToken } from '../config/config.token.js';
import type { Config } from '../config/config.js';
import { topicToken } from './live.js';
import { sayBytes } from './say-bytes.js';
import { linksAt, navigationToken, type Navigation } from './navigation.js';
import type { PageReply } from './reply.js';
import { noticeCookie } from './notice.js';
import { publicDirectory, templateDirectory } from './places.js';

const govuk = join(dirname(createRequire(import.meta.url).resolve('govuk-frontend/package.json')), 'dist');

/** Renders pages: escaped, with the layout's own facts added to the page's. Nothing is decided in a template. */
@Injectable()
export class Templates {
  private readonly environment: nunjucks.Environment;
  private readonly assets: Readonly<Record<string, string>>;

  constructor(
    @Inject(configToken) private readonly config: Config,
    @Inject(navigationToken) private readonly navigation: Navigation,
  ) {
    // Compiled once: without the cache a page was measured to cost forty times as much.
    this.environment = new nunjucks.Environment(
      new nunjucks.FileSystemLoader([templateDirectory, govuk], { noCache: false }),
      {
        autoescape: true,
        throwOnUndefined: false,
      },
    );
    this.environment.addFilter('date', (value: unknown) => (value ? sayDate(dateOf(value)) : ''));
    this.environment.addFilter('moment', (value: unknown) => (value ? sayMoment(instantFrom(value)) : ''));
    this.environment.addFilter('deadline', (value: unknown) => (value ? sayDeadline(instantFrom(value)) : ''));
    this.environment.addFilter('iso', (value: unknown) => (value ? instantFrom(value).toString() : ''));
    this.environment.addFilter('number', (value: unknown) => new Intl.NumberFormat('en-GB').format(Number(value)));
    this.environment.addFilter('pounds', (pence: unknown) => `£${(Number(pence) / 100).toFixed(2)}`);
    this.environment.addFilter('bytes', (bytes: unknown) => sayBytes(Number(bytes)));
    this.assets = readAssets();
  }

  render(page: PageReply, request: FastifyRequest): string {
    return this.environment.render(page.template, { ...page.model, ...this.layout(page, request) });
  }

  /** A template rendered without the page around it: mails and letters. */
  renderPart(template: string, model: Readonly<Record<string, unknown>>): string {
    return this.environment.render(template, model);
  }

  private layout(page: PageReply, request: FastifyRequest): Record<string, unknown> {
    const { visitor } = request;
    const path = request.url.split('?')[0] ?? '/';
    return {
      visitor,
      path,
      cspNonce: request.cspNonce,
      asset: (name: string) => this.assets[name] ?? `/public/${name}`,
      isDemo: this.config.mode === 'demo',
      now: request.now,
      clockMoved: request.clockMoved,
      navigation: linksAt(path, visitor?.isComplete ? this.navigation(visitor.roles) : []),
      problems: page.problems.length > 0 ? page.problems : (page.model['problems'] ?? []),
      problemOn: (field: string) => page.problems.find((problem) => problem.field === field)?.text,
      notice: readNotice(request),
      // Each form carries the session's token and a key of its own, so that sending it twice does it once.
      formFields: () =>
        new nunjucks.runtime.SafeString(
          `<input type="hidden" name="_csrf" value="${visitor?.csrfToken ?? ''}"><input type="hidden" name="_key" value="${randomUUID()}">`,
        ),
      csrfToken: visitor?.csrfToken ?? '',
      liveToken: (topic: string) => (visitor ? topicToken(visitor.csrfToken, topic) : ''),
    };
  }
}

function readNotice(request: FastifyRequest): string | null {
  const found = new RegExp(`${noticeCookie}=([^;]+)`).exec(request.headers.cookie ?? '')?.[1];
  if (!found) return null;
  try {
    return decodeURIComponent(found);
  } catch {
    return null;
  }
}

function instantFrom(value: unknown): Temporal.Instant {
  if (value instanceof Temporal.Instant) return value;
  return Temporal.Instant.from(value instanceof Date ? value.toISOString() : String(value));
}

function dateOf(value: unknown): Temporal.PlainDate {
  if (value instanceof Temporal.PlainDate) return value;
  if (value instanceof Temporal.Instant || value instanceof Date || String(value).includes('T')) {
    return instantFrom(value).toZonedDateTimeISO('Europe/London').toPlainDate();
  }
  return Temporal.PlainDate.from(String(value));
}

/** Names with a content hash, written when the project is built; the plain names where it was not (specs of rooms). */
function readAssets(): Record<string, string> {
  try {
    return JSON.parse(readFileSync(join(publicDirectory, 'manifest.json'), 'utf8')) as Record<string, string>;
  } catch {
    return {};
  }
}
