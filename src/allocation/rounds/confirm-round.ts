import { Injectable } from '@nestjs/common';
import { checkPlan } from '#libs/allocator';
import { isRefusal, refuse, type Result } from '#libs/refusal';
import { Database, type Transaction } from '../../platform/database/database.js';
import { gatherProblem } from '../planning/gather-problem.js';
import { askedIn } from '../planning/problem.js';
import { GiveSeeds } from './give-seeds.js';
import { writeToMarkers } from './letters.js';
import { MakeAssignments } from './make-assignments.js';
import { lockRound, moveRound, type RoundCode } from './move-round.js';
import { RoundRow } from './round.entity.js';
import { StartWaiting } from './start-waiting.js';

export type ConfirmCode = RoundCode | 'plan-is-stale' | 'nothing-placed';

/** Makes a plan's placements assignments, once, as long as the facts it was made from are still the facts. */
@Injectable()
export class ConfirmRound {
  constructor(
    private readonly database: Database,
    private readonly makeAssignments: MakeAssignments,
    private readonly giveSeeds: GiveSeeds,
    private readonly startWaiting: StartWaiting,
  ) {}

  /** Gives how many were assigned. Refuses a plan that is not proposed, whose facts have changed, or that places nobody. */
  async run(command: {
    readonly actor: string;
    readonly roundId: string;
    /** Null: by policy, without a person. */
    readonly signInId: string | null;
  }): Promise<Result<number, ConfirmCode>> {
    try {
      return await this.database.transact(command.actor, (tx) => this.confirm(tx, command.roundId, command.signInId));
    } catch (error) {
      if (isSeatTaken(error)) return refuse('plan-is-stale');
      throw error;
    }
  }

  private async confirm(
    tx: Transaction,
    roundId: string,
    signInId: string | null,
  ): Promise<Result<number, ConfirmCode>> {
    const round = await lockRound(tx, roundId);
    const { problem, problemHash, plan, state } = round;
    if (state !== 'proposed' || !problem || !plan) return refuse('round-not-in-state', { state });
    await holdFacts(tx, round);
    const present = await gatherProblem(tx, round, askedIn(problem, round.purpose));
    if (present.hash !== problemHash) return refuse('plan-is-stale');
    const faults = checkPlan(problem, plan);
    if (faults.length > 0) throw new Error(`The plan breaks ${faults.map(({ code }) => code).join(', ')}`);
    const placed = plan.placements.filter(({ kept }) => kept === 'new');
    if (placed.length === 0) return refuse('nothing-placed');
    const wanted = placed.map(({ script, role, assessor }) => ({
      script,
      role,
      assessor,
      frameworkVersion: present.versions.get(script) ?? '',
      roundId: round.id,
    }));
    // In one go with the scripts of the round: nothing of a seed script is later, or earlier, than of the others.
    const seeds = round.purpose === 'first' ? await this.giveSeeds.besides(tx, round, wanted) : [];
    const assigned = await this.makeAssignments.run(tx, [...wanted, ...seeds]);
    const now = new Date((await tx.now()).epochMilliseconds);
    const facts = { assigned: placed.length, seedScripts: seeds.length, unplaced: plan.unplaced.length, problemHash };
    const moved = await moveRound(tx, round, 'confirm', { confirmedBy: signInId, confirmedAt: now }, facts);
    if (isRefusal(moved)) return moved;
    await writeToMarkers(tx, moved, assigned, present.addressees);
    await tx.announce('allocation.confirmed', { roundId: round.id });
    await this.startWaiting.after(tx, moved);
    return placed.length;
  }
}

/** Until the commit nobody else confirms in this window, and no accreditation is suspended or given another capacity. */
async function holdFacts(tx: Transaction, { windowId }: RoundRow): Promise<void> {
  await tx.query(`select pg_advisory_xact_lock(hashtextextended($1, 0))`, [`allocation:${windowId}`]);
  await tx.query(
    `select from accreditation
     where framework_version in (select framework_version from script where window_id = $1) order by id for share`,
    [windowId],
  );
}

/** Another role on a script was filled, or its person given another role, in the same moment. */
function isSeatTaken(error: unknown): boolean {
  const { code, constraint } = error as { code?: string; constraint?: string };
  return code === '23505' && constraint !== undefined && constraint.startsWith('assignment_one_');
}
