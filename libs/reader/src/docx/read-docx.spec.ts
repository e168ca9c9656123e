import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { wordsIn } from '#libs/word-count';
import type { Read, Reading, Story } from '../model.js';
import { read } from '../read.js';
import { documentOf, madeDocx, type MadeDocx, namespaces, paragraph, paragraphs, part, run } from './made-docx.js';

async function reading(body: string, made?: MadeDocx): Promise<Read> {
  const result: Reading = await read(madeDocx(body, made), 'account.docx');
  if (result.verdict === 'refused') throw new Error(`${result.reason}: ${result.detail}`);
  return result;
}

const words = ({ model }: Read, story: Story = 'body'): number =>
  model.paragraphs.reduce((sum, one) => (one.story === story ? sum + wordsIn(one.text) : sum), 0);
const texts = ({ model }: Read, story: Story = 'body'): string[] =>
  model.paragraphs.filter((one) => one.story === story).map((one) => one.text);
const codes = ({ findings }: Read): string[] => findings.map((one) => one.code);

const field = (code: string, result: string): string =>
  `<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>${code}</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>${result}<w:r><w:fldChar w:fldCharType="end"/></w:r>`;
const box = (text: string): string =>
  `<w:p><w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:wsp><wps:txbx><w:txbxContent>${paragraph(text)}</w:txbxContent></wps:txbx></wps:wsp></w:drawing></mc:Choice><mc:Fallback><w:pict><v:shape><v:textbox><w:txbxContent>${paragraph(text)}</w:txbxContent></v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>`;
const styles = (inner: string) => ({ 'styles.xml': { type: 'styles', xml: part('styles', inner) } });

describe('The text of a Word document is what Word shows with all changes accepted', () => {
  it.each([
    ['runs that split a word', `<w:p>${Array.from('leadership of', (letter) => run(letter)).join('')}</w:p>`, 2],
    ['white space that is not preserved', '<w:p><w:r><w:t>one </w:t></w:r><w:r><w:t> two</w:t></w:r></w:p>', 1],
    ['a tab between two words', `<w:p>${run('one')}<w:r><w:tab/></w:r>${run('two')}</w:p>`, 2],
    ['a line break between two words', `<w:p>${run('one')}<w:r><w:br/></w:r>${run('two')}</w:p>`, 2],
    ['a non-breaking hyphen inside a word', `<w:p>${run('well')}<w:r><w:noBreakHyphen/></w:r>${run('known')}</w:p>`, 1],
    [
      'insertions and deletions',
      `<w:p><w:ins w:author="A">${run('kept words')}</w:ins><w:del><w:r><w:delText>gone</w:delText></w:r></w:del></w:p>`,
      2,
    ],
    [
      'a moved passage',
      `<w:p><w:moveFrom>${run('moved here')}</w:moveFrom></w:p><w:p><w:moveTo>${run('moved here')}</w:moveTo></w:p>`,
      2,
    ],
    [
      'a deleted paragraph mark',
      `<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr>${run('lead')}</w:p><w:p>${run('er')}</w:p>`,
      1,
    ],
    [
      'a deleted table row',
      `<w:tbl><w:tr><w:trPr><w:del/></w:trPr><w:tc>${paragraph('gone')}</w:tc></w:tr><w:tr><w:tc>${paragraph('here')}</w:tc></w:tr></w:tbl>`,
      1,
    ],
    ['a field, its result and not its code', `<w:p>${field(' QUOTE one two three ', run('one two'))}</w:p>`, 2],
    [
      'a field inside the code of another',
      `<w:p>${field(` IF ${field(' PAGE ', run('99'))} `, run('shown result'))}</w:p>`,
      2,
    ],
    ['a simple field', `<w:p><w:fldSimple w:instr=" PAGE ">${run('7')}</w:fldSimple></w:p>`, 1],
    [
      'a field that is never closed',
      `<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r>${run('five words after the mark')}</w:p>`,
      5,
    ],
    [
      'content controls, also placeholders',
      `<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>${paragraph('Click here')}</w:sdtContent></w:sdt>`,
      2,
    ],
    ['links', `<w:p><w:hyperlink>${run('the report')}</w:hyperlink></w:p>`, 2],
    [
      'text of a foreign namespace',
      `<w:p><x:r xmlns:x="urn:other"><x:t>never shown</x:t></x:r>${run('shown')}</w:p>`,
      1,
    ],
    [
      'the first branch that this Word does not understand',
      `<w:p><mc:AlternateContent><mc:Choice xmlns:f="urn:future" Requires="f">${run('a')}</mc:Choice><mc:Fallback>${run('three old words')}</mc:Fallback></mc:AlternateContent></w:p>`,
      3,
    ],
  ])('reads %s', async (_, body, expected) => {
    expect(words(await reading(body))).toBe(expected);
  });

  it('counts a text box once though it is written twice, as its own story', async () => {
    const result = await reading(paragraph('two words') + box('three more words'));
    expect([words(result), words(result, 'textBoxes')]).toEqual([2, 3]);
  });

  it('keeps notes, headers, comments, hidden and deleted words and equations apart', async () => {
    const result = await reading(
      `${paragraph('body')}${paragraph('hidden words', '', '<w:vanish/>')}<w:p><w:del><w:r><w:delText>gone</w:delText></w:r></w:del></w:p><w:p><m:oMath><m:r><m:t>x=1</m:t></m:r></m:oMath></w:p>`,
      {
        parts: {
          'footnotes.xml': {
            type: 'footnotes',
            xml: part(
              'footnotes',
              `<w:footnote w:type="separator"><w:p/></w:footnote><w:footnote>${paragraph('a foot note')}</w:footnote>`,
            ),
          },
          'endnotes.xml': { type: 'endnotes', xml: part('endnotes', `<w:endnote>${paragraph('end')}</w:endnote>`) },
          'header1.xml': { type: 'header', xml: part('hdr', paragraph('four words up here')) },
          'comments.xml': {
            type: 'comments',
            xml: part('comments', `<w:comment w:author="Ada Invented">${paragraph('why so')}</w:comment>`),
          },
        },
      },
    );
    const all = (
      ['body', 'footnotes', 'endnotes', 'headers', 'comments', 'hidden', 'deleted', 'equations'] as const
    ).map((story) => words(result, story));
    expect(all).toEqual([1, 3, 1, 4, 2, 2, 1, 1]);
  });

  it('hides by style, and shows again where both styles hide', async () => {
    const hides = styles(
      '<w:style w:type="paragraph" w:styleId="P"><w:rPr><w:vanish/></w:rPr></w:style><w:style w:type="character" w:styleId="C"><w:rPr><w:vanish/></w:rPr></w:style><w:style w:type="paragraph" w:styleId="Q"><w:basedOn w:val="P"/></w:style>',
    );
    const body =
      paragraph('by its base', '<w:pStyle w:val="Q"/>') +
      paragraph('both show', '<w:pStyle w:val="P"/>', '<w:rStyle w:val="C"/>');
    const result = await reading(body, { parts: hides });
    expect([texts(result), texts(result, 'hidden')]).toEqual([['both show'], ['by its base']]);
  });

  it('knows headings, captions, cells and the contents list', async () => {
    const named = styles(
      '<w:style w:styleId="H2"><w:name w:val="heading 2"/><w:pPr><w:outlineLvl w:val="1"/></w:pPr></w:style><w:style w:styleId="Cap"><w:name w:val="caption"/></w:style>',
    );
    const body = `${paragraph('Our project', '<w:pStyle w:val="H2"/>')}${paragraph('Table 1', '<w:pStyle w:val="Cap"/>')}<w:tbl><w:tr><w:tc>${paragraph('cell')}</w:tc></w:tr></w:tbl><w:p>${field(' TOC ', run('Our project 1'))}</w:p>${paragraph('text')}`;
    const { model } = await reading(body, { parts: named });
    expect(model.paragraphs.map(({ kind, level }) => [kind, level])).toEqual([
      ['heading', 2],
      ['caption', null],
      ['tableCell', null],
      ['contents', null],
      ['text', null],
    ]);
  });

  it.each([
    [
      'the strict namespace',
      (xml: string) =>
        xml.replaceAll(
          'http://schemas.openxmlformats.org/wordprocessingml/2006/main',
          'http://purl.oclc.org/ooxml/wordprocessingml/main',
        ),
    ],
    [
      'another prefix',
      (xml: string) => xml.replaceAll('xmlns:w=', 'xmlns:q=').replaceAll('<w:', '<q:').replaceAll('</w:', '</q:'),
    ],
  ])('reads %s', async (_, change) => {
    expect(words(await reading('', { document: change(documentOf(paragraphs(120))) }))).toBe(120);
  });

  it('reads UTF-16', async () => {
    const xml = `\ufeff<?xml version="1.0" encoding="UTF-16"?>${documentOf(paragraph('caf\u00e9 na\u00efve'))}`;
    const bytes = new Uint8Array(new Uint16Array(Array.from(xml, (letter) => letter.charCodeAt(0))).buffer);
    const result = await read(madeDocx('', { entries: { 'word/document.xml': bytes } }));
    expect(result.verdict === 'read' && texts(result)).toEqual(['caf\u00e9 na\u00efve']);
  });

  it('follows the package to its main part, not the usual name', async () => {
    const made = madeDocx('', {
      document: '<x/>',
      entries: {
        '_rels/.rels':
          '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="a" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="/word/other.xml"/></Relationships>',
        'word/other.xml': documentOf(paragraph('the real one')),
        '[Content_Types].xml':
          '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/word/other.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>',
      },
    });
    const result = await read(made);
    expect(result.verdict === 'read' && words(result)).toBe(3);
  });
});

describe('edge case 9: a Word document that cannot be read safely is refused with its reason', () => {
  const doctype = '<?xml version="1.0"?><!DOCTYPE w:document [<!ENTITY x SYSTEM "file:///etc/passwd">]>';
  it.each<[string, MadeDocx, string]>([
    ['an entity', { document: doctype + documentOf(paragraph('&x;')) }, 'unsafe-xml'],
    ['a DOCTYPE in a part that nobody reads', { entries: { 'customXml/item1.xml': `${doctype}<a/>` } }, 'unsafe-xml'],
    ['XML that ends early', { document: documentOf(paragraphs(9)).slice(0, -30) }, 'corrupt'],
    ['a macro project', { entries: { 'word/vbaProject.bin': 'x' } }, 'macros'],
    ['a main part with macros', { mainType: 'application/vnd.ms-word.document.macroEnabled.main+xml' }, 'macros'],
    [
      'a spreadsheet',
      { mainType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml' },
      'mismatched-type',
    ],
    ['a program', { entries: { 'word/media/setup.exe': 'MZ' } }, 'active-content'],
    [
      'deep nesting',
      { document: documentOf(`<w:p>${'<w:ins>'.repeat(300)}${run('x')}${'</w:ins>'.repeat(300)}</w:p>`) },
      'too-complex',
    ],
    ['a tag of megabytes', { document: documentOf(`<w:p w:rsidR="${'A'.repeat(3_000_000)}"/>`) }, 'archive-bomb'],
    ['names that leave the package', { entries: { '../evil.xml': 'x' } }, 'unsafe-archive'],
    ['names equal but for case', { entries: { 'WORD/document.xml': 'x' } }, 'unsafe-archive'],
  ])('refuses %s', async (_, made, reason) => {
    expect(await read(madeDocx(paragraphs(20), made))).toMatchObject({ verdict: 'refused', reason });
  });

  it('refuses a document under the name of another kind', async () => {
    expect(await read(madeDocx(paragraph('a')), 'account.pdf')).toMatchObject({ reason: 'mismatched-type' });
  });
});

describe('edge case 11: what a reader sees and a counter does not is flagged', () => {
  const visible = paragraphs(100);
  const hidden = (properties: string): string => visible + paragraphs(50, properties);
  it.each<[string, string, MadeDocx, string]>([
    ['white letters', hidden('<w:color w:val="FEFEFE"/>'), {}, 'white-text'],
    ['white by theme', hidden('<w:color w:val="auto" w:themeColor="background1"/>'), {}, 'white-text'],
    [
      'white by text fill',
      hidden('<w14:textFill><w14:solidFill><w14:srgbClr w14:val="FFFFFF"/></w14:solidFill></w14:textFill>'),
      {},
      'white-text',
    ],
    ['letters without fill', hidden('<w14:textFill><w14:noFill/></w14:textFill>'), {}, 'invisible-text'],
    ['black under a black highlighter', hidden('<w:highlight w:val="black"/>'), {}, 'white-text'],
    ['tiny letters', hidden('<w:sz w:val="2"/>'), {}, 'tiny-text'],
    [
      'lines of no height',
      visible + paragraph('a b c d e f', '<w:spacing w:line="1" w:lineRule="exact"/>'),
      {},
      'tiny-text',
    ],
    ['squeezed letters', hidden('<w:w w:val="1"/>'), {}, 'squeezed-text'],
    ['text beyond the paper', visible + paragraph('a b c d e f', '<w:ind w:left="20000"/>'), {}, 'off-page-text'],
    [
      'words joined by a white letter',
      `<w:p>${Array.from({ length: 60 }, (_, i) => run(`word${i}`)).join(run('x', '<w:color w:val="FFFFFF"/>'))}</w:p>`,
      {},
      'long-words',
    ],
    [
      'words joined without width',
      visible + paragraph('one\u200btwo three\u2060four five\ufeffsix seven'),
      {},
      'zero-width-joins',
    ],
    [
      'words joined by blank letters',
      visible + paragraph('one\u2800two three\u3164four five six seven'),
      {},
      'blank-looking-joins',
    ],
    ['chains', visible + paragraph('we-lead-our-schools through/all/the/change'), {}, 'joined-chains'],
    ['look-alike letters', visible + paragraph('le\u0430dership sch\u043eols'), {}, 'homoglyphs'],
    ['odd spaces', paragraph(Array.from({ length: 100 }, (_, i) => `word${i}`).join('\u00a0')), {}, 'odd-spaces'],
    ['turned direction', visible + paragraph('\u202eone two'), {}, 'direction-overrides'],
    ['fields that fetch', visible + `<w:p>${field(' INCLUDETEXT "a.docx" ', run('x'))}</w:p>`, {}, 'fields'],
    [
      'an embedded document',
      visible,
      { relations: '<Relationship Id="x" Type="http://x/aFChunk" Target="a.html"/>' },
      'embedded-document',
    ],
    [
      'links to elsewhere',
      visible,
      {
        relations:
          '<Relationship Id="x" Type="http://x/image" Target="http://127.0.0.1:9/a.png" TargetMode="External"/>',
      },
      'external-links',
    ],
    [
      'prose in list labels',
      Array.from({ length: 9 }, () =>
        paragraph('a b c', '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'),
      ).join(''),
      {
        parts: {
          'numbering.xml': {
            type: 'numbering',
            xml: part(
              'numbering',
              '<w:abstractNum w:abstractNumId="4"><w:lvl w:ilvl="0"><w:lvlText w:val="many more words here"/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="4"/></w:num>',
            ),
          },
        },
      },
      'list-labels',
    ],
    ['text boxes', visible + box('one two three four five six seven'), {}, 'text-boxes'],
    [
      'letters above letters',
      visible + `<w:p><w:r><w:ruby><w:rt>${run('one two three four five six')}</w:rt></w:ruby></w:r></w:p>`,
      {},
      'diagram-text',
    ],
    [
      'tracked changes',
      visible + `<w:p><w:ins w:author="Ada Invented">${run('x')}</w:ins></w:p>`,
      {},
      'tracked-changes',
    ],
  ])('flags %s', async (_, body, made, code) => {
    expect(codes(await reading(body, made))).toContain(code);
  });

  it.each<[string, string, MadeDocx]>([
    ['plain prose', visible, {}],
    [
      'white letters on dark shading',
      `${visible}<w:tbl><w:tr><w:tc><w:tcPr><w:shd w:val="clear" w:fill="1F3864"/></w:tcPr>${paragraph('Head of the table', '', '<w:color w:val="FFFFFF"/>')}</w:tc></w:tr></w:tbl>`,
      {},
    ],
    ['Persian joiners', paragraph('\u0633\u0627\u06cc\u062a\u200c\u0647\u0627\u06cc '.repeat(60)), {}],
    ['web addresses', visible + paragraph('https://example.org/one-two-three-four/five-six/seven-eight-nine-ten'), {}],
  ])('leaves %s alone', async (_, body, made) => {
    expect(codes(await reading(body, made))).toEqual([]);
  });

  it('says that text is left unread where a document is embedded', async () => {
    const result = await reading(visible, {
      relations: '<Relationship Id="x" Type="http://x/aFChunk" Target="a.html"/>',
    });
    expect(result.model.unread).toEqual(['a document embedded in the document']);
  });
});

describe('Every trace of who wrote a document is named', () => {
  it('names properties, authors, headers and addresses, and says which can be taken out', async () => {
    const result = await reading(
      `<w:p w:rsidR="00AA11BB"><w:ins w:author="Ada Invented">${run('Write to ada@invented.example or TRN 12/34567.')}</w:ins></w:p>`,
      {
        parts: {
          'comments.xml': {
            type: 'comments',
            xml: part('comments', `<w:comment w:author="Bo Made-Up" w:initials="BM">${paragraph('x')}</w:comment>`),
          },
          'header1.xml': { type: 'header', xml: part('hdr', paragraph('Made-Up School')) },
        },
        packageRelations:
          '<Relationship Id="c" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/>',
        entries: {
          'docProps/core.xml':
            '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:creator>Cy Nobody</dc:creator></cp:coreProperties>',
        },
      },
    );
    const named = result.traces.map(({ place, value, removable }) => `${place} | ${value} | ${removable}`);
    expect(named).toEqual([
      'docProps/core.xml creator | Cy Nobody | true',
      'tracked change author | Ada Invented | true',
      'comment author | Bo Made-Up | true',
      'comment initials | BM | true',
      'revision ids | 1 paragraphs carry one | true',
      'header | Made-Up School | true',
      'body: e-mail address | ada@invented.example | false',
      'body: teacher reference number | TRN 12/34567 | false',
    ]);
  });
});

describe('No document throws, whatever it is made of', () => {
  const pieces = fc.constantFrom(
    '<w:p>',
    '</w:p>',
    '<w:r>',
    '</w:r>',
    '<w:t>one </w:t>',
    '<w:tbl><w:tr><w:tc>',
    '</w:tc></w:tr></w:tbl>',
    '<w:del>',
    '</w:del>',
    '<w:fldChar w:fldCharType="begin"/>',
    '<w:fldChar w:fldCharType="separate"/>',
    '<w:fldChar w:fldCharType="end"/>',
    '<w:txbxContent>',
    '</w:txbxContent>',
    '<mc:AlternateContent>',
    '</mc:AlternateContent>',
    '<mc:Choice Requires="wps">',
    '</mc:Choice>',
    '<mc:Fallback/>',
    '<w:footnote>',
    '</w:footnote>',
    '<w:rt>',
    '</w:rt>',
    '<m:t>x</m:t>',
    '<w:rPr><w:del/><w:vanish/></w:rPr>',
    '<w:pPr><w:rPr><w:del/></w:rPr></w:pPr>',
    '<w:sdt>',
    '</w:sdt>',
    '<w:br/>',
    '<w:instrText>TOC</w:instrText>',
  );

  it('from any order of its elements, closed as XML needs', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(pieces, { maxLength: 40 }), async (all) => {
        const open: string[] = [];
        const body: string[] = [];
        for (const piece of all) {
          const closes = /^<\/([\w:]+)>/.exec(piece)?.[1];
          if (closes && open.at(-1) !== closes) continue;
          body.push(piece);
          for (const [, slash, name, empty] of piece.matchAll(/<(\/?)([\w:]+)[^>]*?(\/?)>/g)) {
            if (slash) open.pop();
            else if (!empty) open.push(name!);
          }
        }
        const closed =
          body.join('') +
          open
            .toReversed()
            .map((name) => `</${name}>`)
            .join('');
        const result = await read(madeDocx(closed), 'a.docx');
        expect(result.verdict).toBe('read');
      }),
      { seed: 4000, numRuns: 300 },
    );
  });

  it('from any bytes changed', async () => {
    const good = madeDocx(paragraphs(200) + box('three more words'));
    const changes = fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { minLength: 1, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(changes, async (changed) => {
        const bytes = good.slice();
        for (const [at, byte] of changed) bytes[at] = byte;
        expect(['read', 'refused']).toContain((await read(bytes, 'a.docx')).verdict);
      }),
      { seed: 4000, numRuns: 300 },
    );
  });
});

// The prefixes that the made documents use must be those that real ones declare.
it('declares every prefix it uses', () => {
  expect(namespaces.match(/xmlns:\w+/g)).toHaveLength(9);
});
