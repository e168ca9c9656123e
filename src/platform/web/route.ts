import { applyDecorators, Get, HttpCode, Post, SetMetadata } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import type { Role } from './visitor.js';

/** Who may ask: `anyone`, everyone `signed-in` (second factor given), `half-signed-in` (password only), or roles. */
export type Audience = readonly Role[] | 'anyone' | 'half-signed-in' | 'signed-in';

interface Declared {
  /** What the route is, in a few words: title of the operation in the API's description. */
  readonly title: string;
  readonly for: Audience;
  /** Whose thing it is: a subject that a room answers for with `@Subject`. Not said: nobody's in particular. */
  readonly of?: string;
}

/** Path, permission and journal event of a route, said in one place. Paths are nouns; `/api/v1` + path is the same route as JSON. */
export type RouteDeclaration = Declared &
  (
    | { readonly get: string; readonly post?: undefined; readonly journal?: undefined }
    /** `journal`: the act that a success writes; null where nothing that matters changes (a preview, a filter). */
    | {
        readonly post: string;
        readonly get?: undefined;
        readonly journal: string | null;
        /** Done again after its answer was lost, it changes nothing and gives the answer of the first time. */
        readonly repeatable?: true;
        /** Its faults are kept, with whose they were: a declared failure says by them whom it hit. */
        readonly faultsKept?: true;
      }
  );

export const routeKey = Symbol('route');
export const apiPrefix = '/api/v1';

/** Declares a route. Without one a method is not reachable: the guard refuses what was not declared. */
export function Route(declaration: RouteDeclaration): MethodDecorator {
  const path = declaration.get ?? declaration.post;
  return applyDecorators(
    SetMetadata(routeKey, declaration),
    ApiOperation({ summary: declaration.title, security: declaration.for === 'anyone' ? [] : [{ cookie: [] }] }),
    declaration.get === undefined ? Post(pathsOf(path)) : Get(pathsOf(path)),
    HttpCode(200),
  );
}

/** A path as a page and under the API. */
export function pathsOf(path: string): [page: string, api: string] {
  return [path, `${apiPrefix}${path === '/' ? '/home' : path}`];
}

export const subjectKey = Symbol('subject');

/**
 * Marks the method of a room that answers whether a visitor may reach a thing named by the route's parameters:
 * `(visitor, parameters) => Promise<boolean>`. False and missing look the same from outside: 404.
 */
export const Subject = (name: string): MethodDecorator => SetMetadata(subjectKey, name);
