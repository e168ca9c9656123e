import { describe, expect, it } from '@jest/globals';
import { sayBytes } from './say-bytes.js';

describe('a size in words', () => {
  it.each([
    [0, '0 bytes'],
    [1_023, '1023 bytes'],
    [1_024, '1 KB'],
    [19_400, '19 KB'],
    [1_048_000, '1023 KB'],
    [1_048_500, '1 MB'],
    [1_572_864, '1.5 MB'],
    [26_214_400, '25 MB'],
    [26_214_401, '25 MB'],
    [524_288_000, '500 MB'],
  ])('of %i bytes is %s', (bytes, said) => expect(sayBytes(bytes)).toBe(said));
});
