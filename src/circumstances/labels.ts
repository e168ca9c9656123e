import type { RequestState } from './request.lifecycle.js';
import type { RequestKind } from './terms.js';

/** A state in words: to the participant themselves, and to a lead. */
export const requestLabels: Readonly<Record<RequestState, { readonly participant: string; readonly staff: string }>> = {
  asked: { participant: 'Asked: an assessment lead will decide', staff: 'To be decided' },
  withdrawn: { participant: 'You have withdrawn it', staff: 'Withdrawn' },
  granted: { participant: 'Granted', staff: 'Granted' },
  refused: { participant: 'Not granted', staff: 'Refused' },
};

export const kindLabels: Readonly<Record<RequestKind, string>> = {
  deferral: 'Deferral',
  extension: 'Extension',
  adjustment: 'Reasonable adjustment',
};

/** In a sentence: "You asked for an extension". */
export const kindWords: Readonly<Record<RequestKind, string>> = {
  deferral: 'a deferral',
  extension: 'an extension',
  adjustment: 'a reasonable adjustment',
};

export const verdictLabels = {
  granted: 'Granted',
  'granted-in-part': 'Granted in part',
  refused: 'Not granted',
} as const;
export type Verdict = keyof typeof verdictLabels;

/** What the scan said of a file that supports a request; null while it is under way. */
export const scanLabels: Readonly<Record<string, string>> = {
  clean: 'Checked',
  off: 'Not checked: looking for malware is switched off here',
  infected: 'Malware was found in it, so nobody can open it',
  'gave-up': 'It could not be checked, so nobody can open it',
};
