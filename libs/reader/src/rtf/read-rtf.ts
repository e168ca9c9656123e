import { storyFindings, type StoryRule } from '../findings/story-findings.js';
import { finding, textFindings, visibleWords } from '../findings/text-findings.js';
import { type Limits, limits as defaults } from '../limits.js';
import type { Finding, Paragraph, Read, Story, Trace } from '../model.js';
import { proseTraces } from '../traces/prose-traces.js';
import { Unreadable } from '../unreadable.js';
import { characters, shownStars, skipped, storyOf, values } from './control-words.js';
import { decodeRtf } from './encodings.js';
import { tokensOf } from './tokens.js';

interface Group {
  story: Story;
  /** What its text is: shown, nothing, or a value that is kept (an author, a property). */
  role: 'text' | 'skip' | 'value' | 'fonts';
  place: string;
  hidden: boolean;
  deleted: boolean;
  font: number;
  /** Characters that stand for one `\u` in readers without Unicode. */
  fallback: number;
  heading: number | null;
  inTable: boolean;
}

/** Nesting that no honest program writes (the corpora have 12). */
const deepest = 500;

class Reader {
  readonly paragraphs: Paragraph[] = [];
  readonly traces = new Map<string, Trace>();
  readonly charsets = new Map<number, number>();
  objects = 0;
  changes = 0;
  page = 1252;
  /** What holds outside of all groups; of this file alone, since words that stand there change it. */
  readonly #outside: Group = { ...initial };
  #groups: Group[] = [];
  #texts = new Map<Story, string>();
  #value = '';
  #star = false;
  /** True right after a group opened: only there does `\*` make its destination one that may be left out. */
  #isFresh = false;
  #skipUnits = 0;
  #letters = 0;

  constructor(private readonly limits: Limits) {}

  read(bytes: Uint8Array): void {
    for (const token of tokensOf(bytes)) {
      const wasFresh = this.#isFresh;
      this.#isFresh = token.kind === 'open';
      if (token.kind === 'word' && token.word === '*') this.#star = wasFresh;
      else if (token.kind === 'open') this.#openGroup();
      else if (token.kind === 'close') this.#closeGroup();
      else if (token.kind === 'word') this.#word(token.word, token.value);
      else this.#bytes(token.bytes);
    }
    for (const story of this.#texts.keys()) this.#endParagraph(story);
  }

  #group(): Group {
    return this.#groups.at(-1) ?? this.#outside;
  }

  #openGroup(): void {
    if (this.#groups.length >= deepest) throw new Unreadable('too-complex', `groups nested more than ${deepest} deep`);
    this.#groups.push({ ...this.#group() });
    this.#star = false;
  }

  #closeGroup(): void {
    const closed = this.#groups.pop();
    const around = this.#group();
    if (!closed) return;
    if (closed.role === 'value' && around.role !== 'value') this.#keep(closed.place);
    if (closed.story !== around.story) this.#endParagraph(closed.story);
  }

  #keep(place: string): void {
    const value = this.#value.trim();
    this.#value = '';
    if (value && this.traces.size < 200) this.traces.set(`${place} ${value}`, { place, value, removable: true });
  }

  #word(word: string, value: number | null): void {
    const group = this.#group();
    const starred = this.#star;
    this.#star = false;
    if (word === 'object') this.objects++;
    if (word === 'fonttbl') group.role = 'fonts';
    else if (values[word] && group.role !== 'value') {
      group.role = 'value';
      group.place = values[word];
      this.#value = '';
    } else if (skipped.has(word) || (starred && !shownStars.has(word) && !storyOf[word])) group.role = 'skip';
    else if (group.role === 'skip' && !(word === 'shptxt' || word === 'u')) return;
    else if (storyOf[word]) {
      group.story = storyOf[word];
      group.role = 'text';
    } else if (word === 'ftnalt') group.story = 'endnotes';
    else this.#format(group, word, value);
  }

  #format(group: Group, word: string, value: number | null): void {
    const on = value !== 0;
    switch (word) {
      case 'ansicpg':
        this.page = value ?? 1252;
        return;
      case 'mac':
        this.page = 10000;
        return;
      case 'f':
        group.font = value ?? 0;
        return;
      case 'fcharset':
        if (group.role === 'fonts') this.charsets.set(group.font, value ?? 0);
        return;
      case 'uc':
        group.fallback = Math.min(16, Math.max(0, value ?? 1));
        return;
      case 'u':
        this.#write(String.fromCharCode((value ?? 63) & 0xffff));
        this.#skipUnits = group.fallback;
        return;
      case 'v':
        group.hidden = on;
        return;
      case 'deleted':
        group.deleted = on;
        if (on) this.changes++;
        return;
      case 'revised':
        if (on) this.changes++;
        return;
      case 'plain':
        group.hidden = false;
        group.deleted = false;
        return;
      case 'pard':
        group.heading = null;
        group.inTable = false;
        return;
      case 'intbl':
        group.inTable = true;
        return;
      case 'outlinelevel':
        group.heading = value !== null && value < 9 ? value + 1 : null;
        return;
      case 'par':
      case 'cell':
      case 'row':
      case 'sect':
      case 'page':
      case 'nestcell':
        this.#endParagraph(group.story);
        return;
      default:
        if (characters[word]) this.#write(characters[word]);
    }
  }

  #bytes(bytes: readonly number[]): void {
    const skip = Math.min(this.#skipUnits, bytes.length);
    this.#skipUnits -= skip;
    const group = this.#group();
    if (group.role === 'skip' || group.role === 'fonts' || skip === bytes.length) return;
    this.#write(decodeRtf(bytes.slice(skip), this.page, this.charsets.get(group.font)));
  }

  #write(text: string): void {
    const group = this.#group();
    if (group.role === 'value') {
      if (this.#value.length < 300) this.#value += text;
      return;
    }
    if (group.role !== 'text') return;
    this.#letters += text.length;
    if (this.#letters > this.limits.text) throw new Unreadable('too-complex', 'more text than any account has');
    const story = group.deleted ? 'deleted' : group.hidden ? 'hidden' : group.story;
    this.#texts.set(story, (this.#texts.get(story) ?? '') + text);
  }

  #endParagraph(story: Story): void {
    const group = this.#group();
    const around: Story[] = [story, 'hidden', 'deleted'];
    for (const each of around) {
      const text = this.#texts.get(each)?.trim() ?? '';
      this.#texts.delete(each);
      if (text === '') continue;
      if (this.paragraphs.length >= this.limits.paragraphs) throw new Unreadable('too-complex', 'too many paragraphs');
      const kind = group.heading === null ? (group.inTable ? 'tableCell' : 'text') : 'heading';
      this.paragraphs.push({ story: each, kind, level: group.heading, style: null, text, page: null });
    }
  }
}

const initial: Readonly<Group> = {
  story: 'body',
  role: 'text',
  place: '',
  hidden: false,
  deleted: false,
  font: -1,
  fallback: 1,
  heading: null,
  inTable: false,
};

/**
 * Reads RTF, for evidence and drafts: text by stories, hidden and deleted text apart, findings, traces.
 *
 * Throws `Unreadable`: `mismatched-type` where it does not begin as RTF, `too-large`, `too-complex`, `no-text`.
 */
export function readRtf(bytes: Uint8Array, limits: Limits = defaults): Read {
  if (bytes.length > limits.file) throw new Unreadable('too-large', `${bytes.length} bytes`);
  if (String.fromCharCode(...bytes.subarray(0, 5)) !== String.raw`{\rtf`) {
    throw new Unreadable('mismatched-type', String.raw`does not begin with {\rtf`);
  }
  const reader = new Reader(limits);
  reader.read(bytes);
  if (reader.paragraphs.length === 0) throw new Unreadable('no-text', 'not one word of text');
  const model = {
    kind: 'rtf',
    paragraphs: reader.paragraphs,
    pages: null,
    estimate: false,
    storedWords: null,
  } as const;
  const inProse = proseTraces(model.paragraphs).map((trace) => ({ ...trace, removable: false }));
  return { verdict: 'read', model, findings: findingsOf(reader), traces: [...reader.traces.values(), ...inProse] };
}

/** Wherever there is a word of them: evidence in RTF is rare, and these are rare in it. */
const ofStory: readonly StoryRule[] = [
  { story: 'hidden', code: 'hidden-text', from: 0 },
  { story: 'comments', code: 'comments', from: 0 },
  { story: 'textBoxes', code: 'text-boxes', from: 0 },
];

function findingsOf(reader: Reader): Finding[] {
  const all = visibleWords(reader.paragraphs);
  const found = storyFindings(reader.paragraphs, all, ofStory);
  if (reader.objects > 0) found.push(finding('embedded-objects', 0, all));
  if (reader.changes > 0) found.push(finding('tracked-changes', 0, all));
  return [...found, ...textFindings(reader.paragraphs)];
}
