import { describe, expect, it } from '@jest/globals';
import { readText } from './read-text.js';

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('plain text is a paragraph a line', () => {
  it.each<[string, Uint8Array]>([
    ['UTF-8', utf8('café au lait\r\n\r\n second line ')],
    ['UTF-8 with a mark', utf8('\ufeffcafé au lait\n\n second line ')],
    [
      'UTF-16',
      Uint8Array.of(255, 254, ...Array.from('café au lait\rsecond line', (letter) => [letter.charCodeAt(0), 0]).flat()),
    ],
    ['the Western code page', Uint8Array.from('caf\u00e9 au lait\nsecond line', (letter) => letter.charCodeAt(0))],
  ])('reads %s', (_, bytes) => {
    expect(readText(bytes).model.paragraphs.map((paragraph) => paragraph.text)).toEqual([
      'café au lait',
      'second line',
    ]);
  });

  it('refuses bytes that are no text, and text without a word', () => {
    expect(() => readText(Uint8Array.of(97, 0, 98))).toThrow('unsupported-type');
    expect(() => readText(utf8(' \n\t\n'))).toThrow('no-text');
  });
});
