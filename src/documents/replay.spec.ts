import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { digestOf } from '#libs/ledger';
import { read } from '#libs/reader';
import { accountRule, countWords, ruleVersions, suggestParts } from '#libs/word-count';
import { madeDocx, paragraph, paragraphs, part, run } from '../../libs/reader/src/docx/made-docx.js';
import { madePdf, prose, written } from '../../libs/reader/src/pdf/made-pdf.js';
import { readerVersion } from './read-document.js';

/*
 * The golden ledgers: what each rule version made of these documents on its first day, as it will for ever. Where a change
 * of the reading or the counting turns this red, the change needs a name of its own (a new `readerVersion`, a new entry of
 * `ruleVersions`) with golden ledgers of its own; what stands here under an old name is never edited.
 */
interface Golden {
  readonly reader: string;
  readonly models: Readonly<Record<string, string>>;
  readonly ledgers: Readonly<Record<string, Readonly<Record<string, { counted: number; digest: string }>>>>;
}
const golden = JSON.parse(readFileSync(join(import.meta.dirname, 'golden-ledgers.json'), 'utf8')) as Golden;

const heading = (text: string): string => paragraph(text, '<w:outlineLvl w:val="0"/>');
const footnotes = part('footnotes', `<w:footnote w:id="2">${paragraph('two words')}</w:footnote>`);
const endnotes = part('endnotes', `<w:endnote w:id="2">${paragraph('said at the end')}</w:endnote>`);
const comments = part('comments', `<w:comment w:id="1" w:author="x">${paragraph('not counted')}</w:comment>`);
const box = `<w:txbxContent>${paragraph('boxed once only')}</w:txbxContent>`;

/** Small, and each with something that a counter may get wrong. The same bytes in every run. */
const documents: Readonly<Record<string, Uint8Array>> = {
  'word-joins.docx': madeDocx(
    paragraph('well-known and/or https://example.org it\u2019s a\u00a0b c\u200bd e\u2060f \u2013 word\u2014word va ?'),
  ),
  'parts.docx': madeDocx(
    heading('Our project') +
      paragraphs(250) +
      heading('Annex A') +
      paragraphs(30) +
      heading('References') +
      paragraphs(12),
  ),
  'stories.docx': madeDocx(
    paragraph('three body words') +
      paragraph('hidden', '', '<w:vanish/>') +
      `<w:p><w:ins w:id="1" w:author="x">${run('kept in')}</w:ins><w:del w:id="2" w:author="x"><w:r><w:delText>struck out</w:delText></w:r></w:del></w:p>` +
      '<w:tbl><w:tr><w:tc><w:p><w:r><w:t>in a cell</w:t></w:r></w:p></w:tc></w:tr></w:tbl>',
    {
      parts: {
        'footnotes.xml': { type: 'footnotes', xml: footnotes },
        'header1.xml': { type: 'header', xml: part('hdr', paragraph('on every page')) },
      },
    },
  ),
  'boxes.docx': madeDocx(
    paragraph('four words before it') +
      `<w:p><w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:wsp><wps:txbx>${box}</wps:txbx></wps:wsp></w:drawing></mc:Choice><mc:Fallback><w:pict><v:shape><v:textbox>${box}</v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>` +
      '<w:p><w:r><w:t>an equation </w:t></w:r><m:oMath><m:r><m:t>a+b</m:t></m:r></m:oMath><w:r><w:endnoteReference w:id="2"/></w:r></w:p>',
    {
      parts: {
        'endnotes.xml': { type: 'endnotes', xml: endnotes },
        'comments.xml': { type: 'comments', xml: comments },
      },
    },
  ),
  'limit.docx': madeDocx(paragraphs(4_001)),
  'pages.pdf': madePdf({ pages: [written(prose(500)), written(prose(120, 3))] }),
};

async function modelOf(name: string): Promise<Parameters<typeof countWords>[0]> {
  const reading = await read(documents[name] ?? new Uint8Array(), name);
  if (reading.verdict === 'refused') throw new Error(`${name}: ${reading.reason}`);
  return reading.model;
}

const needsAName = 'is another than it was on its first day: give the change a version of its own';

describe('what was counted yesterday is counted the same tomorrow', () => {
  it('knows a golden ledger of every document for every rule version there is', () => {
    expect(Object.keys(golden.ledgers)).toEqual(Object.keys(ruleVersions));
    for (const ledgers of [golden.models, ...Object.values(golden.ledgers)])
      expect(Object.keys(ledgers).toSorted()).toEqual(Object.keys(documents).toSorted());
  });

  it('knows the golden readings of the reader version that is in force', () => {
    expect(golden.reader).toBe(readerVersion);
  });

  it.each(Object.keys(documents))(`reads %s as ${readerVersion} did on its first day`, async (name) => {
    const digest = digestOf(await modelOf(name));
    expect([name, digest === golden.models[name] ? 'the same' : `${digest} ${needsAName}`]).toEqual([name, 'the same']);
  });

  it.each(
    Object.keys(ruleVersions).flatMap((version) => Object.keys(documents).map((name) => [version, name] as const)),
  )('edge case 12: counts by rule %s what is in %s, word by word as on its first day', async (ruleVersion, name) => {
    const model = await modelOf(name);
    const marks = suggestParts(model.paragraphs);
    const ledger = countWords(model, { ...accountRule, ruleVersion }, marks);
    const found = { counted: ledger.counted, digest: digestOf(ledger) };
    const wanted = golden.ledgers[ruleVersion]?.[name];
    expect([found.counted, found.digest === wanted?.digest ? 'the same' : `${found.digest} ${needsAName}`]).toEqual([
      wanted?.counted,
      'the same',
    ]);
  });
});
