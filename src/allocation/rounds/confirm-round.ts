import { Injectable } from '@nestjs/common';
import { checkPlan, type Placed } from '#libs/allocator';
import { addWorkingDays, londonDate } from '#libs/calendar';
import { isRefusal, refuse, type Result } from '#libs/refusal';
import { Database, type Transaction } from '../../platform/database/database.js';
import { bankHolidays, Frameworks } from '../../qualification/index.js';
import { gatherProblem, type Gathered } from '../planning/gather-problem.js';
import { askedIn } from '../planning/problem.js';
import { writeToMarkers } from './letters.js';
import { lockRound, moveRound, type RoundCode } from './move-round.js';
import { RoundRow } from './round.entity.js';
import { StartWaiting } from './start-waiting.js';

export type ConfirmCode = RoundCode | 'plan-is-stale' | 'nothing-placed';

/** One line of the plan as it becomes an assignment. */
interface Assigned extends Pick<Placed, 'script' | 'role' | 'assessor'> {
  readonly id: string;
  /** YYYY-MM-DD. */
  readonly dueOn: string;
}

/** Makes a plan's placements assignments, once, as long as the facts it was made from are still the facts. */
@Injectable()
export class ConfirmRound {
  constructor(
    private readonly database: Database,
    private readonly frameworks: Frameworks,
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
    const assigned = await this.assign(tx, round.id, placed, present);
    const now = new Date((await tx.now()).epochMilliseconds);
    const facts = { assigned: assigned.length, unplaced: plan.unplaced.length, problemHash };
    const moved = await moveRound(tx, round, 'confirm', { confirmedBy: signInId, confirmedAt: now }, facts);
    if (isRefusal(moved)) return moved;
    await writeToMarkers(tx, moved, assigned, present.addressees);
    await tx.announce('allocation.confirmed', { roundId: round.id });
    await this.startWaiting.after(tx, moved);
    return assigned.length;
  }

  private async assign(
    tx: Transaction,
    roundId: string,
    placed: readonly Placed[],
    { versions }: Gathered,
  ): Promise<Assigned[]> {
    const today = londonDate(await tx.now());
    const dueOn = new Map<string, string>();
    const holidays = await bankHolidays(tx);
    for (const version of new Set(versions.values())) {
      const { marking } = await this.frameworks.framework(version, tx);
      dueOn.set(version, addWorkingDays(today, marking.markDays, holidays).date.toString());
    }
    const rows = placed.map(({ script, role, assessor }) => ({
      script,
      role,
      assessor,
      dueOn: dueOn.get(versions.get(script) ?? '') ?? '',
    }));
    const assigned = await tx.query<Assigned>(
      `insert into assignment (script_number, role, assessor_id, round_id, state, due_on, assigned_at)
       select script, role, assessor, $2, 'assigned', "dueOn", app_now()
       from jsonb_to_recordset($1::jsonb) as p (script text, role text, assessor uuid, "dueOn" date)
       returning id, script_number as script, role, assessor_id as assessor, due_on as "dueOn"`,
      [JSON.stringify(rows), roundId],
    );
    await tx.journalFirst(
      assigned.map(({ id, script, role, assessor, dueOn: due }) => ({
        aggregate: 'assignment',
        id,
        act: 'assignment.made',
        to: 'assigned',
        facts: { roundId, script, role, assessor, dueOn: due },
      })),
    );
    return assigned;
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
