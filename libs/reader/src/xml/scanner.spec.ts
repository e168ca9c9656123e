import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { SaxesParser } from 'saxes';
import { limits } from '../limits.js';
import { Unreadable } from '../unreadable.js';
import { XmlScanner } from './scanner.js';

/** What a walk hears, as lines; text that arrives in pieces is one line. `refused` where the XML is not well-formed. */
function heard(xml: string, cut = xml.length, within = limits): string[] | 'refused' {
  const lines: string[] = [];
  let text = '';
  const flush = (): void => {
    if (text !== '') lines.push(`text ${text}`);
    text = '';
  };
  const scanner = new XmlScanner(
    {
      open: (name, element) => {
        flush();
        lines.push(`open ${name} ${element.attribute('a') ?? '-'}`);
      },
      close: (name) => {
        flush();
        lines.push(`close ${name}`);
      },
      text: (value) => (text += value),
    },
    within,
  );
  try {
    for (let at = 0; at < xml.length; at += cut) scanner.write(xml.slice(at, at + cut));
    scanner.end();
    return lines;
  } catch (fault) {
    if (fault instanceof Unreadable) return 'refused';
    throw fault;
  }
}

/** The same from saxes, which checks well-formedness to the letter. */
function heardBySaxes(xml: string): string[] | 'refused' {
  const lines: string[] = [];
  let text = '';
  let depth = 0;
  let failed = xml.includes('<!DOCTYPE');
  const flush = (): void => {
    if (text !== '') lines.push(`text ${text}`);
    text = '';
  };
  const parser = new SaxesParser();
  parser.on('error', () => (failed = true));
  parser.on('opentag', ({ name, attributes }) => {
    flush();
    depth++;
    lines.push(`open ${name} ${attributes['a'] ?? '-'}`);
  });
  parser.on('closetag', ({ name }) => {
    flush();
    depth--;
    lines.push(`close ${name}`);
  });
  const add = (value: string): void => {
    if (depth > 0) text += value;
  };
  parser.on('text', add);
  parser.on('cdata', add);
  try {
    parser.write(xml).close();
  } catch {
    failed = true;
  }
  return failed ? 'refused' : lines;
}

const pieces = fc.constantFrom(
  '<r>',
  '</r>',
  '<p a="1">',
  '</p>',
  '<p/>',
  '<p a="x>y"/>',
  '<p a="x>z">',
  '<p a="x',
  "<b a='x &amp; y'/>",
  ' ',
  '\r\n',
  'one two',
  '&lt;',
  '&#65;',
  '&#x1F600;',
  '&no;',
  '&',
  ']]>',
  '<![CDATA[ <raw> ]]>',
  '<!-- c -->',
  '<!-- a--b -->',
  '<?pi x?>',
  '<',
  '>',
  '"',
  '<p a="1" a="2">',
  '<p a=1>',
  '<p a="<">',
  '<!DOCTYPE r>',
  '<p\n a = "t\tt" >',
  '</p >',
  '<1>',
  '<?xml version="1.0"?>',
  '\u0001',
  '\u00e9\u{1f600}',
);

describe('XML is well-formed or refused, exactly as a strict parser has it', () => {
  it('agrees with saxes on documents put together from pieces, cut anywhere', () => {
    const nested = fc.array(pieces, { maxLength: 8 }).map((inner) => `<r>${inner.join('')}</r>`);
    const loose = fc.array(pieces, { maxLength: 8 }).map((all) => all.join(''));
    fc.assert(
      fc.property(fc.oneof({ weight: 3, arbitrary: nested }, loose), fc.integer({ min: 1, max: 40 }), (xml, cut) => {
        expect(heard(xml, cut)).toEqual(heardBySaxes(xml));
      }),
      { seed: 4000, numRuns: 3000 },
    );
  });

  it('agrees with saxes on documents that write the same tags again and again', () => {
    const tags = fc.constantFrom(
      '<p a="1"/>',
      '<p a="x>y"/>',
      '<p a="x>z"/>',
      '<p a="1" b="2"/>',
      '<p a="1"b="2"/>',
      'x',
    );
    fc.assert(
      fc.property(fc.array(tags, { maxLength: 40 }), fc.integer({ min: 1, max: 60 }), (all, cut) => {
        const xml = `<r>${all.join('')}</r>`;
        expect(heard(xml, cut)).toEqual(heardBySaxes(xml));
      }),
      { seed: 4000, numRuns: 500 },
    );
  });
});

describe('Names mean their namespaces, not their prefixes', () => {
  const word = 'http://schemas.openxmlformats.org/wordprocessingml/2006/main';
  it.each([
    ['any prefix', `<q:p xmlns:q="${word}"/>`, 'w:p'],
    ['a default', `<p xmlns="${word}"/>`, 'w:p'],
    ['the strict address', '<w:p xmlns:w="http://purl.oclc.org/ooxml/wordprocessingml/main"/>', 'w:p'],
    ['an unknown address', '<w:p xmlns:w="urn:other"/>', '?:p'],
    ['no declaration', '<w:p/>', '?:p'],
    ['no prefix', '<p/>', 'p'],
  ])('resolves %s', (_, xml, name) => {
    expect(heard(xml)).toEqual([`open ${name} -`, `close ${name}`]);
  });

  it('forgets a declaration with its element', () => {
    expect(heard(`<r><x:a xmlns:x="${word}"/><x:a/></r>`)).toEqual([
      'open r -',
      'open w:a -',
      'close w:a',
      'open ?:a -',
      'close ?:a',
      'close r',
    ]);
  });

  it('reads a tag that was written before by what its prefix means now', () => {
    const [one, other] = [`<x:a xmlns:x="${word}"><x:b/></x:a>`, '<x:a xmlns:x="urn:other"><x:b/></x:a>'];
    const names = (heard(`<r>${one}${other}${one}</r>`) as string[]).filter((line) => line.startsWith('open'));
    expect(names).toEqual(['r', 'w:a', 'w:b', '?:a', '?:b', 'w:a', 'w:b'].map((name) => `open ${name} -`));
  });
});

describe('No XML costs more than its length', () => {
  it.each<[string, string]>([
    ['too deep', '<a>'.repeat(257) + '</a>'.repeat(257)],
    ['too many elements', `<a>${'<b/>'.repeat(700)}</a>`],
    ['a tag without end', `<a ${'x'.repeat(5000)}`],
  ])('refuses %s', (_, xml) => {
    expect(heard(xml, 100, { ...limits, elements: 600, markup: 1000 })).toBe('refused');
  });

  it('takes namespaces at every level in a straight line', () => {
    const deep = Array.from({ length: 250 }, (_, i) => `<x:a xmlns:x="urn:${i}" xmlns:y${i}="urn:y">`).join('');
    expect(heard(deep + '</x:a>'.repeat(250))).toHaveLength(500);
  });
});
