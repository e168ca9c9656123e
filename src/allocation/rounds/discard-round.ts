import { Injectable } from '@nestjs/common';
import { isRefusal, type Result } from '#libs/refusal';
import { Database } from '../../platform/database/database.js';
import { lockRound, moveRound, type RoundCode } from './move-round.js';
import { StartRound } from './start-round.js';
import { StartWaiting } from './start-waiting.js';

/** Puts a plan away. Nothing was assigned by it, so nothing is undone. */
@Injectable()
export class DiscardRound {
  constructor(
    private readonly database: Database,
    private readonly startRound: StartRound,
    private readonly startWaiting: StartWaiting,
  ) {}

  /** `again`: begins the same round anew, for one that an event asked for. Refuses a round that is over. */
  async run(command: {
    readonly actor: string;
    readonly roundId: string;
    readonly reason: string | null;
    readonly again?: boolean;
  }): Promise<Result<string, RoundCode>> {
    return this.database.transact(command.actor, async (tx) => {
      const moved = await moveRound(tx, await lockRound(tx, command.roundId), 'discard', { reason: command.reason });
      if (isRefusal(moved)) return moved;
      const { windowId, purpose } = moved;
      if (command.again) await this.startRound.within(tx, { windowId, purpose, signInId: null });
      else await this.startWaiting.after(tx, moved);
      return moved.id;
    });
  }
}
