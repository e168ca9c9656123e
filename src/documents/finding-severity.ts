import { findingCodes, type FindingCode } from '#libs/reader';

/**
 * How a finding is to be taken: `count` may change how many words are counted or hides words from whoever reads, `look` is
 * worth a look and seldom more. A severity sorts a list and decides nothing.
 */
export type FindingSeverity = 'count' | 'look';

const severities: Readonly<Record<FindingCode, FindingSeverity>> = {
  'hidden-text': 'count',
  'white-text': 'count',
  'tiny-text': 'count',
  'squeezed-text': 'count',
  'zero-width-joins': 'count',
  'blank-looking-joins': 'count',
  'joined-chains': 'count',
  'long-words': 'look',
  homoglyphs: 'look',
  'text-as-pictures': 'count',
  'notes-dump': 'look',
  'headers-dump': 'count',
  'text-boxes': 'look',
  comments: 'look',
  'tracked-changes': 'look',
  'embedded-document': 'count',
  fields: 'look',
  'external-links': 'look',
  'embedded-objects': 'look',
  'stored-count-differs': 'look',
  'invisible-text': 'count',
  'clipped-text': 'count',
  'covered-text': 'count',
  'off-page-text': 'count',
  'replaced-text': 'count',
  'mangled-text': 'count',
  annotations: 'look',
  attachments: 'look',
  'hidden-layers': 'count',
  'spaced-letters': 'count',
  'unusual-layout': 'look',
  'active-content': 'look',
  'odd-spaces': 'count',
  'direction-overrides': 'count',
  'equation-text': 'look',
  'list-labels': 'look',
  'alt-text': 'look',
  'diagram-text': 'look',
};

export function severityOf(code: FindingCode): FindingSeverity {
  return severities[code];
}

/** The codes that a filter lets through: of one severity or all, one code or all. */
export function codesFor(wanted: { readonly severity?: FindingSeverity; readonly code?: FindingCode }): FindingCode[] {
  return findingCodes.filter(
    (code) =>
      (wanted.code === undefined || code === wanted.code) &&
      (wanted.severity === undefined || severityOf(code) === wanted.severity),
  );
}
