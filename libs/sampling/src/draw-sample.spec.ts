import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { assurance, drawSample, flags, freezeFrame, frameHash, pearson, percent, sequential, sizeOf } from './index.js';
import type { Frame, Policy, Sample } from './index.js';
import { plainItem } from './example-item.js';

const seed = '5eed'.repeat(16);
const policies = [percent(), pearson(), assurance(), assurance(0.1, 0.9), sequential()];
/** Frames of 0 to 60 decisions with everything that can make one mandatory. */
const anyFrame = fc
  .array(
    fc.record({
      outcome: fc.constantFrom('pass', 'pass', 'pass', 'fail'),
      strategy: fc.nat(8),
      margin: fc.integer({ min: 0, max: 6 }),
      assessor: fc.nat(5),
      flags: fc.oneof(
        { weight: 5, arbitrary: fc.constant([]) },
        { weight: 1, arbitrary: fc.subarray([...flags], { minLength: 1 }) },
      ),
    }),
    { maxLength: 60 },
  )
  .map((items) =>
    freezeFrame(
      items.map((item, at) =>
        plainItem(at, {
          outcome: item.outcome,
          totals: { strategy: item.strategy, people: 4 },
          margin: item.margin,
          assessors: [`A${item.assessor}`],
          flags: item.flags,
        }),
      ),
    ),
  );

const anyPolicy = fc.constantFrom(...policies);
const anySeed = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => Buffer.from(bytes).toString('hex'));
const holds = (check: (frame: Frame, policy: Policy, seed: string) => void): void =>
  fc.assert(fc.property(anyFrame, anyPolicy, anySeed, check), { seed: 7, numRuns: 300 });
const scriptsOf = (sample: Sample): string[] => sample.items.map(({ script }) => script);
const plain = (n: number): Frame => freezeFrame(Array.from({ length: n }, (_, at) => plainItem(at)));

describe('every sample', () => {
  it('is part of its frame, names nobody twice, and is the same for the same seed', () => {
    holds((frame, policy, seed) => {
      const sample = drawSample(frame, policy, seed);
      const inFrame = new Set(frame.items.map(({ script }) => script));
      expect(scriptsOf(sample).every((script) => inFrame.has(script))).toBe(true);
      expect(new Set(scriptsOf(sample)).size).toBe(sample.items.length);
      expect(JSON.stringify(drawSample(frame, policy, seed))).toBe(JSON.stringify(sample));
    });
  });

  it('holds every fail, margin 0 and flagged script, each with its reason', () => {
    holds((frame, policy, seed) => {
      const sample = drawSample(frame, policy, seed);
      const reasonsOf = new Map(sample.items.map(({ script, reasons }) => [script, reasons]));
      for (const { script, outcome, margin, flags } of frame.items) {
        const reasons = reasonsOf.get(script) ?? [];
        if (outcome === 'fail') expect(reasons).toContain('fail');
        if (margin === 0) expect(reasons).toContain('margin-0');
        for (const flag of flags) expect(reasons).toContain(flag);
      }
    });
  });

  it('holds a script with the highest total and one with the lowest', () => {
    holds((frame, policy, seed) => {
      const sums = new Map(frame.items.map(({ script, totals }) => [script, totals['strategy']! + totals['people']!]));
      const sample = drawSample(frame, policy, seed);
      for (const [reason, extreme] of [
        ['highest', Math.max(...sums.values())],
        ['lowest', Math.min(...sums.values())],
      ] as const) {
        const found = sample.items
          .filter(({ reasons }) => reasons.includes(reason))
          .map(({ script }) => sums.get(script));
        expect(found).toEqual(frame.items.length === 0 ? [] : [extreme]);
      }
    });
  });

  it('says rightly what the random stratum finds where several are highest or lowest', () => {
    // Twelve, of which six share the highest total and six the lowest; ten are left to draw three from.
    const frame = freezeFrame(
      Array.from({ length: 12 }, (_, at) => plainItem(at, { totals: { strategy: at < 6 ? 6 : 3, people: 4 } })),
    );
    const policy: Policy = {
      size: { kind: 'percent', percent: 30, atLeast: 3 },
      mandatory: ['highest'],
      perAssessor: 0,
    };
    const draws = 6_000;
    const shown = (version?: Sample['version']): number => {
      let count = 0;
      for (let draw = 0; draw < draws; draw += 1) {
        const seed = createHash('sha256').update(`draw ${draw}`).digest('hex');
        const { items } = drawSample(frame, policy, seed, [], version);
        if (items.some(({ script, stratum }) => script === 'S0011' && stratum === 'random')) count += 1;
      }
      return count / draws;
    };
    const { drawn, decisions } = drawSample(frame, policy, 'ab'.repeat(32));
    // Four standard deviations of 6,000 draws.
    const allowed = 4 * Math.sqrt(((drawn / decisions) * (1 - drawn / decisions)) / draws);
    expect(Math.abs(shown() - drawn / decisions)).toBeLessThan(allowed);
    // Samples of version 1 are repeated as they were drawn.
    expect(shown('sample/1') - drawn / decisions).toBeGreaterThan(allowed);
  });

  it('draws at random what the policy says of the rest, and sees each assessor twice or as often as there is', () => {
    holds((frame, policy, seed) => {
      const sample = drawSample(frame, policy, seed);
      const census = sample.items.filter(({ stratum }) => stratum === 'census').length;
      expect(sample.decisions).toBe(frame.items.length - census);
      expect(sample.drawn).toBe(sizeOf(policy.size, sample.decisions));
      const inSample = new Set(scriptsOf(sample));
      for (const assessor of new Set(frame.items.flatMap(({ assessors }) => assessors))) {
        const all = frame.items.filter(({ assessors }) => assessors.includes(assessor));
        const seen = all.filter(({ script }) => inSample.has(script));
        expect(seen.length).toBeGreaterThanOrEqual(Math.min(2, all.length));
      }
    });
  });

  it('does not depend on the order in which the batch was listed', () => {
    const items = Array.from({ length: 40 }, (_, at) => plainItem(at));
    const turned = freezeFrame([...items].reverse());
    expect(frameHash(turned)).toBe(frameHash(freezeFrame(items)));
    expect(drawSample(turned, percent(), seed)).toEqual(drawSample(freezeFrame(items), percent(), seed));
  });

  it('gives every decision of the rest the same chance to be drawn', () => {
    const frame = plain(12);
    const policy: Policy = { size: { kind: 'percent', percent: 25, atLeast: 3 }, mandatory: [], perAssessor: 0 };
    const drawn = new Map<string, number>();
    for (let i = 0; i < 4000; i++) {
      for (const script of scriptsOf(drawSample(frame, policy, i.toString(16).padStart(64, '0'))))
        drawn.set(script, (drawn.get(script) ?? 0) + 1);
    }
    // 1,000 of each are expected, standard deviation 27.4; five of those are passed once in a million.
    for (const n of drawn.values()) expect(Math.abs(n - 1000)).toBeLessThan(137);
    expect(drawn.size).toBe(12);
  });
});

describe('batches smaller than a sample, empty, all failed, or of one assessor (edge case 29)', () => {
  it('looks at all of 3 decisions', () => expect(drawSample(plain(3), percent(), seed).items).toHaveLength(3));
  it('draws nothing from nothing', () => expect(drawSample(plain(0), percent(), seed).items).toEqual([]));
  it('is a census where all failed', () => {
    const frame = freezeFrame(Array.from({ length: 20 }, (_, at) => plainItem(at, { outcome: 'fail' })));
    const sample = drawSample(frame, percent(), seed);
    expect([sample.items.length, sample.decisions, sample.drawn]).toEqual([20, 0, 0]);
  });
  it('sees an assessor with a single script', () => {
    const frame = freezeFrame([...plain(200).items, plainItem(999, { assessors: ['single'] })]);
    expect(scriptsOf(drawSample(frame, percent(), seed))).toContain('S0999');
  });
  it('refuses a frame that holds a script twice', () => {
    expect(() => freezeFrame([plainItem(1), plainItem(1)])).toThrow('twice');
  });
});
