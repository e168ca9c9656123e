import { Injectable } from '@nestjs/common';
import { next } from '#libs/lifecycle';
import { refuse, type Result } from '#libs/refusal';
import { Database } from '../../platform/database/database.js';
import { tellOfHold } from './hold-letters.js';
import { holdLifecycle, type HoldState } from './hold.lifecycle.js';
import { tellModeration } from './tell-moderation.js';

/** What was found (domain 8.3, MisconductCase). Only what is proven goes on holding the outcome. */
export const holdFindings = ['no-case', 'poor-practice', 'proven'] as const;
export type HoldFinding = (typeof holdFindings)[number];

export type DecideHoldCode =
  'hold-not-open' | 'hold-finding-missing' | 'hold-why-missing' | 'hold-decided-by-placer' | 'hold-has-sanction';

interface Standing {
  readonly state: HoldState;
  readonly placedBy: string;
  readonly enrolmentId: string;
}

/** Another lead than the one who placed a hold says what was found: it is lifted, or goes on. */
@Injectable()
export class DecideHold {
  constructor(private readonly database: Database) {}

  /** Gives the new state. Refuses a decision without its reason, by whoever placed it, and about what is decided. */
  async run(command: {
    readonly actor: string;
    readonly signInId: string;
    readonly holdId: string;
    readonly finding: HoldFinding | '';
    readonly why: string;
  }): Promise<Result<HoldState, DecideHoldCode>> {
    const { actor, signInId, holdId, finding } = command;
    const why = command.why.trim();
    if (finding === '') return refuse('hold-finding-missing', {}, 'finding');
    if (why === '') return refuse('hold-why-missing', {}, 'why');
    return this.database.transact(actor, async (tx) => {
      const [hold] = await tx.query<Standing>(
        `select h.state, h.placed_by as "placedBy", a.enrolment_id as "enrolmentId"
         from outcome_hold h join attempt a on a.id = h.attempt_id where h.id = $1 for update of h`,
        [holdId],
      );
      const to = hold && next(holdLifecycle, hold.state, finding === 'proven' ? 'uphold' : 'lift');
      if (!to) return refuse('hold-not-open');
      if (hold.placedBy === signInId) return refuse('hold-decided-by-placer');
      const [sanction] = await tx.query(`select from sanction where hold_id = $1 and state <> 'cancelled'`, [holdId]);
      if (sanction) return refuse('hold-has-sanction');
      await tx.query(
        `update outcome_hold set state = $2, finding = $3, decided_why = $4, decided_by = $5, decided_at = app_now(), version = version + 1
         where id = $1`,
        [holdId, to, finding, why, signInId],
      );
      await tx.journal({
        aggregate: 'outcome-hold',
        id: holdId,
        act: `outcome-hold.${to}`,
        from: hold.state,
        to,
        why,
        facts: { finding },
      });
      if (to === 'lifted') await tellModeration(tx, holdId);
      await tellOfHold(tx, {
        holdId,
        enrolmentId: hold.enrolmentId,
        about: to === 'upheld' ? 'upheld' : 'lifted',
        told: why,
      });
      return to;
    });
  }
}
