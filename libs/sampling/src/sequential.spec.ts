import { describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import { drawFor, moreThan, permutationOf, sequentialStep, stagesFor } from './index.js';

const policy = { rate: 0.05, confidence: 0.95, atMost: 4 };

/** Walks a permutation in which the places below `wrong` are wrong, as moderation would, and says whether the batch passed. */
function passes(total: number, wrong: number, order: Uint32Array): boolean {
  let drawn = stagesFor(total, policy.rate, policy.confidence, policy.atMost)[0]!;
  for (;;) {
    const seen = [...order.subarray(0, drawn)].filter((at) => at < wrong).length;
    const step = sequentialStep(total, drawn, seen, policy);
    if (step.kind !== 'extend') return step.kind === 'proven';
    drawn = step.to;
  }
}

describe('a sequential sample', () => {
  it('grows with every disagreement and never beyond the batch', () => {
    const stages = stagesFor(115, 0.05, 0.95, 4);
    expect(stages).toHaveLength(5);
    expect(stages.every((size, at) => size <= 115 && (at === 0 || size > stages[at - 1]! || size === 115))).toBe(true);
  });

  it('begins with a little more than a sample that may never grow, as it looks more than once', () => {
    for (const total of [30, 60, 115, 400])
      expect(stagesFor(total, 0.05, 0.95, 4)[0]!).toBeGreaterThanOrEqual(drawFor(total, 0.05, 0.95));
  });

  it.each([60, 115, 400])('lets a batch of %i with one wrong more than allowed pass at most once in 20', (total) => {
    const wrong = moreThan(policy.rate, total);
    const tries = 400;
    let passed = 0;
    for (let i = 0; i < tries; i++) {
      if (
        passes(
          total,
          wrong,
          permutationOf(total, createHash('sha256').update(`${total} ${i}`).digest('hex'), '22'.repeat(32)),
        )
      )
        passed++;
    }
    // Standard deviation of the share at 5 %: 1.1 percent; the tries are always the same ones.
    expect(passed / tries).toBeLessThan(0.05 + 2 * Math.sqrt((0.05 * 0.95) / tries));
  });

  it('is proven by a clean first look, and past proving after more disagreements than it bargained for', () => {
    const [first] = stagesFor(115, 0.05, 0.95, 4);
    expect(sequentialStep(115, first!, 0, policy)).toEqual({ kind: 'proven' });
    expect(sequentialStep(115, first!, 1, policy).kind).toBe('extend');
    expect(sequentialStep(115, first!, 5, policy)).toEqual({ kind: 'not-provable' });
  });

  it('believes a census: 5 of 115 wrong are no more than 5 %, 6 are', () => {
    expect(sequentialStep(115, 115, 5, policy)).toEqual({ kind: 'proven' });
    expect(sequentialStep(115, 115, 6, policy)).toEqual({ kind: 'not-provable' });
  });
});
