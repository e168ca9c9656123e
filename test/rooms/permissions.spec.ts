import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { z } from 'zod';
import { pathsOf, routeKey, type RouteDeclaration } from '../../src/platform/web/route.js';
import { Subjects } from '../../src/platform/web/subjects.js';
import { roles, type Role } from '../../src/platform/web/visitor.js';
import { openTestApp, type TestApp } from '../support/app.js';
import { ask, judge, sameToOutsiders, type Asked } from '../support/story/matrix-asking.js';
import {
  askers,
  cases,
  expected,
  fill,
  looksEverywhere,
  parametersIn,
  pathOf,
  World,
  type Asker,
  type Whose,
} from '../support/story/matrix.js';
import { subjects, unowned } from '../support/story/matrix-subjects.js';
import { handlersOf, parametersOf } from '../support/handlers.js';
import { fillWith, oddTexts } from '../support/odd-values.js';
import { tablesNow } from '../support/tables-now.js';

let open: TestApp;
let world: World;
let routes: readonly RouteDeclaration[] = [];

beforeAll(async () => {
  open = await openTestApp();
  await open.holdClock('2026-11-23T10:00:00Z');
  // Nothing but requests changes anything here: sweeps would be taken for what a GET did.
  await open.stopWork();
  await open.database.query(
    `insert into journal_checkpoint (at, last_entry, size, root, statement, signature, key_id)
     values (app_now(), 1, 1, repeat('0', 64), '{}', 'not a signature', 'story')`,
  );
  world = new World(open);
  routes = open.app.get(Subjects).declarations;
});
afterAll(async () => {
  await open?.close();
});

/** The role whose instance of a thing is asked for by somebody who has none of their own. */
function roleFor(declaration: RouteDeclaration, asker: Asker): Role {
  const audience = Array.isArray(declaration.for) ? (declaration.for as readonly Role[]) : roles;
  const among = audience.find((role) => role === asker);
  return among ?? audience[0] ?? 'administrator';
}

/** Where a route is served: as a page and under the API, but for the stream and the probes. */
function surfaces(declaration: RouteDeclaration): string[] {
  const method = declaration.get === undefined ? 'POST' : 'GET';
  return pathsOf(pathOf(declaration)).filter((url) =>
    open.app.getHttpAdapter().getInstance().hasRoute({ method, url }),
  );
}

async function cell(declaration: RouteDeclaration, asker: Asker, whose: Whose, surface: string): Promise<Asked> {
  const parameters = await world.parameters(declaration, roleFor(declaration, asker), whose);
  const who = await world.asker(asker);
  return ask(open, { declaration, who, url: fill(surface, parameters), parameters });
}

/** A POST that may do something is made by somebody new with something new, so that no other cell sees what it did. */
async function freshCell(declaration: RouteDeclaration, asker: Asker, whose: Whose, surface: string): Promise<Asked> {
  const role = roleFor(declaration, asker);
  const owner = await world.freshOwner(role);
  const parameters = await world.give(declaration, whose === 'own' ? owner : await world.freshOwner(role));
  const who = asker === role ? owner : await world.freshAsker(asker);
  return ask(open, { declaration, who, url: fill(surface, parameters), parameters });
}

/** Every cell of these routes that is answered otherwise than the policy says. */
async function wrongCells(declarations: readonly RouteDeclaration[]): Promise<string[]> {
  const wrong: string[] = [];
  for (const declaration of declarations)
    for (const asker of askers)
      for (const whose of cases(declaration, asker)) {
        const wanted = expected(declaration, asker, whose);
        const mayChange = wanted === 'allowed' && declaration.post !== undefined;
        const asked = await Promise.all(
          surfaces(declaration).map((surface) => (mayChange ? freshCell : cell)(declaration, asker, whose, surface)),
        );
        wrong.push(...asked.flatMap((each) => judge(each, wanted)).map((what) => `${asker}, ${whose}: ${what}`));
      }
  return wrong;
}

describe('the world of the matrix', () => {
  it('has an instance for every subject and every parameter that a route names', () => {
    const missing = routes.filter(({ of, ...rest }) =>
      of === undefined
        ? parametersIn(pathOf(rest as RouteDeclaration)).length > 0 && !unowned[pathOf(rest as RouteDeclaration)]
        : !subjects[of],
    );
    expect(missing.map((route) => `${pathOf(route)} of ${route.of ?? 'nobody'}`)).toEqual([]);
  });

  it('serves every route as a page and under the API, but for the stream and the probes', () => {
    const single = routes.filter((route) => surfaces(route).length < 2).map(pathOf);
    expect(single.sort()).toEqual(['/events', '/livez', '/readyz']);
  });
});

describe('reading', () => {
  it('is answered as the declarations say, role by route by whose thing it is', async () => {
    expect(await wrongCells(routes.filter(({ get }) => get !== undefined))).toEqual([]);
  });

  it('changes nothing', async () => {
    const wrong: string[] = [];
    for (const declaration of routes.filter(({ get }) => get !== undefined)) {
      const audience = (Array.isArray(declaration.for) ? declaration.for : roles) as readonly Role[];
      // What is asked for is made first.
      for (const asker of audience) await world.parameters(declaration, roleFor(declaration, asker), 'own');
      for (const asker of audience) await world.asker(asker);
      const before = await tablesNow(open);
      for (const asker of audience) await cell(declaration, asker, 'own', pathOf(declaration));
      const after = await tablesNow(open);
      const changed = Object.keys(after).filter((table) => after[table] !== before[table]);
      if (changed.length > 0) wrong.push(`GET ${pathOf(declaration)} changed ${changed.join(', ')}`);
    }
    expect(wrong).toEqual([]);
  });
});

describe('changing', () => {
  it('is answered as the declarations say, role by route by whose thing it is', async () => {
    expect(await wrongCells(routes.filter(({ post }) => post !== undefined))).toEqual([]);
  });

  it('takes no form without its token, and no JSON that is called something else', async () => {
    const wrong: string[] = [];
    for (const declaration of routes.filter(({ post }) => post !== undefined)) {
      const asker = roleFor(declaration, 'lead');
      const parameters = await world.parameters(declaration, asker, 'own');
      const who = await world.asker(asker);
      for (const surface of surfaces(declaration))
        for (const type of ['application/x-www-form-urlencoded', 'text/plain', 'multipart/form-data; boundary=x']) {
          const url = fill(surface, parameters);
          const { statusCode } = await open.app.inject({
            method: 'POST',
            url,
            headers: { ...who?.headers, accept: 'text/html', 'content-type': type },
            payload: type.startsWith('multipart') ? '--x--\r\n' : 'a=b',
          });
          if (statusCode !== 403 && statusCode !== 415) wrong.push(`POST ${url} as ${type}: ${statusCode}`);
        }
    }
    expect(wrong).toEqual([]);
  });
});

describe('what is not yours', () => {
  it('is in no list', async () => {
    const lists = routes.filter((route) => route.get !== undefined && parametersIn(pathOf(route)).length === 0);
    const withinOne = roles.filter((role) => !looksEverywhere.includes(role));
    const foreign = await world.foreignWords(routes);
    expect(foreign.length).toBeGreaterThan(50);
    const wrong: string[] = [];
    for (const declaration of lists)
      for (const asker of withinOne.filter((role) => expected(declaration, role, 'own') === 'allowed'))
        for (const surface of surfaces(declaration)) {
          const { line, text } = await cell(declaration, asker, 'own', surface);
          wrong.push(
            ...foreign.filter((word) => text.includes(word)).map((word) => `${asker}: ${line} tells of ${word}`),
          );
        }
    expect(wrong).toEqual([]);
  });

  it('looks as if it were not there', async () => {
    const wrong: string[] = [];
    for (const declaration of routes.filter(({ of }) => of !== undefined))
      for (const surface of surfaces(declaration))
        for (const asker of declaration.for as readonly Role[]) {
          const answers: Asked[] = [];
          for (const whose of cases(declaration, asker))
            if (expected(declaration, asker, whose) === 'missing')
              answers.push(await cell(declaration, asker, whose, surface));
          wrong.push(...sameToOutsiders(answers).map((what) => `${asker}: ${what}`));
        }
    expect(wrong).toEqual([]);
  });

  it('is not reached under something that is', async () => {
    const wrong: string[] = [];
    for (const declaration of routes.filter((each) => each.of !== undefined && parametersIn(pathOf(each)).length > 1)) {
      const names = parametersIn(pathOf(declaration));
      for (const asker of declaration.for as readonly Role[]) {
        const own = await world.parameters(declaration, asker, 'own');
        const foreign = await world.parameters(declaration, asker, 'other-provider');
        for (const name of names) {
          const parameters = { ...own, [name]: foreign[name] ?? '' };
          for (const surface of surfaces(declaration)) {
            const asked = await ask(open, {
              declaration,
              who: await world.asker(asker),
              url: fill(surface, parameters),
              parameters,
            });
            const isRefused = asked.status === 404 || (declaration.post !== undefined && asked.status === 422);
            if (!isRefused) wrong.push(`${asker}: ${asked.line} with a ${name} of another provider: ${asked.status}`);
          }
        }
      }
    }
    expect(wrong).toEqual([]);
  });
});

describe('an odd text', () => {
  it.each(oddTexts)('is no fault of ours, wherever a text may stand: %j', async (text) => {
    const wrong: string[] = [];
    for (const handler of handlersOf(open)) {
      const declaration = Reflect.getMetadata(routeKey, handler.method) as RouteDeclaration;
      const taken = parametersOf(handler).find(
        ({ from }) => from === (declaration.post === undefined ? 'query' : 'body'),
      );
      if (!taken || pathOf(declaration) === '/events') continue;
      const role = roleFor(declaration, 'lead');
      const url = fill(pathsOf(pathOf(declaration))[1], await world.parameters(declaration, role, 'own'));
      const value = fillWith(taken.schema as z.ZodType, text) as Record<string, string>;
      const owner = await world.asker(role);
      const answer =
        declaration.post === undefined
          ? await open.app.inject({
              url: `${url}?${new URLSearchParams(value).toString()}`,
              headers: { ...owner?.headers },
            })
          : await open.app.inject({ method: 'POST', url, headers: { ...owner?.headers }, payload: value });
      if (answer.statusCode >= 500) wrong.push(`${handler.name} (${url}): ${answer.statusCode}`);
    }
    expect(wrong).toEqual([]);
  });
});
