import { describe, expect, it } from '@jest/globals';
import { storable } from './storable.js';

describe('what was sent is made storable', () => {
  it('leaves a NUL out and mends half a character, wherever they stand', () => {
    expect(storable({ name: 'a\0b', list: ['\ud800', 'ok'], more: { text: '\0' } })).toEqual({
      name: 'ab',
      list: ['\ufffd', 'ok'],
      more: { text: '' },
    });
  });

  it('leaves all else as it was, bytes too', () => {
    const sent = { text: 'Łukasz 👩🏽‍🏫\n', number: 1, no: null, yes: true, bytes: Buffer.from('a\0b') };
    expect(storable(sent)).toEqual(sent);
    expect(storable(undefined)).toBeUndefined();
  });

  it('takes a record without a prototype, as an address is parsed into', () => {
    const query = Object.assign(Object.create(null) as object, { after: '\0x' });
    expect(storable(query)).toEqual({ after: 'x' });
  });

  it('is refused where it is nested deeper than anything of ours', () => {
    const nested = (depth: number): unknown => JSON.parse(`${'['.repeat(depth)}${']'.repeat(depth)}`);
    expect(storable(nested(32))).toEqual(nested(32));
    expect(() => storable(nested(33))).toThrow('nested-too-deeply');
    expect(() => storable(nested(100_000))).toThrow('nested-too-deeply');
  });
});
