import { setTimeout as pause } from 'node:timers/promises';
import { patience } from './patience.js';

/**
 * Waits until something is so, as long as a test may take: what it waits for is an event, and how soon a busy machine brings it
 * says nothing. `what` is what did not come, for whoever reads the failure.
 */
export async function until(what: string, isSo: () => boolean | Promise<boolean>): Promise<void> {
  for (const deadline = performance.now() + patience; !(await isSo()); await pause(20)) {
    if (performance.now() > deadline) throw new Error(`Waited in vain: ${what}`);
  }
}
