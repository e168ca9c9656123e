import type { Story } from '../model.js';

/** Where a destination's text goes, by its control word. */
export const storyOf: Readonly<Record<string, Story>> = {
  header: 'headers',
  headerl: 'headers',
  headerr: 'headers',
  headerf: 'headers',
  footer: 'headers',
  footerl: 'headers',
  footerr: 'headers',
  footerf: 'headers',
  footnote: 'footnotes',
  annotation: 'comments',
  shptxt: 'textBoxes',
};
/** Destinations that hold no text of the document. */
export const skipped = new Set(
  'colortbl stylesheet info list listname leveltext levelnumbers listtable listoverridetable rsidtbl pict object fldinst listtext pntext pntxta pntxtb nonshppict themedata colorschememapping datastore latentstyles generator filetbl revtbl xmlnstbl mmathPr bkmkstart bkmkend atrfstart atrfend atnid atndate atnref atntime wgrffmtfilter docvar panose falt factoidname objdata sp sn sv shpinst fname'.split(
    ' ',
  ),
);
/** Starred destinations whose text is shown all the same. */
export const shownStars = new Set([
  'shppict',
  'shptxt',
  'footnote',
  'annotation',
  'fldrslt',
  'ud',
  'upr',
  'atnauthor',
  'company',
  'manager',
]);
/** Destinations whose text says who wrote it, and how that place is called. */
export const values: Readonly<Record<string, string>> = {
  author: 'info author',
  operator: 'info operator',
  manager: 'info manager',
  company: 'info company',
  title: 'info title',
  subject: 'info subject',
  keywords: 'info keywords',
  doccomm: 'info comment',
  category: 'info category',
  atnauthor: 'comment author',
};
/** Control words and symbols that stand for a character. */
export const characters: Readonly<Record<string, string>> = {
  tab: ' ',
  line: ' ',
  '~': '\u00a0',
  '-': '\u00ad',
  _: '\u2011',
  emdash: '\u2014',
  endash: '\u2013',
  emspace: '\u2003',
  enspace: '\u2002',
  qmspace: '\u2005',
  bullet: '\u2022',
  lquote: '\u2018',
  rquote: '\u2019',
  ldblquote: '\u201c',
  rdblquote: '\u201d',
  zwj: '\u200d',
  zwnj: '\u200c',
  '{': '{',
  '}': '}',
  '\\': '\\',
};
