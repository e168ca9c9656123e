import { describe, expect, it } from '@jest/globals';
import { strToU8, zipSync } from 'fflate';
import { readOdt } from './read-odt.js';

const namespaces = ['office', 'text', 'table', 'style', 'meta', 'manifest', 'script']
  .map((name) => `xmlns:${name}="urn:oasis:names:tc:opendocument:xmlns:${name}:1.0"`)
  .concat('xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" xmlns:dc="http://purl.org/dc/elements/1.1/"')
  .join(' ');

function odt(body: string, further: Record<string, string> = {}): Uint8Array {
  const parts: Record<string, string> = {
    mimetype: 'application/vnd.oasis.opendocument.text',
    'content.xml': `<office:document-content ${namespaces}>${body}</office:document-content>`,
    ...further,
  };
  return zipSync(Object.fromEntries(Object.entries(parts).map(([name, text]) => [name, strToU8(text)])));
}

const texts = (body: string, further: Record<string, string> = {}): string[] =>
  readOdt(odt(body, further)).model.paragraphs.map(({ story, kind, text }) => `${story}/${kind}: ${text}`);

const hidden = '<style:style style:name="H"><style:text-properties text:display="none"/></style:style>';

describe('an OpenDocument text is read by its stories', () => {
  it.each<[string, string, string[]]>([
    [
      'headings and white space',
      '<text:h text:outline-level="2">A  title</text:h><text:p>one<text:s text:c="3"/>two<text:tab/>three</text:p>',
      ['body/heading: A title', 'body/text: one   two three'],
    ],
    ['cells', '<table:table-cell><text:p>cell</text:p></table:table-cell>', ['body/tableCell: cell']],
    [
      'notes apart, without their numbers',
      '<text:p>a<text:note text:note-class="endnote"><text:note-citation>1</text:note-citation><text:note-body><text:p>note</text:p></text:note-body></text:note>b</text:p>',
      ['endnotes/text: note', 'body/text: ab'],
    ],
    [
      'text boxes',
      '<text:p>a<draw:frame><draw:text-box><text:p>boxed</text:p></draw:text-box></draw:frame></text:p>',
      ['textBoxes/text: boxed', 'body/text: a'],
    ],
    [
      'hidden text',
      `${hidden}<text:p>a<text:span text:style-name="H">secret</text:span></text:p>`,
      ['body/text: a', 'hidden/text: secret'],
    ],
    [
      'deletions',
      '<text:tracked-changes><text:changed-region><text:deletion><text:p>gone</text:p></text:deletion></text:changed-region></text:tracked-changes><text:p>kept</text:p>',
      ['deleted/text: gone', 'body/text: kept'],
    ],
    [
      'comments',
      '<text:p>a<office:annotation><dc:creator>Ceri</dc:creator><dc:date>2026</dc:date><text:p>hm</text:p></office:annotation></text:p>',
      ['comments/text: hm', 'body/text: a'],
    ],
    [
      'the contents list',
      '<text:table-of-content><text:index-body><text:p>Title 1</text:p></text:index-body></text:table-of-content>',
      ['body/contents: Title 1'],
    ],
  ])('reads %s', (_, body, expected) => {
    expect(texts(body)).toEqual(expected);
  });

  it('reads headers from the styles, and nothing else of them', () => {
    const styles = `<office:document-styles ${namespaces}><text:p>sample</text:p><style:header><text:p>top</text:p></style:header></office:document-styles>`;
    expect(texts('<text:p>a</text:p>', { 'styles.xml': styles })).toEqual(['headers/text: top', 'body/text: a']);
  });

  it('names whom it names', () => {
    const meta = `<office:document-meta ${namespaces}><meta:initial-creator>Olwen Trace</meta:initial-creator></office:document-meta>`;
    const { traces } = readOdt(
      odt('<text:p>a<office:annotation><dc:creator>Ceri</dc:creator></office:annotation></text:p>', {
        'meta.xml': meta,
      }),
    );
    expect(traces.map((trace) => `${trace.place}: ${trace.value}`)).toEqual([
      'meta.xml meta:initial-creator: Olwen Trace',
      'comment author: Ceri',
    ]);
  });

  it.each<[string, Uint8Array, string]>([
    ['another kind of archive', odt('<text:p>a</text:p>', { mimetype: 'application/zip' }), 'mismatched-type'],
    ['macros', odt('<text:p>a</text:p>', { 'Basic/Standard/Module1.xml': '<x/>' }), 'macros'],
    [
      'encryption',
      odt('<text:p>a</text:p>', {
        'META-INF/manifest.xml': `<manifest:manifest ${namespaces}><manifest:encryption-data/></manifest:manifest>`,
      }),
      'encrypted',
    ],
    ['an entity declaration', odt('', { 'content.xml': '<!DOCTYPE a><a/>' }), 'unsafe-xml'],
    ['no words', odt('<text:p/>'), 'no-text'],
  ])('refuses %s', (_, bytes, reason) => {
    expect(() => readOdt(bytes)).toThrow(reason);
  });
});
