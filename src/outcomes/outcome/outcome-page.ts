import { addWorkingDays, londonDate } from '#libs/calendar';
import type { Framework } from '#libs/rubric';
import { bankHolidaysFrom } from '../../qualification/index.js';
import type { OwnOutcome } from './outcome.queries.js';
import { resultWords, sayReason } from './say.js';
import { whatNext } from './what-next.js';

/** What page and letter say of one released outcome. Who marked it is in none of it. */
export function outcomeModel(framework: Framework, outcome: OwnOutcome): OutcomeModel {
  const { feedback } = outcome;
  return {
    id: outcome.id,
    state: outcome.state,
    reason: outcome.reason,
    name: outcome.name,
    providerName: outcome.providerName,
    result: outcome.result,
    says: resultWords[outcome.result],
    attemptNo: outcome.attemptNo,
    windowName: outcome.windowName,
    frameworkTitle: framework.title,
    releasedAt: outcome.releasedAt.toISOString(),
    completionDate: outcome.completionDate,
    marks: feedback.marks,
    max: feedback.max,
    reasons: feedback.reasons.map((reason) => sayReason(framework, reason)),
    areas: feedback.areas,
    appealDays: framework.appeal.lodgeDays,
    appealBy: appealBy(framework, outcome).toString(),
    mayAppeal: outcome.state === 'released',
    today: outcome.today,
    bookedWindow: outcome.bookedWindow,
    next: whatNext(framework, outcome),
  };
}

function appealBy(framework: Framework, { releasedAt, holidays }: OwnOutcome): Temporal.PlainDate {
  const released = londonDate(Temporal.Instant.fromEpochMilliseconds(releasedAt.getTime()));
  return addWorkingDays(released, framework.appeal.lodgeDays, bankHolidaysFrom(holidays)).date;
}

export interface OutcomeModel {
  readonly id: string;
  readonly state: OwnOutcome['state'];
  readonly reason: string | null;
  readonly name: string;
  readonly providerName: string;
  readonly result: OwnOutcome['result'];
  readonly says: string;
  readonly attemptNo: number;
  readonly windowName: string;
  readonly frameworkTitle: string;
  /** ISO 8601. */
  readonly releasedAt: string;
  readonly completionDate: string;
  readonly marks: number;
  readonly max: number;
  readonly reasons: readonly string[];
  readonly areas: OwnOutcome['feedback']['areas'];
  readonly appealDays: number;
  /** The last day to appeal, YYYY-MM-DD, London. */
  readonly appealBy: string;
  readonly mayAppeal: boolean;
  /** The day in London, and the window in which the attempt that is open has a place: for the page, not for the letter. */
  readonly today: string;
  readonly bookedWindow: string | null;
  readonly next: ReturnType<typeof whatNext>;
}
