import type { Database } from '../../platform/database/database.js';
import type { HeldState } from './barred-work.js';

/** A bar that was found: open, kept, or ended. Staff and script numbers only. */
export interface BarLine {
  readonly id: string;
  readonly assignmentId: string;
  readonly scriptNumber: string;
  readonly window: string;
  readonly assessor: string;
  readonly role: string;
  readonly state: HeldState;
  readonly reason: string;
  readonly foundAt: Date;
  readonly keptAt: Date | null;
  readonly keptBy: string | null;
  readonly keptWhy: string | null;
}

const onAPage = 50;
const isLive = `b.ended_at is null and a.state in ('assigned', 'marking', 'locked')`;

/** What is barred in a provider's windows: what waits for a decision first, the newest first, 50 at a time. One statement. */
export async function listBars(
  database: Database,
  providerId: string,
  after?: string,
): Promise<{ bars: BarLine[]; after: string | null }> {
  const rows = await database.query<BarLine>(
    `select b.id, a.id as "assignmentId", a.script_number as "scriptNumber", w.name as window, f.name as assessor, a.role,
            a.state, b.reason, b.found_at as "foundAt", b.kept_at as "keptAt", k.name as "keptBy", b.kept_why as "keptWhy"
     from barred_assignment b join assignment a on a.id = b.assignment_id join script s on s.number = a.script_number
     join assessment_window w on w.id = s.window_id join staff f on f.id = a.assessor_id
     left join staff k on k.sign_in_id = b.kept_by
     where w.provider_id = $1 and ${isLive} and ($2::uuid is null or (b.kept_at is null, b.found_at, b.id) <
       (select kept_at is null, found_at, id from barred_assignment where id = $2))
     order by b.kept_at is null desc, b.found_at desc, b.id desc limit ${onAPage + 1}`,
    [providerId, after ?? null],
  );
  const bars = rows.slice(0, onAPage);
  return { bars, after: rows.length > onAPage ? (bars.at(-1)?.id ?? null) : null };
}

/** How many bars of a provider wait for a lead. One statement. */
export async function openBars(database: Database, providerId: string): Promise<number> {
  const { count } = await database.one<{ count: number }>(
    `select count(*)::int as count from barred_assignment b join assignment a on a.id = b.assignment_id
     join script s on s.number = a.script_number join assessment_window w on w.id = s.window_id
     where w.provider_id = $1 and b.kept_at is null and ${isLive}`,
    [providerId],
  );
  return count;
}
