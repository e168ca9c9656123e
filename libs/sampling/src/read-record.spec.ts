import { describe, expect, it } from '@jest/globals';
import { plainItem } from './example-item.js';
import { assurance, changeSample, drawSample, freezeFrame, readRecord, redraw } from './index.js';
import type { PublicRecord } from './index.js';

const frame = freezeFrame(Array.from({ length: 40 }, (_, at) => plainItem(at)));
const drawn = drawSample(frame, assurance(0.1, 0.9), 'ab'.repeat(32));
const [random] = drawn.items.filter(({ stratum }) => stratum === 'random');
const left = changeSample(frame, drawn, { kind: 'left', script: random?.script ?? '' });
const extended = changeSample(frame, left, { kind: 'extended', to: left.drawn + 3 });
const joined = changeSample(frame, extended, { kind: 'outcome-changed', script: extended.replacements[0] ?? '' });
const held = changeSample(frame, joined, { kind: 'held', script: joined.replacements[0] ?? '' });
const returned = changeSample(frame, held, { kind: 'returned', script: joined.replacements[0] ?? '' });

describe.each([
  ['a draw', drawn],
  ['a replacement', left],
  ['an extension', extended],
  ['an outcome that turned', joined],
  ['a hold', held],
  ['one who came back', returned],
])('the record of %s', (_, sample) => {
  const record: PublicRecord = { version: 'draw/1', frame, sample };
  const altered = (change: (copy: { -readonly [K in keyof PublicRecord]: PublicRecord[K] }) => void): string[] => {
    const copy = structuredClone(record);
    change(copy);
    return redraw(copy).differences.map(({ what }) => what);
  };

  it('is read from its text and repeated', () => {
    const read = readRecord(JSON.stringify(record));
    expect(read && redraw(read)).toEqual({ equal: true, differences: [] });
  });

  it('is told where it was altered', () => {
    expect(altered((copy) => (copy.sample = { ...sample, items: sample.items.slice(1) }))).toEqual(['item']);
    expect(altered((copy) => (copy.sample = { ...sample, drawn: sample.drawn + 1 }))).toEqual(['drawn']);
    expect(altered((copy) => (copy.sample = { ...sample, seed: 'cd'.repeat(32) }))).toContain('permutation');
    expect(altered((copy) => (copy.sample = { ...sample, replacements: sample.replacements.slice(1) }))).toEqual([
      'replacements',
    ]);
    const turned = {
      ...frame,
      items: frame.items.map((item, at) => (at === 7 ? { ...item, outcome: 'fail' as const } : item)),
    };
    expect(altered((copy) => (copy.frame = turned))).toContain('frame-hash');
  });
});

describe('what is no record', () => {
  it.each(['', 'null', '7', '{}', '{"version":"draw/1"}', '{"version":"draw/2","frame":{"items":[]}}', '[]'])(
    '%j is told from one',
    (text) => {
      expect(readRecord(text)).toBeNull();
    },
  );
});
