import { AsyncLocalStorage } from 'node:async_hooks';
import type { Logger } from 'typeorm';

/** Counts SQL statements per request, so that a page's budget can be held by a test and shown in `Server-Timing`. */
const counted = new AsyncLocalStorage<{ statements: number }>();

/** Runs `act` with a count of its own and gives it the count so far whenever it asks. */
export function countingStatements<T>(act: (count: () => number) => T): T {
  const tally = { statements: 0 };
  return counted.run(tally, () => act(() => tally.statements));
}

export const countStatement: Logger = {
  logQuery: () => {
    const tally = counted.getStore();
    if (tally) tally.statements += 1;
  },
  logQueryError: () => undefined,
  logQuerySlow: () => undefined,
  logSchemaBuild: () => undefined,
  logMigration: () => undefined,
  log: () => undefined,
};
