import { wordsIn } from '#libs/word-count';
import { storyFindings, wordsOfStory } from '../findings/story-findings.js';
import { finding, lookAtText, strongest } from '../findings/text-findings.js';
import type { Finding, FindingCode, TextModel } from '../model.js';
import { fieldKind } from './fields.js';
import type { Gathered, Seen } from './gathered.js';
import { chunkWords } from './chunks.js';
import { listLabelWords } from './lists.js';
import type { OfficePackage, Relationship } from './package.js';

/** Runs that are not what they seem: from which share of the words a person should look. Honest documents: README. */
const runs: readonly { readonly seen: Seen; readonly code: FindingCode; readonly from: number }[] = [
  { seen: 'white', code: 'white-text', from: 0.01 },
  { seen: 'whiteInShadedTable', code: 'white-text', from: 0.1 },
  { seen: 'tiny', code: 'tiny-text', from: 0.01 },
  { seen: 'squeezed', code: 'squeezed-text', from: 0.01 },
  { seen: 'offPage', code: 'off-page-text', from: 0.01 },
  { seen: 'invisible', code: 'invisible-text', from: 0.005 },
  { seen: 'clipped', code: 'clipped-text', from: 0.01 },
];

/** Fields that fetch from elsewhere, run something, or show what their code says. Ordinary ones are references. */
const oddFields = new Set([
  'DDE',
  'DDEAUTO',
  'INCLUDE',
  'INCLUDETEXT',
  'INCLUDEPICTURE',
  'IMPORT',
  'LINK',
  'DATABASE',
  'MACROBUTTON',
  'QUOTE',
  'IF',
  'SET',
  'ASK',
  'FILLIN',
  'AUTOTEXT',
  'AUTOTEXTLIST',
  'ADVANCE',
]);

function runFindings(gathered: Gathered, all: number): Finding[] {
  return runs.flatMap(({ seen, code, from }) => {
    const tally = gathered.tallies.get(seen);
    return tally && tally.words / Math.max(all, 1) >= from ? [finding(code, tally.words, all, tally.examples)] : [];
  });
}

function fieldFindings(gathered: Gathered, all: number): Finding[] {
  const odd = gathered.fields.filter((code) => oddFields.has(fieldKind(code)) || isProse(code));
  const words = odd.reduce((sum, code) => sum + wordsIn(code), 0);
  return odd.length === 0
    ? []
    : [
        finding(
          'fields',
          words,
          all,
          odd.map((code) => code.trim()),
        ),
      ];
}

/** Contents lists of honest long documents are up to 9 % of their words. */
function contentsFinding(model: TextModel, all: number): Finding[] {
  const lines = model.paragraphs.filter((one) => one.kind === 'contents' && one.story === 'body');
  const words = lines.reduce((sum, one) => sum + wordsIn(one.text), 0);
  return words >= 300 && words / all > 0.12
    ? [
        finding(
          'fields',
          words,
          all,
          lines.map((one) => one.text.trim()),
        ),
      ]
    : [];
}

/** EQ shows its own code; other codes with many words hide them. Citations of reference managers are data, not prose. */
const isProse = (code: string): boolean => {
  const kind = fieldKind(code);
  return kind === 'EQ' && wordsIn(code) > 12;
};

const linked = (one: Relationship): boolean => one.external && one.type !== 'hyperlink';
const embedded = new Set(['aFChunk', 'subDocument']);
const objects = new Set(['oleObject', 'package', 'control', 'activeXControlBinary']);

function relationFindings(office: OfficePackage, gathered: Gathered, all: number): Finding[] {
  const relations = office.allRelationships();
  const found: Finding[] = [];
  const links = relations.filter(linked);
  if (links.length > 0)
    found.push(
      finding(
        'external-links',
        0,
        all,
        links.map((one) => `${one.type}: ${one.target}`),
      ),
    );
  const chunks = relations.filter((one) => embedded.has(one.type));
  if (chunks.length > 0)
    found.push(
      finding(
        'embedded-document',
        chunkWords(office, chunks),
        all,
        chunks.map((one) => one.target),
      ),
    );
  const things = relations.filter((one) => objects.has(one.type));
  if (things.length > 0 || gathered.objects > 0)
    found.push(
      finding(
        'embedded-objects',
        0,
        all,
        things.map((one) => one.target),
      ),
    );
  return found;
}

/** A page of prose has about 450 words; pictures from a seventh of a page on may hold text. */
const wordsOnPage = 450;

function pictureFindings(gathered: Gathered, all: number): Finding[] {
  const large = gathered.pictures.filter((picture) => picture.share > 0.15);
  const pages = large.reduce((sum, picture) => sum + Math.min(1, picture.share), 0);
  const share = pages / (pages + all / wordsOnPage);
  const full = large.filter((picture) => picture.share > 0.6).length;
  const isMostlyPictures = share > 0.5 && (pages >= 2 || all < 100);
  const isScan = full >= 3 && full / (full + all / wordsOnPage) > 0.3;
  return isMostlyPictures || isScan
    ? [{ code: 'text-as-pictures', words: 0, share, examples: [`${large.length} large pictures, ${full} of a page`] }]
    : [];
}

/** Word's estimates are off by 11.6 % in the median; a figure far below the text is how a long account is passed off. */
function storedFinding(model: TextModel, all: number): Finding[] {
  const { storedWords } = model;
  if (storedWords === null || all < 300) return [];
  const off = all - storedWords;
  return off / all > 0.3 && storedWords > 0
    ? [finding('stored-count-differs', off, all, [`the file says ${storedWords}`])]
    : [];
}

function labelled(
  code: FindingCode,
  words: number,
  all: number,
  from: number,
  examples: readonly string[] = [],
): Finding[] {
  return words > 0 && words / Math.max(all, 1) >= from ? [finding(code, words, all, examples)] : [];
}

/** Everything in a Word document that a person should look at. Shares are of the words that a reader sees. */
export function docxFindings(office: OfficePackage, main: string, gathered: Gathered, model: TextModel): Finding[] {
  const { words: all, findings: ofText } = lookAtText(model.paragraphs);
  const tallied = (what: string): number => gathered.tallies.get(what)?.words ?? 0;
  const deleted = wordsOfStory(model.paragraphs, 'deleted');
  const found = [
    ...runFindings(gathered, all),
    ...storyFindings(model.paragraphs, all),
    ...fieldFindings(gathered, all),
    ...relationFindings(office, gathered, all),
    ...pictureFindings(gathered, all),
    ...storedFinding(model, all),
    ...contentsFinding(model, all),
    ...labelled('list-labels', listLabelWords(office, main, gathered), all, 0.25),
    ...labelled('alt-text', tallied('altText'), all, 0.1, gathered.tallies.get('altText')?.examples),
    ...labelled('diagram-text', tallied('diagram'), all, 0.05, gathered.tallies.get('diagram')?.examples),
    ...ofText,
  ];
  if (gathered.trackedChanges > 0)
    found.push(finding('tracked-changes', deleted.words, Math.max(all, deleted.words), deleted.examples));
  return strongest(found);
}
