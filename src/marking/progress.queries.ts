import type { Transaction } from '../platform/database/database.js';
import type { AssignmentState } from './assignment.lifecycle.js';
import type { MarkingState } from './marking.lifecycle.js';
import { lastDayOf } from './marking.queries.js';
import type { AssignmentRole } from './move-assignment.js';

type Reads = Pick<Transaction, 'query'>;

/** A window with scripts, and how far its marking has come. */
export interface WindowLine {
  readonly id: string;
  readonly name: string;
  readonly closesAt: Date;
  readonly scripts: number;
  readonly provisional: number;
  readonly overdue: number;
}

/** The windows of a provider that have scripts, newest first, fifty and one from `after`. One statement. */
export async function windowsInMarking(
  reads: Reads,
  providerId: string | null,
  after: string | null,
): Promise<WindowLine[]> {
  return reads.query<WindowLine>(
    `select w.id, w.name, w.closes_at as "closesAt", count(*)::int as scripts,
            count(*) filter (where m.state = 'provisional')::int as provisional,
            count(*) filter (where exists (
              select from assignment a where a.script_number = sc.number and a.state in ('assigned', 'marking')
                and a.due_on < london_date((select app_now()))))::int as overdue
     from assessment_window w join live_script sc on sc.window_id = w.id left join marking m on m.script_number = sc.number
     where w.provider_id = $1
       and ($2::uuid is null or (w.closes_at, w.id) < (select closes_at, id from assessment_window where id = $2))
     group by w.id order by w.closes_at desc, w.id desc limit 51`,
    [providerId, after],
  );
}

/** Scripts of a window by state; `unassigned` has no marking and nobody to do it. One statement. */
export async function windowProgress(
  reads: Reads,
  windowId: string,
): Promise<{ name: string; closesAt: Date; scripts: number; states: Record<MarkingState | 'unassigned', number> }> {
  const [row] = await reads.query<{
    name: string;
    closesAt: Date;
    scripts: number;
    states: Record<MarkingState | 'unassigned', number> | null;
  }>(
    `select w.name, w.closes_at as "closesAt", coalesce(sum(s.scripts), 0)::int as scripts, jsonb_object_agg(s.state, s.scripts) filter (where s.state is not null) as states
     from assessment_window w left join lateral (
       select case when m.script_number is null or (m.state = 'first-marking' and not exists (
                select from assignment a where a.script_number = sc.number and a.state in ('assigned', 'marking', 'locked')))
              then 'unassigned' else m.state end as state, count(*)::int as scripts
       from live_script sc left join marking m on m.script_number = sc.number where sc.window_id = w.id group by 1) as s on true
     where w.id = $1 group by w.id`,
    [windowId],
  );
  if (!row) throw new Error(`The window ${windowId} was there a moment ago`);
  return { ...row, states: row.states ?? ({} as Record<MarkingState | 'unassigned', number>) };
}

/** What one assessor has of a window: left, done, late. */
export interface AssessorLine {
  readonly assessorId: string;
  readonly name: string;
  readonly toAccept: number;
  readonly toMark: number;
  readonly done: number;
  readonly overdue: number;
  readonly declined: number;
}

export async function assessorsOfWindow(reads: Reads, windowId: string): Promise<AssessorLine[]> {
  return reads.query<AssessorLine>(
    `select s.id as "assessorId", s.name, count(*) filter (where a.state = 'assigned')::int as "toAccept",
            count(*) filter (where a.state = 'marking')::int as "toMark", count(*) filter (where a.state = 'locked')::int as done,
            count(*) filter (where a.state in ('assigned', 'marking') and a.due_on < london_date((select app_now())))::int as overdue,
            count(*) filter (where a.state = 'declined')::int as declined
     from assignment a join live_script sc on sc.number = a.script_number join staff s on s.id = a.assessor_id
     where sc.window_id = $1 group by s.id order by overdue desc, s.name, s.id`,
    [windowId],
  );
}

/** A script of a window with everybody who has or had it. */
export interface ScriptLine {
  readonly number: string;
  readonly state: MarkingState | null;
  /** The last day to agree, YYYY-MM-DD. */
  readonly agreeOn: string | null;
  readonly secondReasons: readonly string[];
  readonly assignments: readonly {
    readonly id: string;
    readonly name: string;
    readonly role: AssignmentRole;
    readonly state: AssignmentState;
    readonly reason: string | null;
    readonly dueOn: string;
    readonly overdue: boolean;
    readonly marked: number;
  }[];
}

/** Scripts of a window from `after`, fifty and one, with their assignments. One statement. */
export async function scriptsInMarking(reads: Reads, windowId: string, after: string | null): Promise<ScriptLine[]> {
  return reads.query<ScriptLine>(
    `select sc.number, m.state, ${lastDayOf('m.agree_by')} as "agreeOn", coalesce(m.second_reasons, '[]') as "secondReasons", coalesce(a.list, '[]') as assignments
     from live_script sc left join marking m on m.script_number = sc.number left join lateral (
       select jsonb_agg(jsonb_build_object('id', a.id, 'name', s.name, 'role', a.role, 'state', a.state, 'reason', a.reason,
                'dueOn', a.due_on, 'overdue', a.state in ('assigned', 'marking') and a.due_on < london_date((select app_now())),
                'marked', (select count(k.level) from mark_set t join mark k on k.mark_set_id = t.id where t.assignment_id = a.id))
              order by a.assigned_at, a.id) as list
       from assignment a join staff s on s.id = a.assessor_id where a.script_number = sc.number) as a on true
     where sc.window_id = $1 and ($2::text is null or sc.number > $2) order by sc.number limit 51`,
    [windowId, after],
  );
}

/** An assignment as the lead sees it before taking it back, with what was marked under it. */
export interface AssignmentShown {
  readonly id: string;
  readonly number: string;
  readonly windowId: string;
  readonly frameworkVersion: string;
  readonly name: string;
  readonly role: AssignmentRole;
  readonly state: AssignmentState;
  readonly reason: string | null;
  readonly dueOn: string;
  readonly markSetId: string | null;
}

export async function assignmentShown(reads: Reads, id: string): Promise<AssignmentShown | null> {
  const [row] = await reads.query<AssignmentShown>(
    `select a.id, a.script_number as number, sc.window_id as "windowId", sc.framework_version as "frameworkVersion", s.name,
            a.role, a.state, a.reason, a.due_on as "dueOn", t.id as "markSetId"
     from assignment a join script sc on sc.number = a.script_number join staff s on s.id = a.assessor_id
     left join mark_set t on t.assignment_id = a.id where a.id = $1`,
    [id],
  );
  return row ?? null;
}
