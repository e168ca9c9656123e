import { Injectable } from '@nestjs/common';
import { TellsBarred, type BarredWork } from '../../people/index.js';
import type { Database, Transaction } from '../../platform/database/database.js';
import { barsOf, undecidedOf } from '../../submission/blind.js';

type Reads = Pick<Database | Transaction, 'query'>;

/** An assignment whose holder may not judge the script today, once for each reason. */
export interface BarredAssignment {
  readonly assignmentId: string;
  readonly scriptNumber: string;
  readonly assessorId: string;
  readonly providerId: string;
  readonly role: string;
  readonly state: HeldState;
  readonly reason: string;
}
export type HeldState = 'assigned' | 'marking' | 'locked';

/**
 * Assignments that somebody holds and may not, by what is recorded today, while the script's outcome is to come; of one
 * provider's windows where it is given. Seven statements, whatever the number of scripts.
 */
export async function barredAssignments(reads: Reads, providerId: string | null): Promise<BarredAssignment[]> {
  const [day] = await reads.query<{ today: string }>(`select london_date((select app_now())) as today`);
  const held = await reads.query<Omit<BarredAssignment, 'reason'>>(
    `select a.id as "assignmentId", a.script_number as "scriptNumber", a.assessor_id as "assessorId",
            w.provider_id as "providerId", a.role, a.state
     from assignment a join script s on s.number = a.script_number join assessment_window w on w.id = s.window_id
     where a.state in ('assigned', 'marking', 'locked') and ($1::uuid is null or w.provider_id = $1)
     order by a.script_number, a.id`,
    [providerId],
  );
  const undecided = await undecidedOf(reads, [...new Set(held.map(({ scriptNumber }) => scriptNumber))]);
  const bars = await barsOf(reads, undecided, day?.today ?? '');
  const reasons = new Map<string, Set<string>>();
  for (const { scriptNumber, staffId, reason } of bars) {
    const key = `${scriptNumber} ${staffId}`;
    reasons.set(key, (reasons.get(key) ?? new Set()).add(reason));
  }
  return held.flatMap((one) =>
    [...(reasons.get(`${one.scriptNumber} ${one.assessorId}`) ?? [])].sort().map((reason) => ({ ...one, reason })),
  );
}

const howFar: Readonly<Record<HeldState, string>> = {
  assigned: 'Scripts that are assigned and not begun',
  marking: 'Scripts that are being marked',
  locked: 'Scripts whose marks are locked',
};

/** Says to whoever changes a tie what it does to what is allocated. */
@Injectable()
export class BarredAllocations {
  @TellsBarred()
  async barred(tx: Pick<Transaction, 'query'>, providerId: string): Promise<BarredWork[]> {
    return (await barredAssignments(tx, providerId)).map(({ assignmentId, state, reason }) => ({
      key: `${assignmentId} ${reason}`,
      what: howFar[state],
      reason,
    }));
  }
}
