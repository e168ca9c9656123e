import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { londonDate } from '#libs/calendar';
import { firstRefusal, refuse, type Result } from '#libs/refusal';
import { Database } from '../platform/database/database.js';
import { instantOf } from '../platform/database/types.js';
import { bankHolidaysFrom, Frameworks } from '../qualification/index.js';
import { appealLifecycle } from './appeal.lifecycle.js';
import { appealedOutcome } from './appeals.queries.js';
import { letters, tellAppellant } from './letters.js';
import { isLate, lodgeBy, lodgeRules, type LodgeCode } from './lodge-rules.js';

/** A participant appeals against their outcome. The instant of the database's clock decides whether it is in time. */
@Injectable()
export class LodgeAppeal {
  constructor(
    private readonly database: Database,
    private readonly frameworks: Frameworks,
  ) {}

  /** Gives the appeal's id. */
  async run(command: {
    readonly actor: string;
    readonly signInId: string;
    readonly outcomeId: string;
    readonly grounds: string;
    readonly statement: string;
    readonly lateReason: string;
  }): Promise<Result<string, LodgeCode>> {
    const { grounds, statement, lateReason } = command;
    return this.database.transact(command.actor, async (tx) => {
      await tx.query(`select from outcome where id = $1 for update`, [command.outcomeId]);
      const outcome = await appealedOutcome(tx, command.outcomeId);
      if (!outcome) return refuse('outcome-not-appealable');
      const { appeal: rule } = await this.frameworks.framework(outcome.frameworkVersion, tx);
      const now = await tx.now();
      const last = lodgeBy(rule, instantOf(outcome.releasedAt), bankHolidaysFrom(outcome.holidays)).date;
      const times = { lodgeBy: last, today: londonDate(now) };
      const refusal = firstRefusal(lodgeRules, {
        rule,
        grounds,
        statement,
        lateReason,
        outcome: outcome.state,
        hasOpen: outcome.hasOpen,
        hasDecided: outcome.hasDecided,
        ...times,
      });
      if (refusal) return refusal;
      const id = randomUUID();
      const late = isLate(times) ? lateReason.trim() : null;
      const at = new Date(now.epochMilliseconds);
      await tx.query(
        `insert into appeal (id, outcome_id, state, grounds, statement, lodged_by, lodged_at, lodge_by, late_reason)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
        [
          id,
          outcome.outcomeId,
          appealLifecycle.initial,
          grounds,
          statement.trim(),
          command.signInId,
          at,
          last.toString(),
          late,
        ],
      );
      await tx.journal({
        aggregate: 'appeal',
        id,
        act: 'appeal.lodged',
        to: appealLifecycle.initial,
        facts: { outcomeId: outcome.outcomeId, grounds, lodgeBy: last.toString(), isLate: late !== null },
      });
      await tellAppellant(tx, outcome.enrolmentId, `appeal-lodged:${id}`, letters.lodged(late !== null));
      return id;
    });
  }
}
