import { addWorkingDays, londonDate, type BankHolidayTable } from '#libs/calendar';
import { refuse, type Rule } from '#libs/refusal';
import type { AppealRule } from '#libs/rubric';

export type LodgeCode =
  'grounds-unknown' | 'statement-missing' | 'outcome-not-appealable' | 'appeal-open' | 'appeal-decided' | 'appeal-late';

/** Everything that decides whether this appeal can be lodged now. An unpaid fee is not among it (edge case 49). */
export interface LodgeFacts {
  readonly rule: AppealRule;
  readonly grounds: string;
  readonly statement: string;
  /** State of the outcome that is appealed against. */
  readonly outcome: string;
  readonly hasOpen: boolean;
  readonly hasDecided: boolean;
  /** Last day to lodge it, and today, in London. */
  readonly lodgeBy: Temporal.PlainDate;
  readonly today: Temporal.PlainDate;
  /** Why it comes late, where it does. */
  readonly lateReason: string;
}

/**
 * The last day to appeal against an outcome released at `releasedAt`: so many working days after its London date, to the
 * end of that day in London. Bank holidays of England do not count (edge case 36).
 */
export function lodgeBy(
  rule: AppealRule,
  releasedAt: Temporal.Instant,
  holidays: BankHolidayTable,
): { date: Temporal.PlainDate; why: string } {
  const { date, why } = addWorkingDays(londonDate(releasedAt), rule.lodgeDays, holidays);
  return { date, why };
}

/** True after the last day. */
export function isLate({ lodgeBy: last, today }: Pick<LodgeFacts, 'lodgeBy' | 'today'>): boolean {
  return Temporal.PlainDate.compare(today, last) > 0;
}

type LodgeRule = Rule<LodgeFacts, LodgeCode>;

const onlyAStandingOutcome: LodgeRule = {
  name: 'an appeal is against an outcome that stands',
  source: 'ours: one that was superseded speaks through the newer one',
  refuses: ({ outcome }) => (outcome === 'released' ? null : refuse('outcome-not-appealable')),
};

const oneAtATime: LodgeRule = {
  name: 'an outcome has one open appeal',
  source: 'ours; held by appeal_one_open',
  refuses: ({ hasOpen }) => (hasOpen ? refuse('appeal-open') : null),
};

const decidedOnce: LodgeRule = {
  name: 'an appeal is decided once',
  source: 'domain 8.3, appeal; held by appeal_decided_once',
  refuses: ({ hasDecided }) => (hasDecided ? refuse('appeal-decided') : null),
};

const groundsOfTheFramework: LodgeRule = {
  name: 'an appeal has one of the framework’s grounds',
  source: 'Ofqual I1: procedures not applied consistently, properly and fairly; disagreement alone is no ground',
  refuses: ({ rule, grounds }) => (rule.grounds.includes(grounds) ? null : refuse('grounds-unknown', {}, 'grounds')),
};

const aStatement: LodgeRule = {
  name: 'an appeal says what went wrong',
  source: 'domain 8.3, appeal',
  refuses: ({ statement }) => (statement.trim() === '' ? refuse('statement-missing', {}, 'statement') : null),
};

const inTimeOrWithAReason: LodgeRule = {
  name: 'an appeal is lodged in time, or says why it was not',
  source: 'edge case 36: working day 20 counts to its last second; late with good reason at a lead’s discretion',
  refuses: (facts) =>
    isLate(facts) && facts.lateReason.trim() === ''
      ? refuse('appeal-late', { lodgeBy: facts.lodgeBy.toString() }, 'lateReason')
      : null,
};

/** In the order in which a participant is told. */
export const lodgeRules: readonly LodgeRule[] = [
  onlyAStandingOutcome,
  decidedOnce,
  oneAtATime,
  groundsOfTheFramework,
  aStatement,
  inTimeOrWithAReason,
];
