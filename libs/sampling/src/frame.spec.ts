import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { canonicalJson } from '#libs/ledger';
import { frameHash, freezeFrame } from './index.js';
import { plainItem } from './example-item.js';

const sha256 = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');

describe('the hash of a frame', () => {
  it('is SHA-256 of its canonical JSON, whatever the order of keys and however many items', () => {
    for (const n of [0, 1, 2, 1000, 1001, 2500]) {
      const frame = freezeFrame(
        Array.from({ length: n }, (_, at) =>
          plainItem(at, { totals: { z: 1, a: at % 7, é: 2 }, flags: ['resubmission', 'adjudicated'] }),
        ),
      );
      expect(frameHash(frame)).toBe(sha256(canonicalJson(frame)));
    }
  });

  it.each(['quote " and \\', 'line\nbreak', 'é and 😀', '\u2028', '__proto__'])(
    'writes %j as canonical JSON does',
    (text) => {
      const frame = freezeFrame([
        plainItem(1, { script: text, assessors: [text], totals: { '10': 1, '2': 2, [text]: -0 } }),
      ]);
      expect(frameHash(frame)).toBe(sha256(canonicalJson(frame)));
    },
  );

  it('is a known one for a known frame', () => {
    const text =
      '{"items":[{"assessors":["A1"],"flags":[],"margin":2,"outcome":"pass","script":"S0001","totals":{"people":6,"strategy":5}}],"version":"frame/1"}';
    expect(frameHash(freezeFrame([plainItem(1)]))).toBe(sha256(text));
  });

  it('changes with any mark', () => {
    const hash = (margin: number): string => frameHash(freezeFrame([plainItem(1, { margin })]));
    expect(hash(1)).not.toBe(hash(2));
  });

  it('refuses half marks, which different languages write differently', () => {
    expect(() => frameHash(freezeFrame([plainItem(1, { margin: 0.5 })]))).toThrow('0.5 is no whole number');
  });
});
