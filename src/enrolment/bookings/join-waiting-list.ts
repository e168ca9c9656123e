import { Injectable } from '@nestjs/common';
import { firstRefusal, refuse, type Result } from '#libs/refusal';
import { Database } from '../../platform/database/database.js';
import { Frameworks } from '../../qualification/index.js';
import { enrolmentOf } from '../door.queries.js';
import { lockEnrolment } from '../move-enrolment.js';
import { bookFacts } from './book-window.js';
import { waitingRules, type BookCode } from './booking.rules.js';
import { freeSeat, lockWindow } from './seats.js';
import { waitingBefore, waitingOf } from './waiting-list.js';

export type JoinCode = Exclude<BookCode, 'window-full'> | 'no-enrolment' | 'no-such-window' | 'window-has-places';

/** A participant puts themselves on the list of a full window: what bars from booking bars from waiting. */
@Injectable()
export class JoinWaitingList {
  constructor(
    private readonly database: Database,
    private readonly frameworks: Frameworks,
  ) {}

  /** Gives the place on the list, from 1. Who is on it already keeps their turn. */
  async run(command: {
    readonly actor: string;
    readonly signInId: string;
    readonly windowId: string;
  }): Promise<Result<number, JoinCode>> {
    const { windowId } = command;
    return this.database.transact(command.actor, async (tx) => {
      const mine = await enrolmentOf(tx, command.signInId);
      if (!mine) return refuse('no-enrolment');
      const enrolment = await lockEnrolment(tx, mine.enrolmentId);
      const window = await lockWindow(tx, windowId);
      if (!window || window.providerId !== mine.providerId) return refuse('no-such-window');
      const ahead = await waitingBefore(tx, windowId, enrolment.id);
      const left = (await freeSeat(tx, window)).left - ahead;
      const refusal = firstRefusal(waitingRules, await bookFacts(tx, this.frameworks, enrolment, window, left));
      if (refusal) return refusal as Result<number, JoinCode>;
      const waits = await waitingOf(tx, enrolment.id, enrolment.attemptNo);
      if (waits.has(windowId)) return ahead + 1;
      if (left > 0) return refuse('window-has-places');
      const [made] = await tx.query<{ id: string }>(
        `insert into waiting_place (window_id, enrolment_id, attempt_no, joined_at) values ($1, $2, $3, app_now())
         returning id`,
        [windowId, enrolment.id, enrolment.attemptNo],
      );
      if (!made) throw new Error('A turn on the list was not written');
      const facts = { windowId, enrolmentId: enrolment.id, attemptNo: enrolment.attemptNo };
      await tx.journal({ aggregate: 'waiting', id: made.id, act: 'waiting.joined', facts });
      await tx.touch(`window:${windowId}`);
      return ahead + 1;
    });
  }
}

/** A participant who no longer wants to wait. */
@Injectable()
export class LeaveWaitingList {
  constructor(private readonly database: Database) {}

  /** Refuses `not-waiting` where the place was given or left meanwhile. */
  async run(command: {
    readonly actor: string;
    readonly signInId: string;
    readonly windowId: string;
  }): Promise<Result<string, 'no-enrolment' | 'not-waiting'>> {
    const { windowId } = command;
    return this.database.transact(command.actor, async (tx) => {
      const mine = await enrolmentOf(tx, command.signInId);
      if (!mine) return refuse('no-enrolment');
      await lockEnrolment(tx, mine.enrolmentId);
      const [left] = await tx.query<{ id: string }>(
        `delete from waiting_place where window_id = $1 and enrolment_id = $2 returning id`,
        [windowId, mine.enrolmentId],
      );
      if (!left) return refuse('not-waiting');
      await tx.journal({ aggregate: 'waiting', id: left.id, act: 'waiting.left', facts: { windowId } });
      await tx.touch(`window:${windowId}`);
      return left.id;
    });
  }
}
