import type { Framework, Mark, MarkSet, Totals, feedback } from '#libs/rubric';
import { instantOf } from '../platform/database/types.js';
import type { Transaction } from '../platform/database/database.js';
import type { AssignmentState } from './assignment.lifecycle.js';
import type { MarkingState } from './marking.lifecycle.js';
import type { AssignmentRole } from './move-assignment.js';
import type { ProvisionalSource } from './provisional.js';
import type { Pointer } from './mark.js';

type Reads = Pick<Transaction, 'query'>;

/** A provisional result as moderation and outcomes read it. */
export interface ProvisionalResult {
  readonly number: string;
  readonly windowId: string;
  readonly frameworkVersion: Framework['code'];
  readonly attemptNo: number;
  readonly carriedForward: MarkSet;
  readonly marks: MarkSet;
  readonly source: ProvisionalSource;
  readonly passed: boolean;
  readonly totals: Totals;
  readonly feedback: ReturnType<typeof feedback>;
  readonly madeAt: Temporal.Instant;
  readonly version: number;
  /** `provisional` where the result stands; anything else while the script is marked anew. */
  readonly state: MarkingState;
  /** Whether it ever went to an adjudicator. */
  readonly adjudicated: boolean;
  /** Everybody whose locked marks count: first, second, adjudicator. */
  readonly assessorIds: readonly string[];
  /** The one whose marks were made first: whom the sample's share an assessor counts. */
  readonly firstAssessorId: string | null;
  readonly assessorOnProbation: boolean;
}

const result = `
  select p.script_number as number, sc.window_id as "windowId", sc.framework_version as "frameworkVersion", sc.attempt_no as "attemptNo",
         sc.carried_forward as "carriedForward", p.marks, p.source, p.passed, p.totals, p.feedback, p.made_at as "madeAt", p.version, m.state,
         coalesce(a.adjudicated, false) as adjudicated, coalesce(a.ids, '{}') as "assessorIds", a.first as "firstAssessorId",
         coalesce(a.probation, false) as "assessorOnProbation"
  from provisional_result p join marking m on m.script_number = p.script_number join script sc on sc.number = p.script_number
  left join lateral (
    select bool_or(role = 'adjudicator') as adjudicated, array_agg(assessor_id order by assigned_at, id) as ids,
           (array_agg(assessor_id order by assigned_at, id) filter (where role in ('first', 'remark')))[1] as first,
           bool_or(exists (select from accreditation c where c.staff_id = assessor_id and c.framework_version = sc.framework_version
             and c.state = 'probation')) as probation
    from assignment where script_number = p.script_number and state = 'locked') as a on true`;

/** The results of a window, by script number; scripts without one are not in it. One statement. */
export async function provisionalResults(reads: Reads, windowId: string): Promise<ProvisionalResult[]> {
  return (await reads.query<Row>(`${result} where sc.window_id = $1 order by p.script_number`, [windowId])).map(read);
}

type Row = Omit<ProvisionalResult, 'madeAt'> & { readonly madeAt: Date };
const read = (row: Row): ProvisionalResult => ({ ...row, madeAt: instantOf(row.madeAt) });

/** Scripts of a window by the state of their marking; `null` where none has begun. One statement. */
export async function markingStates(
  reads: Reads,
  windowId: string,
): Promise<{ number: string; state: MarkingState | null }[]> {
  return reads.query(
    `select sc.number, m.state from live_script sc left join marking m on m.script_number = sc.number where sc.window_id = $1 order by sc.number`,
    [windowId],
  );
}

/** The marks that one person gave a script, locked or not, with whose they are. Never for a participant. */
export interface MarksOf {
  readonly assignmentId: string;
  readonly assessorId: string;
  readonly role: AssignmentRole;
  readonly state: AssignmentState;
  readonly lockedAt: Date | null;
  readonly marks: readonly {
    readonly criterion: string;
    readonly level: Mark | null;
    readonly comment: string;
    readonly pointers: readonly Pointer[];
  }[];
}

/** Everybody's marks of a script in the order in which it was assigned, recalled ones included. One statement. */
export async function marksOf(reads: Reads, number: string): Promise<MarksOf[]> {
  return reads.query<MarksOf>(
    `select a.id as "assignmentId", a.assessor_id as "assessorId", a.role, a.state, s.locked_at as "lockedAt",
            coalesce((select jsonb_agg(jsonb_build_object('criterion', k.criterion, 'level', k.level, 'comment', k.comment, 'pointers', k.pointers)
              order by k.criterion) from mark k where k.mark_set_id = s.id), '[]') as marks
     from assignment a left join mark_set s on s.assignment_id = a.id where a.script_number = $1
     order by a.assigned_at, array_position(array['first', 'second', 'adjudicator', 'remark'], a.role), a.id`,
    [number],
  );
}
