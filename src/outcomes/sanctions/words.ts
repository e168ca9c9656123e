import { sayOpening, sayUsedUp } from '../changes/change-letters.js';
import type { SanctionEffect, SanctionKind } from './effect.js';

export const sanctionWords: Readonly<Record<SanctionKind, string>> = {
  warning: 'A warning',
  'attempt-void': 'The attempt is void',
  disqualification: 'Disqualification',
};

/** What a sanction does, a sentence for each thing. */
export function sayEffect(effect: SanctionEffect): string[] {
  return [
    ...sayEnd(effect),
    'The participant is told by letter at once, without marks. Those who mark and moderate are told nothing.',
  ];
}

/** What comes of the attempt, as sentences: letter and page say the same. */
export function sayEnd(effect: SanctionEffect): string[] {
  switch (effect.kind) {
    case 'warning':
      return [
        'The outcome does not wait any more: it is released as it was drawn, with the next release of its window.',
      ];
    case 'attempt-void':
      return [
        `No outcome is released for attempt ${effect.attemptNo}.`,
        ...sayUsedUp(effect.isUsedUp),
        ...sayOpening(effect),
      ];
    case 'disqualification':
      return [
        `No outcome is released for attempt ${effect.attemptNo}. The enrolment ends, and there is no further attempt.`,
      ];
  }
}
