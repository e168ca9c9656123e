import type { Comparison } from '#libs/rubric';
import type { Transaction } from '../platform/database/database.js';
import type { AssignmentState } from './assignment.lifecycle.js';
import type { MarkContent } from './mark.js';
import { askedOf, type AssignmentRole } from './move-assignment.js';
import type { MarkingState } from './marking.lifecycle.js';

type Reads = Pick<Transaction, 'query'>;

/** A time that ends as a day ends is said as that day, and not as the midnight after it. SQL. */
export const lastDayOf = (column: string): string => `london_date(${column} - interval '1 millisecond')`;

/** As its assessor sees it: marks that are handed in wait for their lock, which nobody else is told. */
export type StateInHand = AssignmentState | 'handed-in';

const stateInHand = `case when s.state = 'handed-in' and a.state = 'marking' then 'handed-in' else a.state end`;
const isDue = `a.state <> 'locked' and s.state is distinct from 'handed-in'`;

/** A script in an assessor's queue. It does not say whether it is a first or a second marking. */
export interface QueueLine {
  readonly number: string;
  readonly state: StateInHand;
  /** When the lock is final, where it is handed in. */
  readonly finalAt: Date | null;
  /** YYYY-MM-DD. */
  readonly dueOn: string;
  readonly overdue: boolean;
  readonly marked: number;
  readonly criteria: number;
  /** Changes that wait for the assessor to say which version stands. */
  readonly sideVersions: number;
  readonly adjudicating: boolean;
  /** The last day to agree, YYYY-MM-DD, where the two are to agree now. */
  readonly agreeOn: string | null;
}

export interface QueueAfter {
  readonly rank: number;
  readonly dueOn: string;
  readonly number: string;
}

/** What is to be agreed first, then to be marked by due date, then what is done. */
const rank = `case when m.state = 'agreeing' and a.state = 'locked' then 0 when ${isDue} then 1 else 2 end`;

/** An assessor's scripts, fifty and one at a time. One statement. */
export async function queueOf(
  reads: Reads,
  assessorId: string,
  after: QueueAfter | null,
): Promise<(QueueLine & { rank: number })[]> {
  return reads.query(
    `with mine as (
       select a.script_number as number, ${stateInHand} as state, s.final_at as "finalAt", a.due_on as "dueOn", a.due_on < london_date((select app_now())) and ${isDue} as overdue,
              jsonb_array_length(${askedOf}) as criteria, a.role = 'adjudicator' as adjudicating, s.id as set, ${rank} as rank,
              case when m.state = 'agreeing' and a.state = 'locked' then ${lastDayOf('m.agree_by')} end as "agreeOn"
       from assignment a join script sc on sc.number = a.script_number left join mark_set s on s.assignment_id = a.id
       left join marking m on m.script_number = a.script_number
       where a.assessor_id = $1 and a.state in ('assigned', 'marking', 'locked'))
     select mine.*, (select count(level)::int from mark where mark_set_id = mine.set) as marked,
            (select count(*)::int from mark_event where mark_set_id = mine.set and not applied and settled_at is null) as "sideVersions"
     from mine where $2::int is null or (rank, "dueOn", number) > ($2::int, $3::date, $4)
     order by rank, "dueOn", number limit 51`,
    [assessorId, after?.rank ?? null, after?.dueOn ?? null, after?.number ?? null],
  );
}

export interface QueueCounts {
  readonly toAccept: number;
  readonly toMark: number;
  readonly done: number;
  readonly overdue: number;
}

/** How much of an assessor's queue is done. One statement. */
export async function queueCounts(reads: Reads, assessorId: string): Promise<QueueCounts> {
  const [row] = await reads.query<QueueCounts>(
    `select count(*) filter (where a.state = 'assigned')::int as "toAccept", count(*) filter (where a.state = 'marking' and ${isDue})::int as "toMark",
            count(*) filter (where not (${isDue}))::int as done,
            count(*) filter (where ${isDue} and a.due_on < london_date((select app_now())))::int as overdue
     from assignment a left join mark_set s on s.assignment_id = a.id
     where a.assessor_id = $1 and a.state in ('assigned', 'marking', 'locked')`,
    [assessorId],
  );
  return row ?? { toAccept: 0, toMark: 0, done: 0, overdue: 0 };
}

/** A script as its assessor has it in hand. */
export interface InHand {
  readonly number: string;
  readonly frameworkVersion: string;
  /** The criteria that its assessor is asked for. */
  readonly scope: readonly string[];
  /** The one account that they are asked for, where it is not the whole script. */
  readonly account: string | null;
  readonly state: StateInHand;
  readonly finalAt: Date | null;
  readonly role: AssignmentRole;
  readonly dueOn: string;
  readonly overdue: boolean;
  readonly markSetId: string | null;
  /** Whether changes of the set were kept on the side and wait for a decision. */
  readonly hasSideVersions: boolean;
  readonly lockedAt: Date | null;
  readonly markingState: MarkingState | null;
}

/** SQL that is true of a change that was kept on the side and not decided about. */
const waitsBeside = `not applied and settled_at is null`;

const accountAsked = `case when a.role in ('second', 'adjudicator') then m.second_account end`;

/** The script in an assessor's hands, or null. One statement. */
export async function scriptInHand(reads: Reads, number: string, assessorId: string): Promise<InHand | null> {
  const [row] = await reads.query<InHand>(
    `select sc.number, sc.framework_version as "frameworkVersion", ${askedOf} as scope, ${accountAsked} as account, ${stateInHand} as state, s.final_at as "finalAt", a.role, a.due_on as "dueOn",
            a.due_on < london_date((select app_now())) and ${isDue} as overdue, s.id as "markSetId", s.locked_at as "lockedAt",
            m.state as "markingState",
            exists (select from mark_event v where v.mark_set_id = s.id and ${waitsBeside}) as "hasSideVersions"
     from assignment a join script sc on sc.number = a.script_number left join mark_set s on s.assignment_id = a.id
     left join marking m on m.script_number = sc.number
     where a.script_number = $1 and a.assessor_id = $2 and a.state in ('assigned', 'marking', 'locked')`,
    [number, assessorId],
  );
  return row ?? null;
}

/** A change that was kept on the side. */
export interface SideVersion extends MarkContent {
  readonly id: string;
  readonly criterion: string;
  readonly at: Date;
}

/** The changes of a set that wait for a decision, oldest first. One statement. */
export async function sideVersions(reads: Reads, markSetId: string): Promise<SideVersion[]> {
  return reads.query<SideVersion>(
    `select id, criterion, level, comment, pointers, at from mark_event
     where mark_set_id = $1 and ${waitsBeside} order by at, id`,
    [markSetId],
  );
}

export interface Agreement {
  readonly state: MarkingState;
  readonly discrepancy: Comparison | null;
  /** The last day to agree, YYYY-MM-DD. */
  readonly agreeOn: string | null;
}

/** How far the agreement on a script has come. One statement. */
export async function agreementOn(reads: Reads, number: string): Promise<Agreement | null> {
  const [row] = await reads.query<Agreement>(
    `select state, discrepancy, ${lastDayOf('agree_by')} as "agreeOn" from marking where script_number = $1`,
    [number],
  );
  return row ?? null;
}

/** Earlier comments of the same assessor on the same criterion, from scripts they locked: newest first, at most `most`. */
export async function earlierComments(
  reads: Reads,
  assessorId: string,
  number: string,
  criterion: string,
  most = 10,
): Promise<{ comment: string; level: number }[]> {
  return reads.query(
    `select k.comment, k.level from mark k join mark_set s on s.id = k.mark_set_id join assignment a on a.id = s.assignment_id
     join script sc on sc.number = s.script_number join script here on here.number = $2 and here.framework_version = sc.framework_version
     where a.assessor_id = $1 and s.state = 'locked' and s.script_number <> $2 and k.criterion = $3 and k.comment <> ''
     order by s.locked_at desc limit $4`,
    [assessorId, number, criterion, most],
  );
}
