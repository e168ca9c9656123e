import type { Readable } from 'node:stream';
import type { Refusal } from '#libs/refusal';

/** Wording for the codes of a room: one function a code, given the refusal's facts. Pages and API say the same words. */
export type Messages = Readonly<Record<string, (facts: Readonly<Record<string, never>>) => string>>;

/** Gathers a room's wording. `Code` is the room's union of codes: one that has no words does not compile. */
export function defineMessages<Code extends string>(
  // eslint-disable-next-line typescript/no-explicit-any -- facts differ by code; the catalogue's spec holds each to its own
  messages: Record<Code, (facts: any) => string>,
): Messages {
  return messages;
}

export interface PageReply {
  readonly kind: 'page';
  readonly status: number;
  /** Path of the template below `src/`, e.g. `enrolment/pages/windows.njk`. */
  readonly template: string;
  /** What the page says; the same object is the API's JSON. Nothing in it may be for another audience. */
  readonly model: Readonly<Record<string, unknown>>;
  readonly problems: readonly Problem[];
}

/** A refusal in words, and the field it is about. */
export interface Problem {
  readonly code: string;
  readonly text: string;
  readonly field: string | null;
  readonly facts: Readonly<Record<string, unknown>>;
}

export interface DoneReply {
  readonly kind: 'done';
  /** Where the browser goes next, a path of ours. */
  readonly location: string;
  /** What the API answers. */
  readonly value: Readonly<Record<string, unknown>>;
  /** Shown once on the next page. */
  readonly notice: string | null;
  readonly cookies: readonly string[];
}

export interface FileReply {
  readonly kind: 'file';
  readonly content: Readable | Buffer;
  readonly type: string;
  readonly name: string;
  /** Shown in the page (sandboxed) instead of saved. */
  readonly inline: boolean;
}

export type Reply = PageReply | DoneReply | FileReply;

/** A page, and the same as JSON under the API. */
export function page(template: string, model: Readonly<Record<string, unknown>>): PageReply {
  return { kind: 'page', status: 200, template, model, problems: [] };
}

/** A change was made: go to `location`; `notice` says so there. */
export function done(
  location: string,
  extra: { value?: Readonly<Record<string, unknown>>; notice?: string; cookies?: readonly string[] } = {},
): DoneReply {
  return {
    kind: 'done',
    location,
    value: extra.value ?? {},
    notice: extra.notice ?? null,
    cookies: extra.cookies ?? [],
  };
}

/** A rule said no: the page again, with what to do about it. 422. */
export function refused(refusals: Refusal | readonly Refusal[], messages: Messages, again: PageReply): PageReply {
  const list = Array.isArray(refusals) ? (refusals as readonly Refusal[]) : [refusals as Refusal];
  return { ...again, status: 422, problems: list.map((refusal) => problemOf(refusal, messages)) };
}

/** A file to save, or with `inline` to show. */
export function file(content: Readable | Buffer, type: string, name: string, inline = false): FileReply {
  return { kind: 'file', content, type, name, inline };
}

export function problemOf(refusal: Refusal, messages: Messages): Problem {
  const say = messages[refusal.code];
  if (!say) throw new Error(`No words for the refusal ${refusal.code}`);
  return {
    code: refusal.code,
    text: say(refusal.facts as Readonly<Record<string, never>>),
    field: refusal.field ?? null,
    facts: refusal.facts,
  };
}
