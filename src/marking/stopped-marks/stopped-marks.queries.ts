import type { Transaction } from '../../platform/database/database.js';
import type { MarkingState } from '../marking.lifecycle.js';
import type { AssignmentRole } from '../move-assignment.js';
import type { StoppedDecision } from './decide-stopped.js';

type Reads = Pick<Transaction, 'query'>;

/** Locked marks of somebody whose accreditation was stopped, as a lead decides about them. */
export interface StoppedLine {
  readonly id: string;
  readonly number: string;
  readonly windowId: string;
  readonly windowName: string;
  readonly name: string;
  readonly accreditationId: string;
  readonly role: AssignmentRole;
  readonly markingState: MarkingState | null;
  readonly listedAt: Date;
  readonly decision: StoppedDecision | null;
  readonly reason: string | null;
}

const line = `m.assignment_id as id, a.script_number as number, w.id as "windowId", w.name as "windowName", s.name,
  m.accreditation_id as "accreditationId", a.role, k.state as "markingState", m.listed_at as "listedAt", m.decision, m.reason`;
const from = `stopped_marks m join assignment a on a.id = m.assignment_id join script sc on sc.number = a.script_number
  join assessment_window w on w.id = sc.window_id join staff s on s.id = a.assessor_id
  left join marking k on k.script_number = a.script_number`;

/** A provider's lines, undecided first and among them the oldest first, fifty and one at a time. One statement. */
export async function listStopped(
  reads: Reads,
  providerId: string | null,
  after: string | null,
): Promise<StoppedLine[]> {
  return reads.query<StoppedLine>(
    `select ${line} from ${from}
     where w.provider_id = $1 and ($2::uuid is null or (m.decision is not null, m.listed_at, m.assignment_id) >
       (select decision is not null, listed_at, assignment_id from stopped_marks where assignment_id = $2))
     order by m.decision is not null, m.listed_at, m.assignment_id limit 51`,
    [providerId, after],
  );
}

/** One line that exists. */
export async function stoppedLine(reads: Reads, assignmentId: string): Promise<StoppedLine> {
  const [row] = await reads.query<StoppedLine>(`select ${line} from ${from} where m.assignment_id = $1`, [
    assignmentId,
  ]);
  if (!row) throw new Error(`The assignment ${assignmentId} is not listed`);
  return row;
}
