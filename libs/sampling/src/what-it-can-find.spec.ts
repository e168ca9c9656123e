import { describe, expect, it } from '@jest/globals';
import { assurance, drawSample, freezeFrame, percent, powerOf, whatItCanFind, whatItShowed } from './index.js';
import type { Frame, Policy } from './index.js';
import { plainItem } from './example-item.js';

const seed = '77'.repeat(32);
const bare = (policy: Policy): Policy => ({ ...policy, mandatory: [], perAssessor: 0 });
const frame = (n: number, fails = 0): Frame =>
  freezeFrame(Array.from({ length: n }, (_, at) => plainItem(at, at < fails ? { outcome: 'fail' } : {})));

describe('what a sample can find', () => {
  it('is said with the decisions it speaks for, the rate and the chance', () => {
    expect(whatItCanFind(drawSample(frame(46), bare(assurance(0.05, 0.95)), seed))).toBe(
      'if more than 5 % of these 46 decisions were wrong, this sample would show at least one with 95 % probability',
    );
  });

  it('is said of 10 % drawn from 60 as it is, cut to 52 %, although the draw is conventional', () => {
    // D = 4 of 60 wrong, 10 drawn: 1 - C(56,10)/C(60,10) = 0.5277
    expect(whatItCanFind(drawSample(frame(60), bare(percent()), seed))).toBe(
      'if more than 5 % of these 60 decisions were wrong, this sample would show at least one with 52 % probability',
    );
  });

  it('leaves the census out: 6 fails of 52 leave 46 decisions', () => {
    const policy: Policy = { ...bare(assurance()), mandatory: ['fail'] };
    expect(powerOf(drawSample(frame(52, 6), policy, seed)).decisions).toBe(46);
  });

  it('shrinks when decisions leave, and is counted anew (edge case 28)', () => {
    const all = frame(46);
    const sample = drawSample(all, bare(assurance()), seed, [{ kind: 'left', script: all.items[0]!.script }]);
    expect(powerOf(sample).decisions).toBe(45);
  });

  it.each([
    [0, 0, 'there is no decision in this batch'],
    [5, 5, 'every decision of this batch is looked at'],
    [8, 0, 'these 8 decisions are all looked at: a wrong one cannot be missed by the draw'],
  ])('%i decisions, %i of them fails: %s', (n, fails, sentence) => {
    expect(whatItCanFind(drawSample(frame(n, fails), { ...bare(percent()), mandatory: ['fail'] }, seed))).toBe(
      sentence,
    );
  });

  it('is nothing where nothing is drawn', () => {
    const nobody = bare({ ...percent(0, 0) });
    expect(whatItCanFind(drawSample(frame(8), nobody, seed))).toBe(
      'none of the other 8 decisions is looked at: this sample says nothing about them',
    );
  });

  it('never promises more than there is: the percentage is cut', () => {
    for (let n = 1; n <= 120; n++) {
      const sample = drawSample(frame(n), bare(percent()), seed);
      const said = /with (\d+) % probability/.exec(whatItCanFind(sample));
      if (said) expect(Number(said[1]) / 100).toBeLessThanOrEqual(powerOf(sample).chance + 1e-12);
    }
  });
});

describe('what a sample showed', () => {
  it('cannot prove 95 % right by 10 clean ones of 60', () => {
    // 14 wrong of 60 would be missed by 10 drawn with C(46,10)/C(60,10) = 0.0541, 15 with 0.0423.
    expect(whatItShowed(drawSample(frame(60), bare(percent()), seed), 0)).toEqual({
      mostWrong: 14,
      sentence: '0 of 10 looked at were wrong: with 95 % confidence no more than 14 of these 60 decisions are (23.4 %)',
    });
  });
});
