import { DiscoveryService, MetadataScanner } from '@nestjs/core';
import type { TestApp } from './app.js';

/** A method that Nest routes to. */
export interface Handler {
  readonly name: string;
  readonly controller: object;
  readonly method: (...parameters: never[]) => unknown;
  readonly key: string;
}

/** Every method of every controller that Nest routes to. */
export function handlersOf(open: TestApp): Handler[] {
  const scanner = new MetadataScanner();
  return open.app
    .get(DiscoveryService, { strict: false })
    .getControllers()
    .flatMap(({ instance }) => {
      const prototype = Object.getPrototypeOf(instance) as Record<string, Handler['method']>;
      return scanner
        .getAllMethodNames(prototype)
        .filter((key) => Reflect.hasMetadata('path', prototype[key] as object))
        .map((key) => ({
          name: `${prototype.constructor.name}.${key}`,
          controller: prototype.constructor,
          method: prototype[key] as Handler['method'],
          key,
        }));
    });
}

/** Nest's numbers for what a parameter takes from a request. */
const taken: Readonly<Record<number, string>> = { 3: 'body', 4: 'query', 5: 'param' };

export interface TakenParameter {
  readonly from: string;
  readonly schema: unknown;
  readonly name: unknown;
}

/** What it takes from a request, with the schema that it is held to. */
export function parametersOf({ controller, key }: Handler): TakenParameter[] {
  const all = (Reflect.getMetadata('__routeArguments__', controller, key) ?? {}) as Record<
    string,
    { schema?: unknown; data?: unknown }
  >;
  return Object.entries(all)
    .map(([number, { schema, data }]) => ({ from: taken[Number(number.split(':')[0])] ?? '', schema, name: data }))
    .filter(({ from }) => from !== '');
}
