import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { RequestMethod } from '@nestjs/common';
import { z } from 'zod';
import { pathsOf, routeKey, type RouteDeclaration } from '../../src/platform/web/route.js';
import { Subjects } from '../../src/platform/web/subjects.js';
import { openTestApp, type TestApp } from '../support/app.js';
import { api, post } from '../support/browse.js';
import { handlersOf, parametersOf } from '../support/handlers.js';
import { faultsOf, operationsOf, type Description } from '../support/openapi-faults.js';
import { givePerson } from '../support/story/people.js';

let open: TestApp;
let description: Description;
let routes: readonly RouteDeclaration[] = [];

beforeAll(async () => {
  open = await openTestApp();
  routes = open.app.get(Subjects).declarations;
  description = JSON.parse((await open.app.inject('/api/v1/openapi.json')).payload) as Description;
});
afterAll(async () => {
  await open?.close();
});

describe('a handler', () => {
  it('is found where there are some', () => {
    expect(handlersOf(open).length).toBeGreaterThan(100);
    expect(handlersOf(open).flatMap(parametersOf).length).toBeGreaterThan(100);
  });

  it('declares its route, and is served where it declares', () => {
    const wrong = handlersOf(open).filter(({ method }) => {
      const declaration = Reflect.getMetadata(routeKey, method) as RouteDeclaration | undefined;
      if (!declaration) return true;
      const wanted = declaration.get === undefined ? RequestMethod.POST : RequestMethod.GET;
      const served = [Reflect.getMetadata('path', method) as string | string[]].flat();
      const declared = declaration.get ?? declaration.post;
      const isThere = served.some((path) => `/${path.replace(/^\//, '')}` === declared);
      return Reflect.getMetadata('method', method) !== wanted || !isThere;
    });
    expect(wrong.map(({ name }) => name)).toEqual([]);
  });

  it('takes nothing without a schema, and every parameter by its name', () => {
    const wrong = handlersOf(open).flatMap((handler) =>
      parametersOf(handler)
        .filter(
          ({ schema, from, name }) => !(schema instanceof z.ZodType) || (from === 'param' && typeof name !== 'string'),
        )
        .map(({ from }) => `${handler.name} takes its ${from} as it comes`),
    );
    expect(wrong).toEqual([]);
  });

  it('takes only names that stand in its path', () => {
    const wrong = handlersOf(open).flatMap((handler) => {
      const declaration = Reflect.getMetadata(routeKey, handler.method) as RouteDeclaration;
      const path = declaration.get ?? declaration.post ?? '';
      return parametersOf(handler)
        .filter(({ from, name }) => from === 'param' && !path.split('/').includes(`:${String(name)}`))
        .map(({ name }) => `${handler.name} takes ${String(name)}, which ${path} does not carry`);
    });
    expect(wrong).toEqual([]);
  });

  it('bounds every text that it takes', () => {
    const wrong = handlersOf(open).flatMap((handler) =>
      parametersOf(handler).flatMap(({ schema, from }) =>
        unbounded(z.toJSONSchema(schema as z.ZodType, { io: 'input', unrepresentable: 'any' })).map(
          (path) => `${handler.name}: ${from}${path}`,
        ),
      ),
    );
    expect(wrong).toEqual([]);
  });
});

type Json = Readonly<Record<string, unknown>>;

/** Places of a schema where a text may be as long as the body allows. */
function unbounded(schema: Json, path = ''): string[] {
  if (
    schema['type'] === 'string' &&
    !('maxLength' in schema || 'enum' in schema || 'const' in schema || 'pattern' in schema || 'format' in schema)
  )
    return [path];
  return Object.entries(schema).flatMap(([key, value]) =>
    value !== null && typeof value === 'object' ? unbounded(value as Json, `${path}.${key}`) : [],
  );
}

describe('the description of the API', () => {
  it('lists exactly the declared routes, and no page', () => {
    const declared = routes
      .filter((route) => !['/events', '/livez', '/readyz'].includes(route.get ?? ''))
      .map((route) => {
        const [, path] = pathsOf(route.get ?? route.post);
        return `${route.get === undefined ? 'post' : 'get'} ${path.replace(/:(\w+)/g, '{$1}')}`;
      });
    const described = operationsOf(description).map(({ method, path }) => `${method} ${path}`);
    expect(described.sort()).toEqual(declared.sort());
  });

  it('is OpenAPI 3', () => {
    expect(faultsOf(description)).toEqual([]);
  });

  it('says of each operation what it is, and which need a session', () => {
    const byTitle = new Map(routes.map((route) => [route.title, route]));
    for (const { operation } of operationsOf(description)) {
      const route = byTitle.get(String(operation['summary']));
      expect(route).toBeDefined();
      expect(operation['security']).toEqual(route?.for === 'anyone' ? [] : [{ cookie: [] }]);
    }
  });

  it('describes the body of a change that takes one', () => {
    const change = description.paths['/api/v1/staff']?.['post'] as Json;
    expect(JSON.stringify(change['requestBody'])).toContain('"roles"');
  });
});

describe('a write with a field that nobody knows', () => {
  const fields = ['state', 'score', 'receivedAt', 'role', 'providerId2', 'version'];

  it.each(fields)('is refused: %s', async (field) => {
    const administrator = await givePerson(open, { roles: ['administrator'], provider: 'ONE' });
    const body = {
      name: 'Milo Marker',
      email: `${field}@school.example`.toLowerCase(),
      roles: ['assessor'],
      providerId: administrator.providerId,
      [field]: 'x',
    };
    const answers = [await api(open, administrator, '/staff', body), await post(open, administrator, '/staff', body)];
    expect(answers.map(({ status }) => status)).toEqual([422, 422]);
    expect(answers[0]?.problems.join()).toContain(field);
    const added = await open.database.query(`select from sign_in where email = $1`, [body.email]);
    expect(added).toHaveLength(0);
  });

  it('does not change what an object is', async () => {
    const administrator = await givePerson(open, { roles: ['administrator'], provider: 'ONE' });
    for (const sent of ['{"__proto__": {"roles": ["lead"]}}', '{"constructor": {"prototype": {"roles": ["lead"]}}}']) {
      const { statusCode } = await open.app.inject({
        method: 'POST',
        url: '/api/v1/staff',
        headers: { ...administrator.headers, 'content-type': 'application/json' },
        payload: sent,
      });
      expect([400, 422]).toContain(statusCode);
    }
    expect(({} as Json)['roles']).toBeUndefined();
  });
});
