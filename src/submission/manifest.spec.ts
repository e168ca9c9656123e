import { describe, expect, it } from '@jest/globals';
import { manifestHash, type Manifest } from './manifest.js';

const item = {
  documentId: 'd1',
  component: 'evidence',
  title: 'Minutes',
  sha256: 'a'.repeat(64),
  size: 10,
  words: null,
  links: ['1.1/plan'],
};
const manifest: Manifest = {
  framework: 'npqel-2017-1',
  countRule: 'word-2026-1',
  items: [item, { ...item, documentId: 'd2' }],
};
const changed = (more: Partial<typeof item>): string =>
  manifestHash({ ...manifest, items: [{ ...item, ...more }, ...manifest.items.slice(1)] });

describe('the hash to which declarations, sponsor and receipt are bound', () => {
  it.each<[string, string]>([
    ['a file', changed({ sha256: 'b'.repeat(64) })],
    ['a title', changed({ title: 'Notes' })],
    ['a link', changed({ links: [] })],
    ['a file that was sent again as it was', changed({ documentId: 'd3' })],
    ['a file less', manifestHash({ ...manifest, items: manifest.items.slice(1) })],
    ['the order', manifestHash({ ...manifest, items: manifest.items.toReversed() })],
    ['the framework', manifestHash({ ...manifest, framework: 'npqel-2017-2' })],
    ['the rule of counting', manifestHash({ ...manifest, countRule: 'word-2027-1' })],
  ])('changes with %s', (_, hash) => {
    expect(hash).not.toBe(manifestHash(manifest));
  });

  it('stays when a count arrives: what was handed in before it is handed in', () => {
    expect(manifestHash({ ...manifest, items: manifest.items.map((one) => ({ ...one, words: 4_000 })) })).toBe(
      manifestHash(manifest),
    );
  });
});
