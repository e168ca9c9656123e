import { setTimeout as pause } from 'node:timers/promises';

/**
 * Waits until something is so, as long as a test may take: what it waits for is an event, and how soon a busy machine brings it
 * says nothing. `what` is what did not come, for whoever reads the failure.
 */
export async function until(what: string, isSo: () => Promise<boolean>, seconds = 25): Promise<void> {
  for (const deadline = performance.now() + seconds * 1_000; !(await isSo()); await pause(20)) {
    if (performance.now() > deadline) throw new Error(`Waited ${seconds} s in vain: ${what}`);
  }
}
