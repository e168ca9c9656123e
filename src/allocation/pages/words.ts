import type { Explanation, Obstacle, Terms, Unplaced } from '#libs/allocator';
import type { Purpose, RoundState } from '../rounds/round.lifecycle.js';

/** What the lead reads for a purpose: `who` is sought, `plan` is the button. */
export const purposeWords: Record<Purpose, { readonly who: string; readonly whom: string; readonly title: string }> = {
  first: { who: 'first marker', whom: 'a first marker', title: 'First markers' },
  second: { who: 'second marker', whom: 'a second marker', title: 'Second markers' },
  adjudicator: { who: 'adjudicator', whom: 'an adjudicator', title: 'Adjudicators' },
};

export const roundLabels: Record<RoundState, string> = {
  planning: 'Being planned',
  proposed: 'Proposed',
  confirmed: 'Confirmed',
  discarded: 'Discarded',
  failed: 'Could not be planned',
};

export const barWords: Record<string, string> = {
  trust: 'works or worked for the same trust',
  employer: 'works or worked for the same school',
  coach: 'is the coach',
  sponsor: 'is the sponsor',
  'line-manager': 'is or was the line manager',
  'declared-conflict': 'declared a conflict, or declined this script',
  'earlier-attempt': 'marked an earlier attempt of the same person',
  'already-marked': 'had this script before and it was taken back',
  'other-account': 'may be asked for the other account of this script only, by the draw',
};

export type NameOf = (staffId: string) => string;

/** One thing in the way, in words, and what the lead can do about it. */
export interface InTheWay {
  readonly what: string;
  readonly remedy: string | null;
}

export function sayObstacle(obstacle: Obstacle, purpose: Purpose, nameOf: NameOf): InTheWay {
  const { who } = purposeWords[purpose];
  switch (obstacle.kind) {
    case 'bar':
      return { what: `${nameOf(obstacle.assessor)} ${barWords[obstacle.reason]} (${obstacle.script})`, remedy: null };
    case 'accreditation':
      return {
        what: `${nameOf(obstacle.assessor)} is not accredited to be ${purposeWords[purpose].whom}`,
        remedy:
          purpose === 'adjudicator'
            ? 'An adjudicator is a senior assessor whose probation is over'
            : 'See “Who may mark”: only assessors with a valid accreditation mark',
      };
    case 'candidates':
      return {
        what: `${nameOf(obstacle.assessor)} is not accredited for this script’s framework`,
        remedy: 'Accredit them for that framework too',
      };
    case 'capacity':
      return {
        what: `${nameOf(obstacle.assessor)} has no room for another script`,
        remedy: 'Raise their scripts a window in “Who may mark”, if they agree',
      };
    case 'seat-taken':
      return { what: `${nameOf(obstacle.assessor)} has, or had, another role on ${obstacle.script}`, remedy: null };
    case 'people':
  }
  return { what: `Fewer people are accredited than ${obstacle.script} needs`, remedy: `Accredit one more ${who}` };
}

/** An unplaced script in words. Nothing that stands in the way is ever relaxed by the plan itself. */
export interface UnplacedWords {
  readonly script: string;
  readonly inTheWay: readonly InTheWay[];
  /** Names of those who might take it, all of them full. */
  readonly full: readonly string[];
}

export function sayUnplaced(one: Unplaced, purpose: Purpose, nameOf: NameOf): UnplacedWords {
  return {
    script: one.script,
    inTheWay: one.inTheWay.map((obstacle) => sayObstacle(obstacle, purpose, nameOf)),
    full: one.full.map(nameOf).sort((a, b) => a.localeCompare(b, 'en-GB')),
  };
}

/** Why one person has a script or has it not, in a sentence. */
export function sayExplanation(one: Explanation, purpose: Purpose, nameOf: NameOf): string {
  const { otherwise } = one;
  switch (one.verdict) {
    case 'pinned':
      return 'Has it already, and keeps it';
    case 'only':
      return 'Without them one more script would find nobody';
    case 'best':
      return `Without them the whole plan would be worse: ${sayGrowth(otherwise)}`;
    case 'equal':
      return 'Another plan would be as good; the seed decided';
    case 'barred':
      return one.inTheWay.map((obstacle) => sayObstacle(obstacle, purpose, nameOf).what).join('. ');
    case 'dearer':
      return `With them the whole plan would be worse: ${sayGrowth(otherwise)}`;
    case 'as-good':
      return 'With them the plan would be as good; the seed decided';
    case 'not-asked':
  }
  return 'The plan was not asked about this script';
}

function sayGrowth({ unplaced, balance, spread, expertise, change }: Terms): string {
  const said = [
    ...(unplaced > 0 ? [`${unplaced} more without anybody`] : []),
    ...(balance > 0 ? ['loads less even'] : []),
    ...(spread > 0 ? ['groups less spread'] : []),
    ...(expertise > 0 ? ['less expertise'] : []),
    ...(change > 0 ? ['more moved'] : []),
  ];
  return said.length > 0 ? said.join(', ') : 'who shares scripts with whom less even';
}
