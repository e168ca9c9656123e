import { Injectable, NotFoundException } from '@nestjs/common';
import { londonDate, workingDayFrom, type BankHolidayTable } from '#libs/calendar';
import { Database } from '../../platform/database/database.js';
import { instantOf } from '../../platform/database/types.js';
import { page, type PageReply } from '../../platform/web/reply.js';
import type { Visitor } from '../../platform/web/visitor.js';
import { bankHolidaysFrom, Frameworks } from '../../qualification/index.js';
import { disputedIn, qaHoldOf } from '../../quality/index.js';
import { resultWords } from '../outcome/say.js';
import { checkRelease } from './check-release.js';
import { batchToRelease, gatherCandidates } from './gather.js';
import { releaseLabels } from './release.lifecycle.js';
import { batchesToRelease, outcomesOf, pageSize, releaseDetail, releasesOf } from './releases.queries.js';
import { sayAnomaly, sayBlocker } from './words.js';

/** The leads' pages of releases. */
@Injectable()
export class ReleasesPages {
  constructor(
    private readonly database: Database,
    private readonly frameworks: Frameworks,
  ) {}

  async overview(visitor: Visitor, after?: string): Promise<PageReply> {
    const providerId = visitor.providerId ?? '';
    const lines = await releasesOf(this.database, providerId, after);
    return page('outcomes/pages/releases.njk', {
      title: 'Release of outcomes',
      batches: after ? [] : await batchesToRelease(this.database, providerId),
      releases: lines.map((line) => ({ ...line, label: releaseLabels[line.state] })),
      after: lines.length === pageSize ? lines.at(-1)?.id : null,
    });
  }

  /** The dry run: everything as it would be released now, and nothing written. */
  async plan(batchId: string, filled: Readonly<Record<string, string>> = {}, after = ''): Promise<PageReply> {
    const batch = await batchToRelease(this.database, batchId);
    if (!batch) throw new NotFoundException();
    const candidates = await gatherCandidates(this.database, (id) => this.frameworks.framework(id), batchId);
    const run = checkRelease(candidates, batch.before, await disputedIn(this.database, batchId));
    const { qa } = await this.frameworks.framework(batch.frameworkVersion);
    const named = new Map(candidates.map((candidate) => [candidate.scriptNumber, candidate]));
    const rest = run.outcomes.filter(({ scriptNumber }) => scriptNumber > after);
    return page('outcomes/pages/plan-release.njk', {
      title: `Release the outcomes of ${batch.windowName}`,
      back: { href: '/releases', text: 'Release of outcomes' },
      batchId,
      hold: await qaHoldOf(this.database, batchId, qa),
      counts: run.counts,
      withdrawn: run.withdrawn,
      held: run.held,
      ended: run.ended,
      blockers: run.blockers.map((blocker) => ({ ...blocker, says: sayBlocker(blocker) })),
      anomalies: run.anomalies.map((anomaly) => ({ ...anomaly, says: sayAnomaly(anomaly) })),
      letters: run.outcomes.length,
      outcomes: rest.slice(0, pageSize).map(({ scriptNumber, result, totals }) => ({
        scriptNumber,
        name: named.get(scriptNumber)?.name ?? '',
        attemptNo: named.get(scriptNumber)?.attemptNo ?? 1,
        result,
        says: resultWords[result],
        marks: totals.overall.marks,
        max: totals.overall.max,
      })),
      isFirstPage: after === '',
      after: rest.length > pageSize ? rest[pageSize - 1]?.scriptNumber : null,
      form: { ...proposal(instantOf(batch.now), bankHolidaysFrom(batch.holidays)), ...filled },
    });
  }

  async release(
    visitor: Visitor,
    id: string,
    after = '',
    filled: Readonly<Record<string, string>> = {},
  ): Promise<PageReply> {
    const release = await releaseDetail(this.database, id);
    if (!release) throw new NotFoundException();
    const outcomes = await outcomesOf(this.database, id, after);
    const { checks, plannedBy, ...shown } = release;
    return page('outcomes/pages/release.njk', {
      title: `Outcomes of ${release.windowName}`,
      back: { href: '/releases', text: 'Release of outcomes' },
      release: { ...shown, label: releaseLabels[release.state], isOwn: plannedBy === visitor.signInId },
      counts: checks.counts,
      withdrawn: checks.withdrawn,
      held: checks.held ?? 0,
      ended: checks.ended ?? 0,
      anomalies: checks.anomalies.map((anomaly) => ({ ...anomaly, says: sayAnomaly(anomaly) })),
      cleared: checks.cleared,
      outcomes: outcomes.map((line) => ({
        ...line,
        says: resultWords[line.result],
        href: release.state === 'released' ? `/released-outcomes/${line.id}` : null,
      })),
      after: outcomes.length === pageSize ? outcomes.at(-1)?.scriptNumber : null,
      mayApprove: release.state === 'planned' && plannedBy !== visitor.signInId,
      mayCancel: release.state === 'planned' || release.state === 'approved',
      form: { reason: '', ...filled },
    });
  }
}

/** The next working day at 10am: time for a second lead, and people at their desks when letters arrive. */
function proposal(now: Temporal.Instant, holidays: BankHolidayTable): Record<string, string> {
  const day = workingDayFrom(londonDate(now).add({ days: 1 }), holidays);
  return { date: day.toString(), time: '10:00', explanation: '' };
}
