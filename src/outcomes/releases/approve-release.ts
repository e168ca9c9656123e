import { Injectable } from '@nestjs/common';
import { refuse, type Result } from '#libs/refusal';
import { Database } from '../../platform/database/database.js';
import { instantOf } from '../../platform/database/types.js';
import { Frameworks } from '../../qualification/index.js';
import { recheck } from './gather.js';
import { lockRelease, moveRelease } from './move-release.js';

export type ApproveCode = 'release-not-waiting' | 'approved-by-planner' | 'release-instant-over' | 'seal-broken';

/**
 * The second person's approval: of exactly what was sealed, which is computed again here. From then on the instant alone
 * decides; a work item is due at it.
 */
@Injectable()
export class ApproveRelease {
  constructor(
    private readonly database: Database,
    private readonly frameworks: Frameworks,
  ) {}

  async run(command: { actor: string; signInId: string; releaseId: string }): Promise<Result<true, ApproveCode>> {
    return this.database.transact(command.actor, async (tx) => {
      const release = await lockRelease(tx, command.releaseId);
      if (release?.state !== 'planned') return refuse('release-not-waiting');
      if (release.plannedBy === command.signInId) return refuse('approved-by-planner');
      const now = await tx.now();
      const dueAt = instantOf(release.releaseAt);
      if (Temporal.Instant.compare(dueAt, now) <= 0) return refuse('release-instant-over');
      const { isSealed, broken } = await recheck(tx, (id) => this.frameworks.framework(id, tx), release);
      if (!isSealed) return refuse('seal-broken', { scripts: broken });
      const approvedAt = new Date(now.epochMilliseconds);
      await moveRelease(tx, release, 'approve', { approvedBy: command.signInId, approvedAt });
      await tx.order({ kind: 'outcomes.release', key: release.id, subject: { releaseId: release.id }, dueAt });
      return true;
    });
  }
}
