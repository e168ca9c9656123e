import { randomInt, randomUUID } from 'node:crypto';
import type { RouteDeclaration } from '../../../src/platform/web/route.js';
import { roles, type Role } from '../../../src/platform/web/visitor.js';
import type { TestApp } from '../app.js';
import type { Browsing } from '../browse.js';
import { givePerson, type Person } from './people.js';
import { furnish } from './matrix-participant.js';
import { subjects, unowned, type Owner, type Parameters } from './matrix-subjects.js';

/** Whose thing is asked for, seen from who asks. */
export type Whose = 'own' | 'other' | 'other-provider' | 'nonexistent';
/** How far a role reaches in a subject: what the person was given, what the provider has, or all there is. */
export type Bound = 'person' | 'provider' | 'everyone';
export const askers = ['anonymous', 'disabled', 'half-signed-in', ...roles] as const;
export type Asker = (typeof askers)[number];
export type Expected = 'allowed' | 'sign-in' | 'second-factor' | 'forbidden' | 'missing';

/** They look at the work of every provider. Everybody else looks at that of their own. */
export const looksEverywhere: readonly Role[] = ['qa-agent'];

const reached: Readonly<Record<Bound, readonly Whose[]>> = {
  person: ['own'],
  provider: ['own', 'other'],
  everyone: ['own', 'other', 'other-provider'],
};

/** The policy: what a declaration promises to who asks for whose thing. Everything that a cell expects comes from here. */
export function expected(declaration: RouteDeclaration, asker: Asker, whose: Whose): Expected {
  if (declaration.for === 'anyone') return 'allowed';
  if (asker === 'anonymous' || asker === 'disabled') return 'sign-in';
  if (asker === 'half-signed-in') return declaration.for === 'half-signed-in' ? 'allowed' : 'second-factor';
  if (Array.isArray(declaration.for) && !declaration.for.includes(asker)) return 'forbidden';
  if (declaration.of === undefined) return 'allowed';
  const subject = subjects[declaration.of];
  if (!subject) throw new Error(`The world has no ${declaration.of}`);
  return reached[subject.bound(asker)].includes(whose) ? 'allowed' : 'missing';
}

export const pathOf = (declaration: RouteDeclaration): string => declaration.get ?? declaration.post;
export const parametersIn = (path: string): string[] => [...path.matchAll(/:(\w+)/g)].map(([, name = '']) => name);

/** Which things of a subject are asked for: whoever may reach none of them is asked about what is there and what is not. */
export function cases(declaration: RouteDeclaration, asker: Asker): readonly Whose[] {
  if (declaration.of === undefined) return ['own'];
  const isAmong = isRole(asker) && expected(declaration, asker, 'own') === 'allowed';
  return isAmong ? ['own', 'other', 'other-provider', 'nonexistent'] : ['own', 'nonexistent'];
}

/** Two providers and two of everything: each instance is made when a cell first asks for it. */
export class World {
  private readonly people = new Map<string, Promise<Owner>>();
  private readonly instances = new Map<string, Promise<Parameters>>();
  private readonly outsiders = new Map<string, Promise<Browsing>>();

  constructor(private readonly open: TestApp) {}

  /** Who asks: the same person each time. */
  async asker(asker: Asker): Promise<Browsing> {
    if (isRole(asker)) return this.owner(asker, 'own');
    return kept(this.outsiders, asker, () => makeOutsider(this.open, asker));
  }

  /** Somebody who has not asked for anything yet, so that what they change is nobody else's. */
  freshAsker(asker: Asker): Promise<Browsing> {
    return isRole(asker) ? this.freshOwner(asker) : makeOutsider(this.open, asker);
  }

  freshOwner(role: Role): Promise<Owner> {
    return makeOwner(this.open, role, 'ONE');
  }

  /** Parameters of a route for the thing that is `whose`, seen from `role`. */
  async parameters(declaration: RouteDeclaration, role: Role, whose: Whose): Promise<Parameters> {
    const own = await this.instance(declaration, role, whose === 'nonexistent' ? 'own' : whose);
    return whose === 'nonexistent' ? nowhere(own) : own;
  }

  /** Ids and names of what belongs to the other provider, after the matrix has asked for one of everything. */
  async foreignWords(routes: readonly RouteDeclaration[]): Promise<string[]> {
    const ids: string[] = [];
    for (const declaration of routes)
      for (const role of Array.isArray(declaration.for) ? (declaration.for as readonly Role[]) : [])
        if (declaration.of !== undefined)
          ids.push(...Object.values(await this.parameters(declaration, role, 'other-provider')));
    const people = await this.open.database.query<{ name: string }>(
      `select p.name from (select name, provider_id from staff union all select name, provider_id from participant) as p
       join provider on provider.id = p.provider_id where provider.code = 'TWO'`,
    );
    return [...new Set([...ids, ...people.map(({ name }) => name)])];
  }

  /** The same for a person's own, made now. */
  give(declaration: RouteDeclaration, owner: Owner): Promise<Parameters> {
    return makeInstance(this.open, declaration, owner);
  }

  private instance(
    declaration: RouteDeclaration,
    role: Role,
    whose: Exclude<Whose, 'nonexistent'>,
  ): Promise<Parameters> {
    const key = `${declaration.of ?? pathOf(declaration)} ${role} ${whose}`;
    return kept(this.instances, key, async () => makeInstance(this.open, declaration, await this.owner(role, whose)));
  }

  private owner(role: Role, whose: Exclude<Whose, 'nonexistent'>): Promise<Owner> {
    return kept(this.people, `${role} ${whose}`, () =>
      makeOwner(this.open, role, whose === 'other-provider' ? 'TWO' : 'ONE'),
    );
  }
}

function kept<T>(map: Map<string, Promise<T>>, key: string, make: () => Promise<T>): Promise<T> {
  const found = map.get(key) ?? make();
  map.set(key, found);
  return found;
}

const isRole = (asker: Asker): asker is Role => roles.includes(asker as Role);

/** Nobody, or somebody of many roles who has not given the second factor, or whose account was closed. */
async function makeOutsider(open: TestApp, asker: Exclude<Asker, Role>): Promise<Browsing> {
  if (asker === 'anonymous') return null;
  const person = await givePerson(open, { roles: ['administrator', 'lead', 'assessor'], provider: 'ONE' });
  await open.database.query(
    asker === 'disabled'
      ? `update sign_in set disabled_at = clock_timestamp() where id = $1`
      : `update web_session set second_factor_at = null where sign_in_id = $1`,
    [person.signInId],
  );
  return person;
}

async function makeOwner(open: TestApp, role: Role, provider: string): Promise<Owner> {
  if (role === 'participant') return { ...(await furnish(open, provider)), provider };
  const person: Person = await givePerson(open, { roles: [role], provider });
  return { ...person, provider, belongings: null };
}

async function makeInstance(open: TestApp, declaration: RouteDeclaration, owner: Owner): Promise<Parameters> {
  const path = pathOf(declaration);
  if (parametersIn(path).length === 0) return {};
  const subject = declaration.of === undefined ? unowned[path] : subjects[declaration.of];
  if (!subject)
    throw new Error(
      `The world has nothing for ${path}: say in matrix-subjects.ts how ${declaration.of ?? 'it'} is made`,
    );
  return subject.give(open, owner);
}

/** The same shapes, with nothing behind them. */
export function nowhere(parameters: Parameters): Parameters {
  return Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, elsewhere(value)]));
}

function elsewhere(value: string): string {
  if (/^[0-9a-f-]{36}$/.test(value)) return randomUUID();
  if (/^\d+$/.test(value)) return String(randomInt(900_000_000, 1_000_000_000));
  if (/^[0-9a-f]{24}$/.test(value)) return randomUUID().replaceAll('-', '').slice(0, 24);
  const [, prefix] = /^(.*?)[0-9A-Z]{4}-[0-9A-Z]{4}$/.exec(value) ?? [];
  if (prefix !== undefined) return `${prefix}ZZZZ-ZZZZ`;
  return `nothing-${randomUUID()}`;
}

/** The route's path with parameters in their places. */
export function fill(path: string, parameters: Parameters): string {
  return path.replace(/:(\w+)/g, (_, name: string) => {
    const value = parameters[name];
    if (value === undefined) throw new Error(`The world says no ${name} for ${path}`);
    return encodeURIComponent(value);
  });
}
