import { digestOf } from '#libs/ledger';
import type { Transaction } from '../../platform/database/database.js';
import type { MarkingState } from '../marking.lifecycle.js';
import type { AssignmentRole } from '../move-assignment.js';

type Reads = Pick<Transaction, 'query'>;

/** A suspension by seed scripts, with what was found. */
export interface SeedFailure {
  readonly id: string;
  readonly accreditationId: string;
  readonly name: string;
  readonly frameworkVersion: string;
  readonly foundAt: Date;
  /** When the marks of the last good seed script were locked; null where none was good. */
  readonly since: Date | null;
  /** The seed scripts that were missed since, newest first. */
  readonly missed: readonly {
    readonly number: string;
    readonly differing: readonly { readonly criterion: string; readonly first: number; readonly second: number }[];
  }[];
}

/** One, or null. One statement. */
export async function seedFailure(reads: Reads, id: string): Promise<SeedFailure | null> {
  const [row] = await reads.query<SeedFailure>(
    `select f.id, f.accreditation_id as "accreditationId", t.name, c.framework_version as "frameworkVersion",
            f.found_at as "foundAt", f.since,
            (select coalesce(jsonb_agg(jsonb_build_object('number', e.script_number, 'differing', e.comparison -> 'differing')
               order by e.judged_at desc, e.script_number), '[]')
             from seed_script e join script s on s.number = e.script_number
             where e.staff_id = c.staff_id and s.framework_version = c.framework_version and e.verdict = 'missed'
               and e.judged_at <= f.found_at and (f.since is null or e.judged_at > f.since)) as missed
     from seed_failure f join accreditation c on c.id = f.accreditation_id join staff t on t.id = c.staff_id where f.id::text = $1`,
    [id],
  );
  return row ?? null;
}

/**
 * What becomes of a script: `ready` to be marked anew; `in-marking`: others still mark it, and it is ready after them;
 * `frozen`: moderation has it and sends it back there; `listing`: its news is under way; `sent-back`, `stands`: decided;
 * `released`: an outcome is planned or out, and only a change of it helps.
 */
export type RadiusState = 'ready' | 'in-marking' | 'frozen' | 'listing' | 'sent-back' | 'stands' | 'released';

/** A live script that somebody marked between their last good seed script and their suspension. */
export interface RadiusLine {
  readonly number: string;
  readonly assignmentId: string;
  readonly windowId: string;
  readonly window: string;
  readonly role: AssignmentRole;
  readonly lockedAt: Date;
  readonly markingState: MarkingState | null;
  readonly state: RadiusState;
}

/** All of them, by window and number. One statement. Source: domain 8.3, seeds; peers 11. */
export async function radiusOf(reads: Reads, failureId: string): Promise<RadiusLine[]> {
  return reads.query<RadiusLine>(
    `select s.number, a.id as "assignmentId", w.id as "windowId", w.name as window, a.role, t.locked_at as "lockedAt", k.state as "markingState",
            case when exists (select from outcome o where o.script_number = s.number and o.state in ('scheduled', 'released', 'superseded')) then 'released'
                 when a.state = 'recalled' then 'sent-back'
                 when m.decision = 'stands' then 'stands'
                 when m.assignment_id is null then 'listing'
                 when exists (select from moderation_batch b where b.window_id = s.window_id and b.state <> 'remark') then 'frozen'
                 when k.state is distinct from 'provisional' then 'in-marking' else 'ready' end as state
     from seed_failure f join accreditation c on c.id = f.accreditation_id
     join assignment a on a.assessor_id = c.staff_id and a.state in ('locked', 'recalled')
     join mark_set t on t.assignment_id = a.id and t.state = 'locked'
     join live_script s on s.number = a.script_number and s.framework_version = c.framework_version
     join assessment_window w on w.id = s.window_id left join marking k on k.script_number = s.number
     left join stopped_marks m on m.assignment_id = a.id
     where f.id::text = $1 and t.locked_at <= f.found_at and (f.since is null or t.locked_at > f.since)
     order by w.closes_at, w.id, s.number, a.id`,
    [failureId],
  );
}

/** Of the scripts that are ready: what a lead saw is what is sent back, or nothing is. */
export function fingerprintOf(lines: readonly RadiusLine[]): string {
  return digestOf(lines.filter(({ state }) => state === 'ready').map(({ assignmentId }) => assignmentId));
}
