import { randomUUID } from 'node:crypto';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';

interface Open {
  readonly app: NestFastifyApplication;
}

/** Whoever carries a session's cookie and its form token; null is a visitor who is not signed in. */
export type Browsing = { readonly csrfToken: string; readonly headers: { readonly cookie: string } } | null;

/** An answer as a browser, or a caller of the API, gets it. */
export interface Answer {
  readonly status: number;
  /** Where it leads, for a redirect. */
  readonly location: string | null;
  readonly text: string;
  /** Lines of the page's error summary, or texts of the problem document. */
  readonly problems: readonly string[];
  /** Set-Cookie lines. */
  readonly cookies: readonly string[];
  readonly headers: Readonly<Record<string, unknown>>;
  /** The JSON it carries: say its shape with `as`. */
  json(): unknown;
}

const asBrowser = { accept: 'text/html,application/xhtml+xml' };

/** Opens a page. */
export async function visit(open: Open, who: Browsing, path: string): Promise<Answer> {
  return answerOf(await open.app.inject({ url: path, headers: { ...asBrowser, ...who?.headers } }));
}

/** Sends a form as its page would: with the session's token and, where `key` is not given, a key of its own. */
export async function post(
  open: Open,
  who: Browsing,
  path: string,
  fields: Readonly<Record<string, string | readonly string[]>> = {},
  key: string = randomUUID(),
): Promise<Answer> {
  const form = new URLSearchParams();
  if (who) form.append('_csrf', who.csrfToken);
  form.append('_key', key);
  for (const [name, value] of Object.entries(fields)) {
    for (const each of typeof value === 'string' ? [value] : value) form.append(name, each);
  }
  return answerOf(
    await open.app.inject({
      method: 'POST',
      url: path,
      headers: { ...asBrowser, ...who?.headers, 'content-type': 'application/x-www-form-urlencoded' },
      payload: form.toString(),
    }),
  );
}

/** Asks the API: `path` without `/api/v1`. With `body` it is a POST. */
export async function api(
  open: Open,
  who: Browsing,
  path: string,
  body?: unknown,
  key: string = randomUUID(),
): Promise<Answer> {
  const url = `/api/v1${path === '/' ? '/home' : path}`;
  if (body === undefined) return answerOf(await open.app.inject({ url, headers: { ...who?.headers } }));
  const headers = { ...who?.headers, 'idempotency-key': key, 'content-type': 'application/json' };
  return answerOf(await open.app.inject({ method: 'POST', url, headers, payload: JSON.stringify(body) }));
}

interface Injected {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly payload: string;
}

function answerOf(response: Injected): Answer {
  const cookies = response.headers['set-cookie'];
  const { location } = response.headers;
  return {
    status: response.statusCode,
    location: typeof location === 'string' ? location : null,
    text: response.payload,
    problems: problemsIn(response),
    cookies: cookies === undefined ? [] : [cookies].flat().map(String),
    headers: response.headers,
    json: () => JSON.parse(response.payload) as unknown,
  };
}

function problemsIn(response: Injected): string[] {
  if (String(response.headers['content-type']).includes('problem+json')) {
    const { problems = [] } = JSON.parse(response.payload) as { problems?: { text: string }[] };
    return problems.map(({ text }) => text);
  }
  const summary = /govuk-error-summary__list">(.*?)<\/ul>/s.exec(response.payload)?.[1] ?? '';
  return [...summary.matchAll(/<li>(.*?)<\/li>/gs)].map((item) => textOf(item[1] ?? ''));
}

/** What is read: without tags, with entities as letters, white space as one space. */
export function textOf(html: string): string {
  const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };
  return html
    .replace(/<(script|style)\b.*?<\/\1>/gs, ' ')
    .replace(/<[^>]*>/g, '')
    .replace(/&(amp|lt|gt|quot|#39);/g, (_, name: string) => entities[name] ?? '')
    .replace(/\s+/g, ' ')
    .trim();
}
