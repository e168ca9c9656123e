import type { MetadataScanner } from '@nestjs/core';

/** A method as its decorators marked it, and bound to its provider for calling. */
export interface MarkedMethod<Call> {
  readonly own: Call;
  readonly bound: Call;
}

/** The methods of a provider, whichever of them are marked: nothing for what is no object of a class. */
export function methodsOf<Call extends (...parameters: never[]) => unknown>(
  instance: unknown,
  scanner: MetadataScanner,
): MarkedMethod<Call>[] {
  const prototype = instance ? (Object.getPrototypeOf(instance) as object | null) : null;
  if (!prototype) return [];
  return scanner.getAllMethodNames(prototype).flatMap((name) => {
    const own = (instance as Record<string, unknown>)[name];
    return typeof own === 'function' ? [{ own: own as Call, bound: own.bind(instance) as Call }] : [];
  });
}
