import { sayFall, sayOpening, sayUsedUp } from '../changes/change-letters.js';
import { resultWords } from '../outcome/say.js';
import type { OverturnEffect } from './overturn.js';
import type { SanctionEffect, SanctionKind } from './effect.js';

export const sanctionWords: Readonly<Record<SanctionKind, string>> = {
  warning: 'A warning',
  'criterion-zero': 'No marks for single criteria',
  'attempt-void': 'The attempt is void',
  disqualification: 'Disqualification',
};

/** What a sanction does, a sentence for each thing. */
export function sayEffect(effect: SanctionEffect): string[] {
  return [
    ...sayEnd(effect),
    ...sayDrawn(effect),
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
    case 'criterion-zero':
      return [
        `${effect.criteria.length === 1 ? 'Criterion' : 'Criteria'} ${effect.criteria.join(', ')} ${effect.criteria.length === 1 ? 'is' : 'are'} not credited, whatever was marked. The outcome does not wait any more: it is released with the next release of its window.`,
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

/** For leads alone: what the draw was, and what it is with the sanction. */
function sayDrawn({ kind, drawn }: SanctionEffect): string[] {
  if (kind !== 'criterion-zero') return [];
  if (!drawn) return ['No marks stand yet: the outcome is drawn with the sanction when they do.'];
  const say = ({ result, marks }: typeof drawn.before): string => `“${resultWords[result]}” with ${marks} marks`;
  return [`${say(drawn.before)} becomes ${say(drawn.after)}. What was marked stays on the record.`];
}

/** What overturning a sanction does, as sentences: letter and page say the same. */
export function sayOverturn({ attemptNo, cancels }: OverturnEffect): string[] {
  return [
    `Attempt ${attemptNo} waits for its outcome again, which is released with the next release of its window.`,
    ...(cancels ? sayFall(cancels) : []),
  ];
}
