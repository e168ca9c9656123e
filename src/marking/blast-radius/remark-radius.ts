import { Injectable } from '@nestjs/common';
import { isRefusal, refuse, type Result } from '#libs/refusal';
import { Database } from '../../platform/database/database.js';
import { DecideStopped } from '../stopped-marks/decide-stopped.js';
import { fingerprintOf, radiusOf } from './blast-radius.queries.js';

export type RadiusRefusal = 'radius-changed' | 'radius-empty' | 'reason-missing';

/** Rolls everything back: all that the lead saw is sent back, or nothing. */
class Changed extends Error {}

/** A lead sends back everything that can be marked anew of what somebody marked since their last good seed script. */
@Injectable()
export class RemarkRadius {
  constructor(
    private readonly database: Database,
    private readonly decideStopped: DecideStopped,
  ) {}

  /**
   * Gives the numbers. `seen` is the fingerprint of what the lead looked at: where it is another by now, nothing is done. Each
   * script is decided about as on the list of stopped assessors, in one transaction.
   */
  async run(command: {
    readonly actor: string;
    readonly signInId: string;
    readonly failureId: string;
    readonly seen: string;
    readonly reason: string;
  }): Promise<Result<{ numbers: string[] }, RadiusRefusal>> {
    const { actor, signInId, failureId, seen } = command;
    const reason = command.reason.trim();
    if (reason === '') return refuse('reason-missing', {}, 'reason');
    try {
      return await this.database.transact(actor, async (tx) => {
        const [failure] = await tx.query(`select from seed_failure where id::text = $1 for update`, [failureId]);
        if (!failure) throw new Error(`There is no seed failure ${failureId}`);
        const lines = await radiusOf(tx, failureId);
        if (fingerprintOf(lines) !== seen) return refuse('radius-changed');
        const ready = lines.filter(({ state }) => state === 'ready');
        if (ready.length === 0) return refuse('radius-empty');
        // Two roles of one script cannot be one person's, so that no script is here twice.
        for (const { assignmentId } of ready) {
          const decided = await this.decideStopped.decide(tx, {
            signInId,
            assignmentId,
            decision: 'marked-anew',
            reason,
          });
          if (isRefusal(decided)) throw new Changed();
        }
        const numbers = ready.map(({ number }) => number);
        const facts = { numbers };
        await tx.journal({
          aggregate: 'seed-failure',
          id: failureId,
          act: 'seed-failure.remarked',
          why: reason,
          facts,
        });
        return { numbers };
      });
    } catch (error) {
      if (error instanceof Changed) return refuse('radius-changed');
      throw error;
    }
  }
}
