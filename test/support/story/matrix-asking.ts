import type { RouteDeclaration } from '../../../src/platform/web/route.js';
import type { TestApp } from '../app.js';
import { api, post, visit, type Answer, type Browsing } from '../browse.js';
import type { Expected } from './matrix.js';
import type { Parameters } from './matrix-subjects.js';

/** A request of the matrix and what came of it. */
export interface Asked extends Answer {
  /** `GET /api/v1/staff/…`. */
  readonly line: string;
  readonly isApi: boolean;
  readonly isRead: boolean;
  readonly parameters: Parameters;
}

interface Question {
  readonly declaration: RouteDeclaration;
  readonly who: Browsing;
  readonly url: string;
  readonly parameters: Parameters;
}

/** Asks as a browser or as a caller of the API would, with the form's token and an empty form. */
export async function ask(open: TestApp, { declaration, who, url, parameters }: Question): Promise<Asked> {
  const isApi = url.startsWith('/api/v1');
  const isRead = declaration.get !== undefined;
  const path = isApi ? url.slice('/api/v1'.length) : url;
  const answer = await answerTo(open, who, path, isApi, isRead);
  return { ...answer, line: `${isRead ? 'GET' : 'POST'} ${url}`, isApi, isRead, parameters };
}

function answerTo(open: TestApp, who: Browsing, path: string, isApi: boolean, isRead: boolean): Promise<Answer> {
  if (isApi) return api(open, who, path, isRead ? undefined : {});
  return isRead ? visit(open, who, path) : post(open, who, path);
}

/** What is wrong with an answer, by what was expected; nothing where it is right. */
export function judge(asked: Asked, expected: Expected): string[] {
  const { status, location } = asked;
  const says = (wanted: string): string[] => [`${asked.line} answered ${status} ${location ?? ''} and not ${wanted}`];
  switch (expected) {
    case 'allowed':
      if (leadsToSignIn(asked) || [401, 403, 404].includes(status) || status >= 500) return says('as to those who may');
      return [];
    case 'sign-in':
      if (asked.isApi || !asked.isRead) return status === 401 ? [] : says('401');
      return status === 303 && location?.startsWith('/sign-in') ? [] : says('303 to the sign-in');
    case 'second-factor':
      if (asked.isApi || !asked.isRead) return status === 401 ? [] : says('401');
      return status === 303 && location === '/second-factor' ? [] : says('303 to the second factor');
    case 'forbidden':
      return status === 403 ? [] : says('403');
    case 'missing':
      return status === 404 ? [] : says('404');
  }
}

function leadsToSignIn({ status, location, line }: Asked): boolean {
  return (
    status === 303 &&
    /^\/(sign-in|second-factor)/.test(location ?? '') &&
    !/password|invitations|sign-out|sessions/.test(line)
  );
}

/** What tells one answer from another, but for what is new in each: nonces, keys, and the ids that were asked for. */
export function sameToOutsiders(answers: readonly Asked[]): string[] {
  const [first, ...rest] = answers;
  if (!first) return [];
  return rest
    .filter((answer) => seen(answer) !== seen(first))
    .map((answer) => `${answer.line} differs from ${first.line}: ${answer.status} and ${first.status}`);
}

function seen({ status, text, headers, parameters }: Asked): string {
  const kept = Object.entries(headers).filter(([name]) => !['date', 'content-length', 'server-timing'].includes(name));
  let all = `${status}\n${JSON.stringify(kept)}\n${text}`;
  for (const value of Object.values(parameters)) all = all.replaceAll(value, '');
  return all.replace(/nonce(-|=")[\w+/=]+/g, 'nonce').replace(/name="_key" value="[^"]*"/g, '');
}
