import { Injectable } from '@nestjs/common';
import { isRefusal } from '#libs/refusal';
import { Database } from '../../platform/database/database.js';
import { ConfirmRound } from './confirm-round.js';
import { DiscardRound } from './discard-round.js';
import { gatherProblem } from '../planning/gather-problem.js';
import { lockRound, moveRound } from './move-round.js';
import { PlanningThread } from '../planning/planning-thread.js';
import { RoundRow } from './round.entity.js';

/** Far more than 2,000 scripts and 100 people take; what is slower than this is wrong. */
const timeMs = 60_000;

type Progress = (done: number, total: number, note: string) => Promise<void>;

/**
 * The job of a round: gather, plan in a thread, propose. A round that an event asked for is confirmed at once where every
 * hard rule holds. Safe to repeat at any point: it goes on from the state that the round is in.
 */
@Injectable()
export class PlanRound {
  constructor(
    private readonly database: Database,
    private readonly thread: PlanningThread,
    private readonly confirmRound: ConfirmRound,
    private readonly discardRound: DiscardRound,
  ) {}

  async run(actor: string, roundId: string, progress: Progress): Promise<void> {
    const round = await this.read(roundId);
    if (round.state === 'planning') await this.propose(actor, round, progress);
    const proposed = await this.read(roundId);
    if (proposed.state === 'proposed' && proposed.requestedBy === null) await this.place(actor, roundId);
  }

  /** The last try failed: the round says so, and the lead may begin another. */
  async fail(actor: string, roundId: string, reason: string): Promise<void> {
    await this.database.transact(actor, async (tx) => {
      await moveRound(tx, await lockRound(tx, roundId), 'fail', { reason });
    });
  }

  private async propose(actor: string, round: RoundRow, progress: Progress): Promise<void> {
    await progress(0, 3, 'Reading who may mark what');
    const { problem, hash } = await gatherProblem(this.database, round);
    const count = `${problem.scripts.length} scripts, ${problem.assessors.length} people`;
    await progress(1, 3, `Planning ${count}`);
    const plan = await this.thread.plan(problem, timeMs);
    await progress(2, 3, 'Keeping the plan');
    await this.database.transact(actor, async (tx) => {
      const row = await lockRound(tx, round.id);
      const { objective, lowerBound } = plan;
      const facts = { problemHash: hash, objective, lowerBound, unplaced: plan.unplaced.length };
      // Delivered twice, or discarded meanwhile: the lifecycle refuses, and what stands, stands.
      await moveRound(tx, row, 'propose', { problem, problemHash: hash, plan }, facts);
    });
  }

  /** Policy: markers that an event asked for are placed without a click, so that marking flows. */
  private async place(actor: string, roundId: string): Promise<void> {
    const confirmed = await this.confirmRound.run({ actor, roundId, signInId: null });
    if (!isRefusal(confirmed)) return;
    const again = confirmed.code === 'plan-is-stale';
    await this.discardRound.run({ actor, roundId, reason: confirmed.code, again });
  }

  private async read(roundId: string): Promise<RoundRow> {
    return this.database.source.getRepository(RoundRow).findOneByOrFail({ id: roundId });
  }
}
