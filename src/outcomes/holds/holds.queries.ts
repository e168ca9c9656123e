import type { Transaction } from '../../platform/database/database.js';
import type { HoldFinding } from './decide-hold.js';
import type { HoldState } from './hold.lifecycle.js';
import type { HoldSource } from './place-hold.js';

type Reads = Pick<Transaction, 'query'>;

/** SQL that is true of an attempt whose outcome is held. */
export const isHeldSql = (attempt: string): string =>
  `exists (select from outcome_hold h where h.attempt_id = ${attempt} and h.state <> 'lifted')`;

/** Of these attempts, those whose outcome is held; whoever is placing a hold on one is waited for. Two statements. */
export async function heldAmong(tx: Reads, attemptIds: readonly string[]): Promise<ReadonlySet<string>> {
  await tx.query(`select from attempt where id = any($1::uuid[]) order by id for share`, [attemptIds]);
  const rows = await tx.query<{ id: string }>(
    `select attempt_id as id from outcome_hold where attempt_id = any($1::uuid[]) and state <> 'lifted'`,
    [attemptIds],
  );
  return new Set(rows.map(({ id }) => id));
}

export interface HoldLine {
  readonly id: string;
  readonly state: HoldState;
  readonly name: string;
  readonly windowName: string | null;
  readonly attemptNo: number;
  readonly source: HoldSource;
  readonly placedAt: Date;
}

const line = `h.id, h.state, p.name, a.no as "attemptNo", h.source, h.placed_at as "placedAt",
  (select w.name from submission s join booking b on b.id = s.booking_id join assessment_window w on w.id = b.window_id
   where s.attempt_id = a.id order by s.submitted_at desc nulls last limit 1) as "windowName"`;
const from = `outcome_hold h join attempt a on a.id = h.attempt_id join enrolment e on e.id = a.enrolment_id
  join participant p on p.id = e.participant_id`;

export const pageSize = 50;

/** A provider's holds, those that hold first, newest first, 50 at a time. One statement. */
export async function holdsOf(reads: Reads, providerId: string, after?: string): Promise<HoldLine[]> {
  return reads.query<HoldLine>(
    `select ${line} from ${from} where p.provider_id = $1 and ($2::uuid is null or (h.state <> 'lifted', h.placed_at, h.id) <
       (select state <> 'lifted', placed_at, id from outcome_hold where id = $2))
     order by h.state <> 'lifted' desc, h.placed_at desc, h.id desc limit ${pageSize}`,
    [providerId, after ?? null],
  );
}

export interface HoldDetail extends HoldLine {
  readonly participantId: string;
  readonly reason: string;
  readonly told: string;
  readonly placedBy: string;
  readonly placedByName: string | null;
  readonly finding: HoldFinding | null;
  readonly decidedWhy: string | null;
  readonly decidedByName: string | null;
  readonly decidedAt: Date | null;
}

/** One hold, or null. One statement. */
export async function holdDetail(reads: Reads, id: string): Promise<HoldDetail | null> {
  const [row] = await reads.query<HoldDetail>(
    `select ${line}, p.id as "participantId", h.reason, h.told, h.placed_by as "placedBy", placer.name as "placedByName", h.finding,
            h.decided_why as "decidedWhy", decider.name as "decidedByName", h.decided_at as "decidedAt"
     from ${from} left join staff placer on placer.sign_in_id = h.placed_by left join staff decider on decider.sign_in_id = h.decided_by
     where h.id::text = $1`,
    [id],
  );
  return row ?? null;
}

/** How many holds of a provider wait for this lead: those that another placed. One statement. */
export async function holdsToDecide(reads: Reads, providerId: string, signInId: string): Promise<number> {
  const [row] = await reads.query<{ waiting: number }>(
    `select count(*)::int as waiting from ${from} where p.provider_id = $1 and h.state = 'held' and h.placed_by <> $2`,
    [providerId, signInId],
  );
  return row?.waiting ?? 0;
}

/** Since when a participant's newest attempt is held; null where it is not. One statement. */
export async function ownHold(reads: Reads, signInId: string): Promise<Date | null> {
  const [row] = await reads.query<{ placedAt: Date }>(
    `select h.placed_at as "placedAt" from ${from} where p.sign_in_id = $1 and h.state <> 'lifted' and a.no = e.attempt_no`,
    [signInId],
  );
  return row?.placedAt ?? null;
}

/** Whose outcome a form is about; null where there is no such enrolment. One statement. */
export async function enrolmentToHold(
  reads: Reads,
  enrolmentId: string,
): Promise<{ name: string; participantId: string; attemptNo: number } | null> {
  const [row] = await reads.query<{ name: string; participantId: string; attemptNo: number }>(
    `select p.name, p.id as "participantId", e.attempt_no as "attemptNo" from enrolment e join participant p on p.id = e.participant_id
     where e.id::text = $1`,
    [enrolmentId],
  );
  return row ?? null;
}
