import { Injectable } from '@nestjs/common';
import { refuse, type Result } from '#libs/refusal';
import { Database } from '../../platform/database/database.js';
import { holdLifecycle } from './hold.lifecycle.js';
import { tellOfHold } from './hold-letters.js';
import { tellModeration } from './tell-moderation.js';

/** Where a suspicion comes from (domain 8.3, MisconductCase). */
export const holdSources = ['similarity', 'same-file', 'metadata', 'sponsor', 'assessor', 'other'] as const;
export type HoldSource = (typeof holdSources)[number];

export type PlaceHoldCode =
  | 'hold-source-missing'
  | 'hold-reason-missing'
  | 'hold-told-missing'
  | 'nothing-to-hold'
  | 'outcome-out-already'
  | 'held-already';

/**
 * A lead holds an outcome back while a case of misconduct is open. Those who judge are told nothing, and go on; a sample that is being
 * moderated takes the next in its place (edge case 28).
 */
@Injectable()
export class PlaceHold {
  constructor(private readonly database: Database) {}

  /**
   * On the attempt that the enrolment is in. Gives the hold's id. Refuses where nothing was handed in for it, where its outcome
   * is out (then it is changed by two leads), and where it is held already.
   */
  async run(command: {
    readonly actor: string;
    readonly signInId: string;
    readonly enrolmentId: string;
    readonly source: HoldSource | '';
    readonly reason: string;
    readonly told: string;
  }): Promise<Result<string, PlaceHoldCode>> {
    const { actor, signInId, enrolmentId, source } = command;
    const [reason, told] = [command.reason.trim(), command.told.trim()];
    if (source === '') return refuse('hold-source-missing', {}, 'source');
    if (reason === '') return refuse('hold-reason-missing', {}, 'reason');
    if (told === '') return refuse('hold-told-missing', {}, 'told');
    return this.database.transact(actor, async (tx) => {
      const [attempt] = await tx.query<{ id: string; isHandedIn: boolean; isOut: boolean }>(
        `select a.id, exists (select from submission s where s.attempt_id = a.id and s.state in ('submitted', 'accepted')) as "isHandedIn",
                exists (select from outcome o where o.attempt_id = a.id and o.released_at is not null) as "isOut"
         from enrolment e join attempt a on a.enrolment_id = e.id and a.no = e.attempt_no where e.id = $1 for update of a`,
        [enrolmentId],
      );
      if (!attempt?.isHandedIn) return refuse('nothing-to-hold');
      if (attempt.isOut) return refuse('outcome-out-already');
      const [hold] = await tx.query<{ id: string }>(
        `insert into outcome_hold (attempt_id, state, source, reason, told, placed_by, placed_at)
         values ($1, $2, $3, $4, $5, $6, app_now()) on conflict (attempt_id) where state <> 'lifted' do nothing returning id`,
        [attempt.id, holdLifecycle.initial, source, reason, told, signInId],
      );
      if (!hold) return refuse('held-already');
      await tx.journal({
        aggregate: 'outcome-hold',
        id: hold.id,
        act: 'outcome-hold.placed',
        to: holdLifecycle.initial,
        why: reason,
        facts: { attemptId: attempt.id, source, told },
      });
      await tellModeration(tx, hold.id);
      await tellOfHold(tx, { holdId: hold.id, enrolmentId, about: 'placed', told });
      return hold.id;
    });
  }
}
