import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../platform/database/database.js';
import { waitingFor } from '../planning/gather-problem.js';
import { askedIn } from '../planning/problem.js';
import type { RoundRow } from './round.entity.js';
import { StartRound } from './start-round.js';

/** Scripts that began to wait while a round was open get a round of their own when it is over. */
@Injectable()
export class StartWaiting {
  constructor(private readonly startRound: StartRound) {}

  /** For second markers and adjudicators; those the round asked for and could not place wait for the lead. */
  async after(tx: Transaction, { windowId, purpose, problem }: RoundRow): Promise<void> {
    if (purpose === 'first') return;
    const asked = new Set(problem ? askedIn(problem, purpose) : []);
    const waiting = await waitingFor(tx, windowId, purpose);
    if (waiting.some((number) => !asked.has(number)))
      await this.startRound.within(tx, { windowId, purpose, signInId: null });
  }
}
