import { refuse, type Result } from '#libs/refusal';

export type CountDecisionCode =
  | 'count-not-waiting'
  | 'count-decided-already'
  | 'count-changed-meanwhile'
  | 'count-decision-missing'
  | 'count-words-missing'
  | 'count-words-same'
  | 'count-reason-missing';

/** What a person decides about an estimate: it stands, another figure stands, or none can. Words. */
export interface CountDecision {
  readonly decision: 'confirmed' | 'corrected' | 'refused';
  readonly words: number | null;
  readonly reason: string | null;
}

/** What the form says, as it was typed. */
export interface CountAsked {
  readonly decision: CountDecision['decision'] | null;
  readonly words: number | null;
  readonly reason: string;
}

const mostWords = 1_000_000;

/**
 * Makes a decision of what was asked. An estimate that is confirmed is taken as it stands; one that is corrected needs the
 * figure that was found instead and a reason; one that is refused needs a reason and leaves no figure.
 */
export function decideCount(asked: CountAsked, estimate: number): Result<CountDecision, CountDecisionCode> {
  const reason = asked.reason.trim() === '' ? null : asked.reason.trim();
  switch (asked.decision) {
    case null:
      return refuse('count-decision-missing', {}, 'decision');
    case 'confirmed':
      return { decision: 'confirmed', words: estimate, reason };
    case 'refused':
      return reason ? { decision: 'refused', words: null, reason } : refuse('count-reason-missing', {}, 'reason');
    case 'corrected': {
      const { words } = asked;
      if (words === null || !Number.isInteger(words) || words < 1 || words > mostWords)
        return refuse('count-words-missing', {}, 'words');
      if (words === estimate) return refuse('count-words-same', { estimate }, 'words');
      return reason ? { decision: 'corrected', words, reason } : refuse('count-reason-missing', {}, 'reason');
    }
  }
}
