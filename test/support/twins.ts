import { DataSource } from 'typeorm';
import { pathsOf, type RouteDeclaration } from '../../src/platform/web/route.js';
import { Subjects } from '../../src/platform/web/subjects.js';
import type { TestApp } from './app.js';
import type { Person } from './story/people.js';

/** Values that a person may know or guess, by the name that a path's parameter has: every combination is asked for. */
export type Known = Readonly<Record<string, readonly string[]>>;

/** Everything that somebody received: each request by its line, each letter by its key, with all bytes that matter. */
export type Received = ReadonlyMap<string, string>;

/**
 * What differs in every answer and says nothing: the instant, the key of a form, the nonce of a script. Lengths are kept:
 * keys and nonces have one length each. The number of statements is kept too, since it can be measured from outside.
 */
const newEachTime: readonly [RegExp, string][] = [
  [/name="_key" value="[^"]+"/g, 'name="_key"'],
  [/nonce="[^"]+"/g, 'nonce'],
  [/'nonce-[^']+'/g, 'nonce'],
  // A token of a live topic carries the instant until which it holds.
  [/data-live-token="[^"]+"/g, 'data-live-token'],
];

/** Pages of the demonstration show everybody's letters by design; the stream never ends. */
const leftOut = (path: string): boolean => path.startsWith('/demo') || path === '/events';

/**
 * Walks every route that this person's roles may read, as page and under the API, with every combination of what is `known`,
 * and takes the person's letters. Routes of other roles are refused before anything is read: the matrix of permissions shows it. Two calls around the change of one secret are compared
 * by `differences`: the same ids in both worlds, so that nothing else has to be made equal.
 */
export async function everythingFor(open: TestApp, who: Person, known: Known): Promise<Received> {
  const received = new Map<string, string>();
  const isFor = ({ for: audience }: RouteDeclaration): boolean =>
    Array.isArray(audience) ? who.roles.some((role) => audience.includes(role)) : audience !== 'half-signed-in';
  for (const declaration of open.app.get(Subjects, { strict: false }).declarations.filter(isFor))
    for (const url of urlsOf(declaration, known)) {
      for (const accept of url.startsWith('/api/') ? ['application/json'] : ['text/html'])
        received.set(`GET ${url}`, await bytesOf(open, who, url, accept));
    }
  const letters = await open.database.query<{ key: string; letter: string }>(
    `select key, to_jsonb(m) - 'id' - 'composed_at' - 'sent_at' as letter from mail_message m where to_address = $1`,
    [who.email],
  );
  for (const { key, letter } of letters) received.set(`letter ${key}`, JSON.stringify(letter));
  return received;
}

/** The lines on which the two differ, with what is missing on either side among them. */
export function differences(one: Received, other: Received): string[] {
  return [...new Set([...one.keys(), ...other.keys()])].filter((line) => one.get(line) !== other.get(line)).sort();
}

/** Changes a secret past every guard, as the owner of the database may. The tables named have their triggers off meanwhile. */
export async function rewrite(
  open: TestApp,
  tables: readonly string[],
  statements: readonly (readonly [sql: string, parameters?: readonly unknown[]])[],
): Promise<void> {
  const owner = await new DataSource({ type: 'postgres', url: open.test.ownerUrl }).initialize();
  try {
    for (const table of tables) await owner.query(`alter table ${table} disable trigger user`);
    for (const [sql, parameters = []] of statements) await owner.query(sql, [...parameters]);
    for (const table of tables) await owner.query(`alter table ${table} enable trigger user`);
  } finally {
    await owner.destroy();
  }
}

function urlsOf(declaration: RouteDeclaration, known: Known): string[] {
  const path = declaration.get;
  if (path === undefined || leftOut(path)) return [];
  const names = [...path.matchAll(/:(\w+)/g)].map(([, name = '']) => name);
  const filled = names.reduce<string[][]>(
    (chosen, name) => chosen.flatMap((values) => (known[name] ?? []).map((value) => [...values, value])),
    [[]],
  );
  return pathsOf(path).flatMap((each) =>
    filled.map((values) => values.reduce((url, value, at) => url.replace(`:${names[at]}`, value), each)),
  );
}

async function bytesOf(open: TestApp, who: Person, url: string, accept: string): Promise<string> {
  const { statusCode, headers, payload } = await open.app.inject({ url, headers: { accept, ...who.headers } });
  const { date: _date, ...kept } = headers;
  const bytes = JSON.stringify([statusCode, kept, payload, Buffer.byteLength(payload)]);
  return newEachTime.reduce(
    (text, [pattern, instead]) => text.replaceAll(pattern, instead),
    bytes.replaceAll('\\"', '"'),
  );
}

/** How many of the requests were answered with something: a walk that reaches nothing would find nothing. */
export const reached = (received: Received): number =>
  [...received.values()].filter((bytes) => bytes.startsWith('[200,')).length;
