import type { Finding, FindingCode } from '#libs/reader';
import type { StoredReason, WordStep } from '#libs/word-count';
import type { CountVerdict } from '../documents.queries.js';
import type { DocumentState } from '../document.lifecycle.js';

type Tone = 'good' | 'bad' | 'waiting';

/** A file's state in the words of its sender. */
export function stateWords(state: DocumentState, verdict: CountVerdict | null): { words: string; tone: Tone } {
  switch (state) {
    case 'quarantined':
      return { words: 'Being checked: looking for malware', tone: 'waiting' };
    case 'scanned':
      return { words: 'Being checked: reading', tone: 'waiting' };
    case 'checked':
      return verdictWords(verdict);
    case 'infected':
      return { words: 'Malware found', tone: 'bad' };
    case 'refused':
      return { words: 'Cannot be used', tone: 'bad' };
    case 'stuck':
      return { words: 'Waiting for a person on our side', tone: 'waiting' };
    case 'superseded':
      return { words: 'Replaced', tone: 'waiting' };
    case 'removed':
      return { words: 'Taken away', tone: 'waiting' };
  }
}

function verdictWords(verdict: CountVerdict | null): { words: string; tone: Tone } {
  if (verdict === 'over') return { words: 'Over the limit', tone: 'bad' };
  if (verdict === 'needs-person') return { words: 'Near the limit: a person will confirm the count', tone: 'waiting' };
  if (verdict === 'not-confirmed') return { words: 'The count was not confirmed', tone: 'bad' };
  return { words: verdict === 'within' ? 'Within the limit' : 'Checked', tone: 'good' };
}

const stories: Readonly<Record<string, string>> = {
  body: 'Text, headings, tables and captions',
  footnotes: 'Footnotes',
  endnotes: 'Endnotes',
  textBoxes: 'Text boxes',
  headers: 'Headers and footers',
  comments: 'Comments',
  hidden: 'Hidden text',
  deleted: 'Deleted text (tracked changes)',
  equations: 'Equations',
};

export function storyWords(story: string): string {
  return stories[story] ?? story;
}

const reasons: Readonly<Record<string, string>> = {
  counted: 'Counted',
  'story-not-counted': 'Not counted: outside the text (headers, comments, deletions and the like)',
  'contents-list': 'Not counted: list of contents',
  annexes: 'Not counted: marked by you as annexes',
  'reference-list': 'Not counted: marked by you as list of references',
  'cover-form': 'Not counted: marked by you as cover form',
};

export function reasonWords(reason: string): string {
  return reasons[reason] ?? reason;
}

const properties: Readonly<Record<string, string>> = {
  creator: 'author',
  lastModifiedBy: 'last saved by',
  title: 'title',
  subject: 'subject',
  keywords: 'keywords',
  Company: 'company',
  Manager: 'manager',
};

const tellingStories: Readonly<Record<string, string>> = {
  body: 'Text',
  textBoxes: 'Text box',
  footnotes: 'Footnote',
  endnotes: 'Endnote',
  headers: 'Header or footer',
  comments: 'Comment',
  hidden: 'Hidden text',
  deleted: 'Deleted text',
};

const pictureFacts: readonly (readonly [says: RegExp, words: string])[] = [
  [/GPS/, 'where it was taken'],
  [/Artist|XPAuthor|Photographer|by-line$|dc:creator|tiff:Artist|^Author$/, 'who took it'],
  [/OwnerName/, 'whose camera it is'],
  [/Serial/i, 'number of the camera or lens'],
  [/Copyright|copyright|dc:rights/, 'whose rights it is under'],
];

/** Where a trace stands, as its author would look for it; places that speak for themselves stay as they are. */
export function placeWords(place: string): string {
  const property = /^docProps\/\w+\.xml(?: (.+))?$/.exec(place);
  if (property) return `File properties: ${properties[property[1] ?? ''] ?? property[1] ?? 'own field'}`;
  const words = /^(\w+) paragraph (\d+): (.+)$/.exec(place);
  if (words) return `${tellingStories[words[1] ?? ''] ?? words[1]}, paragraph ${words[2]}: ${words[3]}`;
  const picture = /^(?:.*\/)?(picture(?: \d+)?|[^/]+\.\w{3,4}): (.+)$/.exec(place);
  if (picture) {
    const fact = pictureFacts.find(([says]) => says.test(picture[2]!))?.[1] ?? picture[2]!;
    const which = picture[1]!;
    return `${which.startsWith('picture') ? `P${which.slice(1)}` : `Picture ${which}`}: ${fact}`;
  }
  return place.charAt(0).toUpperCase() + place.slice(1);
}

const parts: Readonly<Record<string, string>> = {
  annexes: 'annexes',
  'reference-list': 'list of references',
  'cover-form': 'cover form',
};

export function partWords(part: string): string {
  return parts[part] ?? part;
}

const storedFigures: Readonly<Record<StoredReason, string>> = {
  same: 'It is the same.',
  'left-out-parts': 'It takes in what is left out here.',
  'notes-and-boxes': 'It leaves out notes and text boxes, which count here.',
  headers: 'It takes in headers and footers, which do not count here.',
  estimate: 'Such figures are estimates that programs make while saving, mostly from the number of letters.',
};

/** Why the figure in the file differs from the count. */
export function storedWords(reason: StoredReason): string {
  return storedFigures[reason];
}

/** A step from the figure that Word shows to the count. */
export function stepWords({ why, story }: WordStep): string {
  if (why === 'contents-list') return 'The list of contents does not count';
  if (why === 'story-added') return `${storyWords(story ?? '')}: Word leaves them out, and they count`;
  if (why === 'story-left-out') return `${storyWords(story ?? '')}: Word takes them in, and they do not count`;
  return `You left out ${partWords(why)}`;
}

const findings: Partial<Record<FindingCode, { says: string; mend: string }>> = {
  'hidden-text': { says: 'Text is hidden', mend: 'Select everything, open the font settings and clear “Hidden”.' },
  'white-text': {
    says: 'Text has the colour of its background',
    mend: 'Select everything and set the colour to automatic.',
  },
  'tiny-text': { says: 'Text is too small to read', mend: 'Set it to the size of the rest.' },
  'squeezed-text': {
    says: 'Text is squeezed together',
    mend: 'Select it, open the font settings and set scale and spacing to normal.',
  },
  'zero-width-joins': {
    says: 'Words are joined by characters without width',
    mend: 'Type the spaces between them anew.',
  },
  'blank-looking-joins': {
    says: 'Words are joined by characters that look like spaces',
    mend: 'Type the spaces between them anew.',
  },
  'joined-chains': {
    says: 'Many words are chained by hyphens or dashes',
    mend: 'Write them as separate words where they are.',
  },
  'long-words': { says: 'Some words are unusually long', mend: 'Look whether spaces were lost between words.' },
  homoglyphs: { says: 'Some letters are of another alphabet', mend: 'Type those words anew.' },
  'text-as-pictures': {
    says: 'Text seems to stand in pictures',
    mend: 'Type it as text: an assessor does not read what cannot be counted.',
  },
  'notes-dump': {
    says: 'Much of the text stands in notes',
    mend: 'Notes are counted. Move what belongs to the argument into the text.',
  },
  'headers-dump': {
    says: 'Headers or footers hold much text',
    mend: 'They are not part of the account. Keep a page number and no more.',
  },
  'text-boxes': { says: 'Text stands in text boxes', mend: 'It is counted. Nothing needs to be done.' },
  comments: {
    says: 'The file has comments',
    mend: 'Delete them: they are not part of the account and may name people.',
  },
  'tracked-changes': {
    says: 'The file has tracked changes',
    mend: 'Accept or reject them: what is counted is the text with all insertions accepted.',
  },
  'embedded-document': { says: 'Another document stands inside the file', mend: 'Put its text into the file itself.' },
  'stored-count-differs': {
    says: 'The figure stored in the file differs from the count',
    mend: 'Word processors store an estimate. The count here decides.',
  },
};

/** What was found in the words of the author, and how to mend it. */
export function findingWords(finding: Finding): { says: string; mend: string } {
  return (
    findings[finding.code] ?? {
      says: 'Something in this file is unusual',
      mend: 'Look at the places named. If they are as they should be, nothing needs to be done.',
    }
  );
}
