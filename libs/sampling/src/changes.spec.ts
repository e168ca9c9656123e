import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  assurance,
  changeSample,
  drawSample,
  freezeFrame,
  pearson,
  percent,
  redraw,
  sequential,
  withoutHolds,
} from './index.js';
import type { Change, Frame, Policy, Sample } from './index.js';
import { plainItem } from './example-item.js';

const seed = '5eed'.repeat(16);
const anySeed = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => Buffer.from(bytes).toString('hex'));
const anyPolicy = fc.constantFrom(percent(), pearson(), assurance(), assurance(0.1, 0.9), sequential());
/** Frames of 1 to 60 decisions, of which some are mandatory for a fail, a threshold or a flag. */
const anyFrame = fc
  .array(
    fc.tuple(fc.constantFrom('plain', 'plain', 'plain', 'plain', 'fail', 'margin', 'flag'), fc.nat(5), fc.nat(8)),
    {
      minLength: 1,
      maxLength: 60,
    },
  )
  .map((items) =>
    freezeFrame(
      items.map(([kind, assessor, strategy], at) =>
        plainItem(at, {
          outcome: kind === 'fail' ? 'fail' : 'pass',
          margin: kind === 'margin' ? 0 : 2,
          flags: kind === 'flag' ? ['adjudicated'] : [],
          assessors: [`A${assessor}`],
          totals: { strategy, people: 4 },
        }),
      ),
    ),
  );
/** Up to 14 changes of every kind, about a few scripts, so that they meet. */
const anyChanges = ({ items }: Frame): fc.Arbitrary<Change[]> => {
  const script = fc.nat(Math.min(11, items.length - 1)).map((at) => items[at]!.script);
  const about = fc.record({ kind: fc.constantFrom('left', 'held', 'returned', 'outcome-changed'), script });
  const extended = fc.nat(70).map((to): Change => ({ kind: 'extended', to }));
  return fc.array(fc.oneof({ weight: 7, arbitrary: about }, { weight: 1, arbitrary: extended }), { maxLength: 14 });
};
const holdsAfter = (check: (frame: Frame, policy: Policy, seed: string, changes: Change[]) => void): void => {
  const anyCase = anyFrame.chain((frame) => fc.tuple(fc.constant(frame), anyPolicy, anySeed, anyChanges(frame)));
  fc.assert(
    fc.property(anyCase, (one) => check(...one)),
    { seed: 28, numRuns: 300 },
  );
};
/** Who was out and is back after these changes. */
function cameBack(changes: readonly Change[]): string[] {
  const out = new Map<string, boolean>();
  for (const change of changes) {
    if (change.kind === 'left' || change.kind === 'held') out.set(change.script, true);
    if (change.kind === 'returned' && out.has(change.script)) out.set(change.script, false);
  }
  return [...out].flatMap(([script, isOut]) => (isOut ? [] : [script]));
}
const scriptsOf = (sample: Sample): string[] => sample.items.map(({ script }) => script);
const plain = (n: number): Frame => freezeFrame(Array.from({ length: n }, (_, at) => plainItem(at)));

describe('what happens after the draw never draws again', () => {
  const frame = plain(60);
  const policy = assurance(0.1, 0.9);
  const drawn = drawSample(frame, policy, seed);
  const random = drawn.items.filter(({ stratum }) => stratum === 'random');
  const [gone] = random;

  it('puts the next of the permutation in the place of a random script that left, and counts one decision less (edge case 28)', () => {
    const after = changeSample(frame, drawn, { kind: 'left', script: gone!.script });
    const added = scriptsOf(after).filter((script) => !scriptsOf(drawn).includes(script));
    expect(added).toEqual([drawn.replacements[0]]);
    expect(scriptsOf(after)).not.toContain(gone!.script);
    expect([after.drawn, after.decisions]).toEqual([drawn.drawn, drawn.decisions - 1]);
  });

  it('adds an unsampled script whose outcome changed to the census (edge case 27)', () => {
    const script = drawn.replacements.find((one) => !scriptsOf(drawn).includes(one))!;
    const after = changeSample(frame, drawn, { kind: 'outcome-changed', script });
    expect(after.items.find((item) => item.script === script)).toEqual({
      script,
      stratum: 'census',
      reasons: ['outcome-changed'],
    });
    expect([after.drawn, after.decisions]).toEqual([drawn.drawn, drawn.decisions - 1]);
  });

  it('leaves a random script whose outcome changed in the random draw, which chose it before', () => {
    const after = changeSample(frame, drawn, { kind: 'outcome-changed', script: gone!.script });
    expect(after.items.find(({ script }) => script === gone!.script)!.stratum).toBe('random');
    expect([after.drawn, after.decisions]).toEqual([drawn.drawn, drawn.decisions]);
  });

  it('extends along the permutation and keeps what was drawn', () => {
    const after = changeSample(frame, drawn, { kind: 'extended', to: drawn.drawn + 10 });
    expect(after.drawn).toBe(drawn.drawn + 10);
    const nowRandom = after.items.filter(({ stratum }) => stratum === 'random').map(({ script }) => script);
    expect(nowRandom).toEqual(expect.arrayContaining(random.map(({ script }) => script)));
    expect(nowRandom).toEqual(expect.arrayContaining(drawn.replacements.slice(0, 10)));
  });

  it('puts the next of the permutation in the place of a random script that is held, and takes one that is not sampled out of the rest (edge case 28)', () => {
    const unsampled = drawn.replacements.find((one) => !scriptsOf(drawn).includes(one))!;
    const after = changeSample(frame, changeSample(frame, drawn, { kind: 'held', script: unsampled }), {
      kind: 'held',
      script: gone!.script,
    });
    const [next] = drawn.replacements.filter((one) => one !== unsampled);
    expect(scriptsOf(after).filter((script) => !scriptsOf(drawn).includes(script))).toEqual([next]);
    expect([scriptsOf(after), after.replacements].flat()).not.toContain(gone!.script);
    expect([scriptsOf(after), after.replacements].flat()).not.toContain(unsampled);
    expect([after.drawn, after.decisions]).toEqual([drawn.drawn, drawn.decisions - 2]);
  });

  it('keeps what must be looked at although it is held: nothing could take its place', () => {
    const mixed = freezeFrame(frame.items.map((item, at) => (at < 3 ? { ...item, outcome: 'fail' as const } : item)));
    const before = drawSample(mixed, policy, seed);
    const after = changeSample(mixed, before, { kind: 'held', script: mixed.items[0]!.script });
    expect(after.items).toEqual(before.items);
    expect(after.decisions).toBe(before.decisions);
  });

  it('looks at whoever came back, and does not speak of them as of the rest', () => {
    const held = changeSample(frame, drawn, { kind: 'held', script: gone!.script });
    const after = changeSample(frame, held, { kind: 'returned', script: gone!.script });
    expect(after.items.find(({ script }) => script === gone!.script)).toEqual({
      script: gone!.script,
      stratum: 'census',
      reasons: ['returned'],
    });
    expect(after.items.filter(({ script }) => script !== gone!.script)).toEqual(held.items);
    expect([after.drawn, after.decisions]).toEqual([held.drawn, held.decisions]);
    expect(changeSample(frame, after, { kind: 'returned', script: gone!.script }).items).toEqual(after.items);
    // Nobody returns who never went.
    expect(changeSample(frame, drawn, { kind: 'returned', script: gone!.script }).items).toEqual(drawn.items);
  });

  it('refuses a change of a kind that it does not know', () => {
    const odd = { kind: 'forgotten', script: gone!.script } as unknown as Change;
    expect(() => changeSample(frame, drawn, odd)).toThrow('forgotten');
  });

  it('keeps its promises through any sequence of leaving, holds, returns, turns and extensions', () => {
    holdsAfter((frame, policy, seed, changes) => {
      const first = drawSample(frame, policy, seed);
      const sample = drawSample(frame, policy, seed, changes);
      expect(changes.reduce((so, change) => changeSample(frame, so, change), first)).toEqual(sample);
      expect(redraw({ version: 'draw/1', frame, sample }).equal).toBe(true);
      const out = new Set<string>();
      for (const change of changes) {
        if (change.kind === 'left' || change.kind === 'held') out.add(change.script);
        if (change.kind === 'returned') out.delete(change.script);
      }
      const leftForGood = changes.filter(
        (one, at) =>
          one.kind === 'left' && !changes.slice(at).some((n) => n.kind === 'returned' && n.script === one.script),
      );
      for (const one of leftForGood) expect(scriptsOf(sample)).not.toContain('script' in one ? one.script : '');
      const random = sample.items.filter(({ stratum }) => stratum === 'random');
      expect(random.filter(({ script }) => out.has(script))).toEqual([]);
      expect(sample.replacements.filter((script) => out.has(script))).toEqual([]);
      expect(new Set(scriptsOf(sample)).size).toBe(sample.items.length);
      // As many as the policy and its extensions ask for, wherever there are so many.
      expect(random).toHaveLength(sample.drawn);
      const asked = changes.reduce((to, one) => (one.kind === 'extended' ? Math.max(to, one.to) : to), first.drawn);
      expect(sample.drawn).toBe(Math.min(asked, sample.decisions));
      const census = new Set(sample.items.filter(({ stratum }) => stratum === 'census').map(({ script }) => script));
      const leftEver = changes.flatMap((one) => (one.kind === 'left' ? [one.script] : []));
      // Whom nothing replaces stays while held; whoever came back is looked at.
      for (const { script, stratum } of first.items)
        if (stratum === 'census' && !leftEver.includes(script)) expect(census).toContain(script);
      for (const script of cameBack(changes)) expect(census).toContain(script);
    });
  });

  it('is the same sample where a reader is told that those who are held left, and no more', () => {
    holdsAfter((frame, policy, seed, changes) => {
      const sample = drawSample(frame, policy, seed, changes);
      const told = withoutHolds(frame, sample);
      expect({ ...told, changes }).toEqual(sample);
      expect(JSON.stringify(told)).not.toContain('held');
      expect(redraw({ version: 'draw/1', frame, sample: told }).equal).toBe(true);
    });
  });
});
