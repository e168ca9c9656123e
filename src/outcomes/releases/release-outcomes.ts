import { Injectable } from '@nestjs/common';
import { londonDate } from '#libs/calendar';
import { Enrolments } from '../../enrolment/index.js';
import { Database, type Transaction } from '../../platform/database/database.js';
import { instantOf } from '../../platform/database/types.js';
import { Frameworks } from '../../qualification/index.js';
import { moveOutcomes, type HeldOutcome } from '../outcome/move-outcomes.js';
import { heldAmong } from '../holds/holds.queries.js';
import { takeBack } from './cancel-release.js';
import { recheck, type CheckedOutcome } from './gather.js';
import { lockRelease, moveRelease } from './move-release.js';
import type { ReleaseRow } from './release.entity.js';

/** What a release did: nothing where it was not due, or not approved, or done already. */
export type Released = 'released' | 'halted' | 'nothing';

/**
 * The instant itself: everything is computed again and compared, then all outcomes of the batch are there at once, in one
 * transaction of a few statements, or none is. Doing it twice does it once.
 */
@Injectable()
export class ReleaseOutcomes {
  constructor(
    private readonly database: Database,
    private readonly frameworks: Frameworks,
    private readonly enrolments: Enrolments,
  ) {}

  async run(actor: string, releaseId: string): Promise<Released> {
    return this.database.transact(actor, async (tx) => {
      const release = await lockRelease(tx, releaseId);
      const now = await tx.now();
      const isDue = release !== null && Temporal.Instant.compare(instantOf(release.releaseAt), now) <= 0;
      if (!isDue || release.state !== 'approved') return 'nothing';
      const found = await recheck(tx, (id) => this.frameworks.framework(id, tx), release);
      if (!found.isSealed) return this.halt(tx, release, found.broken);
      await this.release(tx, release, now, found.outcomes);
      return 'released';
    });
  }

  /** Releases that are due and were not rung for, or failed: what the sweep goes through. */
  async due(): Promise<string[]> {
    const rows = await this.database.query<{ id: string }>(
      `select id from release where state in ('approved') and release_at <= (select app_now()) order by release_at, id`,
    );
    return rows.map(({ id }) => id);
  }

  private async release(
    tx: Transaction,
    release: ReleaseRow,
    now: Temporal.Instant,
    outcomes: readonly CheckedOutcome[],
  ): Promise<void> {
    const on = londonDate(now);
    // Held since the plan: they get none, and the others' release stands (edge case 34).
    const kept = await heldAmong(
      tx,
      outcomes.map(({ attemptId }) => attemptId),
    );
    const isKept = ({ attemptId }: CheckedOutcome): boolean => kept.has(attemptId);
    const free = outcomes.filter((outcome) => !isKept(outcome));
    const results = free.map(({ enrolmentId, attemptNo, result }) => ({
      enrolmentId,
      attemptNo,
      passed: result === 'passed',
    }));
    const settled = await this.enrolments.settleReleased(tx, { on, results });
    const isLeft = ({ enrolmentId }: CheckedOutcome): boolean => settled.get(enrolmentId) === 'left';
    const there = free.filter((outcome) => !isLeft(outcome));
    const releasedAt = new Date(now.epochMilliseconds);
    await moveOutcomes(tx, 'release', there.map(held), { releasedAt, completionDate: on.toString() });
    // Whoever withdrew after the approval gets none; the others' release stands (edge case 34).
    await moveOutcomes(tx, 'void', free.filter(isLeft).map(held), {
      reason: 'The enrolment ended before the release',
    });
    await moveOutcomes(tx, 'void', outcomes.filter(isKept).map(held), { reason: 'Held back before the release' });
    const facts = { released: there.length, left: free.length - there.length, held: kept.size };
    await moveRelease(tx, release, 'release', { releasedAt }, { facts });
    await tx.announceAll(
      'outcome.released',
      there.map(({ outcomeId, attemptId }) => ({ outcomeId, attemptId })),
    );
    await tx.announce('release.released', { releaseId: release.id });
  }

  /** What was sealed is not what stands: nothing is released, and the leads are told. */
  private async halt(tx: Transaction, release: ReleaseRow, broken: readonly string[]): Promise<Released> {
    const scripts = broken.length > 0 ? `: ${broken.slice(0, 10).join(', ')}` : '';
    const reason = `At its instant the outcomes were not those that were sealed${scripts}. Nothing was released`;
    await takeBack(tx, release, 'halt', { by: null, reason });
    await tx.announce('release.halted', { releaseId: release.id });
    return 'halted';
  }
}

function held({ outcomeId }: CheckedOutcome): HeldOutcome {
  return { id: outcomeId, from: 'scheduled' };
}
