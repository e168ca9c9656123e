import { describe, expect, it } from '@jest/globals';
import { readRtf } from './read-rtf.js';

const rtf = (body: string): Uint8Array =>
  Uint8Array.from(
    String.raw`{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\fcharset0 Times;}{\f1\fcharset204 Arial;}}` + body + '}',
    (letter) => letter.charCodeAt(0),
  );

const texts = (body: string): string[] =>
  readRtf(rtf(body)).model.paragraphs.map((paragraph) => `${paragraph.story}: ${paragraph.text}`);

describe('RTF shows its text and nothing of its machinery', () => {
  it.each<[string, string, string[]]>([
    ['paragraphs and tabs', String.raw`\pard one\tab two\par three`, ['body: one two', 'body: three']],
    ['characters by code page, font and Unicode', String.raw`caf\'e9 {\f1 \'e4\'e0} \uc1\u8364?`, ['body: café да €']],
    [
      'a field by its result',
      String.raw`see {\field{\*\fldinst HYPERLINK "http://a.example"}{\fldrslt here}}`,
      ['body: see here'],
    ],
    ['no unknown starred destination', String.raw`a{\*\unknown hidden words}b`, ['body: ab']],
    ['text after a star that stands inside a group', String.raw`{\i0\*\cs7 shown}`, ['body: shown']],
    ['a footnote apart', String.raw`body{\footnote the note}\par`, ['footnotes: the note', 'body: body']],
    ['an endnote apart', String.raw`body{\footnote\ftnalt the note}\par`, ['endnotes: the note', 'body: body']],
    [
      'hidden and deleted text apart',
      String.raw`a {\v secret}{\deleted gone}b\par`,
      ['body: a b', 'hidden: secret', 'deleted: gone'],
    ],
    ['a header apart', String.raw`{\header top}\pard body\par`, ['headers: top', 'body: body']],
    ['no picture', String.raw`{\pict\wmetafile8 0123456789abcdef}text`, ['body: text']],
    ['no binary data', '{\\pict\\bin4 }}{{}text', ['body: text']],
  ])('reads %s', (_, body, expected) => {
    expect(texts(body)).toEqual(expected);
  });

  it('names whom its properties and comments name', () => {
    const { traces } = readRtf(
      rtf(String.raw`{\info{\author Olwen Trace}{\company Trace School}}text{\*\atnauthor Ceri}`),
    );
    expect(traces.map((trace) => `${trace.place}: ${trace.value}`)).toEqual([
      'info author: Olwen Trace',
      'info company: Trace School',
      'comment author: Ceri',
    ]);
  });

  it('reads a file alike whatever stood outside of all groups in the one before it', () => {
    expect(texts('first')).toEqual(['body: first']);
    for (const word of [
      String.raw`\fonttbl`,
      String.raw`\v`,
      String.raw`\deleted`,
      String.raw`\footnote`,
      String.raw`\f1`,
    ])
      texts(`other}${word} `);
    expect(texts('first')).toEqual(['body: first']);
  });

  it('refuses what is none, nests for ever or says nothing', () => {
    const refusal =
      (bytes: Uint8Array): (() => unknown) =>
      () =>
        readRtf(bytes);
    expect(refusal(Uint8Array.of(123, 92))).toThrow('mismatched-type');
    expect(refusal(rtf('{'.repeat(600)))).toThrow('too-complex');
    expect(refusal(rtf(String.raw`\par\par`))).toThrow('no-text');
  });
});
