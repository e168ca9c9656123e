import { Injectable } from '@nestjs/common';
import { isRefusal, refuse, type Result } from '#libs/refusal';
import { Database, type Transaction } from '../../platform/database/database.js';
import { Frameworks } from '../../qualification/index.js';
import { endWaiting } from '../bookings/waiting-list.js';
import { clockOf } from '../clock.js';
import { letters, writeToParticipant } from '../letters.js';
import { lockEnrolment, resetClock } from '../move-enrolment.js';
import { cancelPlaces, saidOf } from './apply-effect.js';
import { effectOf, placesAfterTransfer, type ClockEffect } from './clock-effect.js';
import { gatherClock } from './gather-clock.js';

export type TransferCode =
  | 'framework-not-published'
  | 'framework-is-the-same'
  | 'transfer-not-in-state'
  | 'begun-under-framework'
  | 'enrolled-under-framework'
  | 'reason-missing'
  | 'effect-has-changed';

interface Transfer {
  readonly enrolmentId: string;
  /** The id of a published framework version. */
  readonly framework: string;
}

/**
 * A lead moves an enrolment to another version of the framework. Whoever has sent a file, signed, asked a sponsor or handed in
 * finishes under the version they began under (edge case 16), by the database's word too. The draft that everybody has who booked is
 * not begun by that: it follows. Places and waiting places belong to the old version's windows and are given up without charge; the
 * clock is computed anew by the new version's months.
 */
@Injectable()
export class TransferFramework {
  constructor(
    private readonly database: Database,
    private readonly frameworks: Frameworks,
  ) {}

  /** What it would do; nothing is changed. */
  async preview(transfer: Transfer): Promise<Result<ClockEffect, TransferCode>> {
    return this.decide(this.database, transfer);
  }

  /** `seenPresentBy` is the day the preview showed: where it would be another by now, that is refused and shown first. */
  async run(
    command: Transfer & { readonly actor: string; readonly reason: string; readonly seenPresentBy: string },
  ): Promise<Result<ClockEffect, TransferCode>> {
    const { enrolmentId, framework: to } = command;
    const reason = command.reason.trim();
    if (reason === '') return refuse('reason-missing', {}, 'reason');
    return this.database.transact(command.actor, async (tx) => {
      const row = await lockEnrolment(tx, enrolmentId);
      const effect = await this.decide(tx, command);
      if (isRefusal(effect)) return effect;
      if (effect.presentBy !== command.seenPresentBy)
        return refuse('effect-has-changed', { presentBy: effect.presentBy }, 'framework');
      const before = { framework: row.frameworkVersion, presentBy: row.presentBy };
      // The places go first: they are of windows of the old version.
      await cancelPlaces(tx, effect, 'The enrolment moved to another version of the framework');
      await endWaiting(tx, [enrolmentId], 'The enrolment moved to another version of the framework');
      const framework = await this.frameworks.framework(to, tx);
      await resetClock(tx, Object.assign(row, { frameworkVersion: to }), framework);
      await tx.journal({
        aggregate: 'enrolment',
        id: enrolmentId,
        act: 'enrolment.transferred',
        why: reason,
        facts: { before, after: { framework: to, presentBy: effect.presentBy } },
      });
      await tx.announce('enrolment.transferred', { enrolmentId });
      const key = `transferred:${enrolmentId}:${row.version}`;
      const said = letters.transferred(framework.title, effect.presentBy, effect.why, saidOf(effect));
      await writeToParticipant(tx, enrolmentId, key, said);
      return effect;
    });
  }

  private async decide(
    reads: Pick<Transaction, 'query'>,
    { enrolmentId, framework: to }: Transfer,
  ): Promise<Result<ClockEffect, TransferCode>> {
    const facts = await gatherClock(reads, this.frameworks, enrolmentId);
    const [row] = await reads.query<{ from: string; begun: boolean; other: boolean }>(
      `select e.framework_version as "from", enrolment_has_begun(e.id) as begun,
              exists (select from enrolment o where o.participant_id = e.participant_id and o.framework_version = $2 and o.id <> e.id) as other
       from enrolment e where e.id = $1`,
      [enrolmentId, to],
    );
    const framework = await this.frameworks.find(to, reads);
    if (!framework || !row) return refuse('framework-not-published', { given: to }, 'framework');
    if (row.from === to) return refuse('framework-is-the-same', { title: framework.title }, 'framework');
    if (facts.state !== 'active' && facts.state !== 'deferred')
      return refuse('transfer-not-in-state', { state: facts.state });
    if (row.begun) return refuse('begun-under-framework', { title: facts.framework.title });
    if (row.other) return refuse('enrolled-under-framework', { title: framework.title }, 'framework');
    const clock = clockOf(framework.clock, facts.startDate, facts.history);
    return effectOf(facts.presentBy, clock, facts.today, placesAfterTransfer(facts.places));
  }
}
