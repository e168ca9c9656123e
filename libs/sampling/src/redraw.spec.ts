import { describe, expect, it } from '@jest/globals';
import { drawSample, freezeFrame, percent, redraw } from './index.js';
import type { PublicRecord } from './index.js';
import { plainItem } from './example-item.js';

const frame = freezeFrame(Array.from({ length: 60 }, (_, at) => plainItem(at, { margin: at % 20 })));
const sample = drawSample(frame, percent(), 'aa'.repeat(32), [{ kind: 'extended', to: 14 }]);
/** As an outsider has it: through JSON. */
const published = (): PublicRecord => JSON.parse(JSON.stringify({ version: 'draw/1', frame, sample })) as PublicRecord;

describe('a published draw', () => {
  it('is equal when repeated from its record alone', () => {
    expect(redraw(published())).toEqual({ equal: true, differences: [] });
  });

  it('differs where one sampled script was exchanged for another', () => {
    const record = published();
    const items = [...record.sample.items];
    const at = items.findIndex(({ stratum }) => stratum === 'random');
    const taken = items[at]!.script;
    const forged = record.sample.replacements.at(-1)!;
    items[at] = { ...items[at]!, script: forged };
    const { equal, differences } = redraw({ ...record, sample: { ...record.sample, items } });
    expect(equal).toBe(false);
    expect(new Map(differences.map(({ what, at }) => [at, what]))).toEqual(
      new Map([
        [forged, 'item'],
        [taken, 'item'],
      ]),
    );
  });

  it('differs where a mark in the frame was altered after its hash was published', () => {
    const record = published();
    const items = record.frame.items.map((item, at) => (at === 7 ? { ...item, margin: item.margin + 1 } : item));
    const { differences } = redraw({ ...record, frame: { version: 'frame/1', items } });
    expect(differences[0]).toMatchObject({ what: 'frame-hash', recorded: sample.frameHash });
  });

  it('differs where the seed is another one', () => {
    const record = published();
    const { differences } = redraw({ ...record, sample: { ...record.sample, seed: 'ab'.repeat(32) } });
    expect(differences.map(({ what }) => what)).toContain('permutation');
  });

  it('differs where an extension was left out of the record', () => {
    const record = published();
    const { differences } = redraw({ ...record, sample: { ...record.sample, changes: [] } });
    expect(differences).toContainEqual({ what: 'drawn', recorded: 14, repeated: 10 });
  });
});
