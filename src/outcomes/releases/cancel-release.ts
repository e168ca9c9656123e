import { Injectable } from '@nestjs/common';
import { refuse, type Result } from '#libs/refusal';
import { Database, type Transaction } from '../../platform/database/database.js';
import { moveOutcomes } from '../outcome/move-outcomes.js';
import { lockRelease, moveRelease } from './move-release.js';
import type { ReleaseRow } from './release.entity.js';

export type CancelCode = 'release-not-open' | 'reason-missing';

/** Takes a plan back before its instant, approved or not: its outcomes are void, and the batch may be planned anew. */
@Injectable()
export class CancelRelease {
  constructor(private readonly database: Database) {}

  async run(command: {
    actor: string;
    signInId: string;
    releaseId: string;
    reason: string;
  }): Promise<Result<true, CancelCode>> {
    const reason = command.reason.trim();
    if (reason === '') return refuse('reason-missing', {}, 'reason');
    return this.database.transact(command.actor, async (tx) => {
      const release = await lockRelease(tx, command.releaseId);
      if (!release || !['planned', 'approved'].includes(release.state)) return refuse('release-not-open');
      await takeBack(tx, release, 'cancel', { by: command.signInId, reason });
      return true;
    });
  }
}

/** Cancels a locked release with its outcomes, by a person or by itself. */
export async function takeBack(
  tx: Transaction,
  release: ReleaseRow,
  event: 'cancel' | 'halt',
  { by, reason }: { by: string | null; reason: string },
): Promise<void> {
  const cancelledAt = new Date((await tx.now()).epochMilliseconds);
  await moveRelease(tx, release, event, { cancelledAt, cancelledBy: by, reason }, { why: reason });
  const scheduled = await tx.query<{ id: string }>(
    `select id from outcome where release_id = $1 and state in ('scheduled') order by id for update`,
    [release.id],
  );
  await moveOutcomes(
    tx,
    'void',
    scheduled.map(({ id }) => ({ id, from: 'scheduled' as const })),
    { reason },
  );
}
