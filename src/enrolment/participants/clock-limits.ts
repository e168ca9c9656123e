import { deferralTotal, sayCount } from '#libs/calendar';
import type { Transaction } from '../../platform/database/database.js';
import type { Frameworks } from '../../qualification/index.js';
import { gatherClock } from './gather-clock.js';

/** What of the framework's limits an enrolment has used, for a decision to be looked at beside it. */
export interface ClockLimits {
  /** Such as "0 of 1 deferral granted. Nothing is deferred." */
  readonly deferrals: string;
  /** Such as "0 of 1 extension granted, 0 of 28 days." */
  readonly extensions: string;
}

/** Throws where there is no such enrolment. Source of the limits: the framework's clock. */
export async function clockLimits(
  db: Pick<Transaction, 'query'>,
  frameworks: Frameworks,
  enrolmentId: string,
): Promise<ClockLimits> {
  const { framework, history, extensions } = await gatherClock(db, frameworks, enrolmentId);
  const rule = framework.clock;
  const { deferrals, extendedDays } = history;
  const total = deferralTotal(deferrals, rule.maxDeferralMonths);
  return {
    deferrals: `${deferrals.length} of ${sayCount(rule.maxDeferrals, 'deferral')} granted. ${total.why} At most ${sayCount(rule.maxDeferralMonths, 'month')} together.`,
    extensions: `${extensions} of ${sayCount(rule.maxExtensions, 'extension')} granted, ${extendedDays} ${extendedDays === 1 ? 'day' : 'days'}. At most ${sayCount(rule.maxExtensionDays, 'day')}.`,
  };
}
