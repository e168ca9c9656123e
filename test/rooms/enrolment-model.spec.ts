import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Course } from '../support/enrolment-model/course.js';
import { steps, tally } from '../support/enrolment-model/steps.js';
import { openWorld, peopleCount, windowCount, type Beginning, type World } from '../support/enrolment-model/world.js';

/** ENROLMENT_SEQUENCES=2000 makes as many of up to 250 steps, by another seed each time; the seed of a fault is printed. */
const asked = process.env['ENROLMENT_SEQUENCES'];
const seed = process.env['ENROLMENT_SEED'] ?? (asked === undefined ? '20261128' : undefined);
const sequences = Number(asked ?? 8);
const mostMs = Math.max(180_000, sequences * 10_000);

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(async () => {
  await world?.close();
});

// 18 months later: between December 2026 and August 2027; the end of August begins a clock that ends in February.
const starts = fc.constantFrom('2025-06-10', '2025-08-31', '2025-09-12', '2025-09-28', '2025-12-15', '2026-02-28');
const beginnings: fc.Arbitrary<Beginning> = fc.record({
  starts: fc.array(starts, { minLength: peopleCount, maxLength: peopleCount }),
  capacities: fc.array(fc.integer({ min: 1, max: 2 }), { minLength: windowCount, maxLength: windowCount }),
});
const sequence = fc.commands(steps, { maxCommands: 250, size: 'max' });

describe('participants, their clocks, places and lists, whatever happens in whatever order', () => {
  it(
    'nobody lapses in silence, has two places, is overtaken or has another last day than the record says (edge cases 1, 2, 3, 16, 37, 38, 46, 47, 49, 50)',
    async () => {
      const property = fc.asyncProperty(beginnings, sequence, async (beginning, commands) => {
        const seen = await world.begin(beginning);
        const decided = beginning.starts.map((start) => ({
          start,
          framework: seen.enrolments[0]?.framework ?? '',
          deferrals: [],
          extensions: [],
        }));
        const course: Course = { decided, seen };
        await fc.asyncModelRun(() => ({ model: course, real: world }), commands);
      });
      // A fault is reported however far it was shrunk by then: a race may be another each time, and shrinks for ever.
      const inTime = { interruptAfterTimeLimit: mostMs - 30_000, markInterruptAsFailure: true };
      await fc.assert(property, { numRuns: sequences, ...inTime, ...(seed && { seed: Number(seed) }) });
      if (asked !== undefined) {
        const reached = [...tally].toSorted(([a], [b]) => a.localeCompare(b));
        process.stderr.write(`${JSON.stringify(Object.fromEntries(reached))}\n`);
      }
      // Steps that are refused one and all would hold everything above and show nothing.
      for (const reached of [
        'book: done',
        'crowd: some wait',
        'submit: done',
        'turn: turned',
        'defer: done',
        'miss-and-declare: reinstated',
        'transfer: done',
        'send: done',
        'come-at-closing: task-closed',
        'task-closing: set',
      ])
        expect([...tally.keys()]).toContain(reached);
    },
    mostMs,
  );
});
