import type { Transaction } from '../../platform/database/database.js';
import type { SanctionKind } from './effect.js';
import type { SanctionState } from './sanction.lifecycle.js';

type Reads = Pick<Transaction, 'query'>;

/** SQL that is true of an attempt that a sanction ended without an outcome. */
export const isEndedSql = (attempt: string): string =>
  `exists (select from sanction n join outcome_hold h on h.id = n.hold_id where h.attempt_id = ${attempt} and n.state = 'confirmed'
     and n.kind in ('attempt-void', 'disqualification'))`;

/** SQL: the sanction that has criteria of this attempt drawn as 0, as jsonb {id, criteria, told}; null where there is none. */
export const zeroSql = (attempt: string): string =>
  `(select jsonb_build_object('id', n.id, 'criteria', n.criteria, 'told', n.told) from sanction n join outcome_hold h on h.id = n.hold_id
    where h.attempt_id = ${attempt} and n.state = 'confirmed' and n.kind = 'criterion-zero')`;

/** A sanction with whose it is and who did what. */
export interface SanctionLine {
  readonly id: string;
  readonly holdId: string;
  readonly kind: SanctionKind;
  readonly state: SanctionState;
  readonly criteria: readonly string[] | null;
  readonly reason: string;
  readonly told: string;
  readonly name: string;
  readonly attemptNo: number;
  readonly holdPlacedBy: string;
  readonly proposedBy: string;
  readonly proposerName: string | null;
  readonly proposedAt: Date;
  readonly confirmerName: string | null;
  readonly confirmedAt: Date | null;
  readonly cancellerName: string | null;
  readonly cancelledAt: Date | null;
  readonly cancelReason: string | null;
  readonly overturnerName: string | null;
  readonly overturnedAt: Date | null;
  readonly overturnReason: string | null;
}

const line = `
  select s.id, s.hold_id as "holdId", s.kind, s.state, s.criteria, s.reason, s.told, p.name, a.no as "attemptNo", s.hold_placed_by as "holdPlacedBy",
         s.proposed_by as "proposedBy", proposer.name as "proposerName", s.proposed_at as "proposedAt",
         confirmer.name as "confirmerName", s.confirmed_at as "confirmedAt", canceller.name as "cancellerName",
         s.cancelled_at as "cancelledAt", s.cancel_reason as "cancelReason",
         overturner.name as "overturnerName", s.overturned_at as "overturnedAt", s.overturn_reason as "overturnReason"
  from sanction s join outcome_hold h on h.id = s.hold_id join attempt a on a.id = h.attempt_id
  join enrolment e on e.id = a.enrolment_id join participant p on p.id = e.participant_id
  left join staff proposer on proposer.sign_in_id = s.proposed_by
  left join staff confirmer on confirmer.sign_in_id = s.confirmed_by
  left join staff canceller on canceller.sign_in_id = s.cancelled_by
  left join staff overturner on overturner.sign_in_id = s.overturned_by`;

/** One sanction, or null. One statement. */
export async function sanctionDetail(reads: Reads, id: string): Promise<SanctionLine | null> {
  const [row] = await reads.query<SanctionLine>(`${line} where s.id::text = $1`, [id]);
  return row ?? null;
}

/** The sanctions of one hold, newest first, those taken back included. One statement. */
export async function sanctionsOf(reads: Reads, holdId: string): Promise<SanctionLine[]> {
  return reads.query<SanctionLine>(`${line} where h.id::text = $1 order by s.proposed_at desc, s.id`, [holdId]);
}

/** Sanctions that wait for this lead: those that another proposed, save a disqualification after a hold of one's own. One statement. */
export async function sanctionsToConfirm(reads: Reads, providerId: string, signInId: string): Promise<SanctionLine[]> {
  return reads.query<SanctionLine>(
    `${line} where p.provider_id = $1 and s.state = 'proposed' and s.proposed_by <> $2
       and (s.kind <> 'disqualification' or s.hold_placed_by <> $2) order by s.proposed_at, s.id limit 20`,
    [providerId, signInId],
  );
}

/** How many proven cases of a provider have no sanction, proposed or confirmed. One statement. */
export async function casesToSanction(reads: Reads, providerId: string): Promise<number> {
  const [row] = await reads.query<{ waiting: number }>(
    `select count(*)::int as waiting from outcome_hold h join attempt a on a.id = h.attempt_id
     join enrolment e on e.id = a.enrolment_id join participant p on p.id = e.participant_id
     where p.provider_id = $1 and h.state = 'upheld' and e.state in ('presented', 'resubmitting') and e.attempt_no = a.no
       and not exists (select from sanction s where s.hold_id = h.id and s.state <> 'cancelled')`,
    [providerId],
  );
  return row?.waiting ?? 0;
}

/** A sanction as its participant reads it. */
export interface OwnSanction {
  readonly kind: SanctionKind;
  readonly criteria: readonly string[] | null;
  readonly told: string;
  readonly attemptNo: number;
  readonly confirmedAt: Date;
}

/** A participant's sanctions that were confirmed, newest first. One statement. */
export async function ownSanctions(reads: Reads, signInId: string): Promise<OwnSanction[]> {
  return reads.query<OwnSanction>(
    `select s.kind, s.criteria, s.told, a.no as "attemptNo", s.confirmed_at as "confirmedAt" from sanction s
     join outcome_hold h on h.id = s.hold_id join attempt a on a.id = h.attempt_id join enrolment e on e.id = a.enrolment_id
     join participant p on p.id = e.participant_id
     where p.sign_in_id = $1 and s.state = 'confirmed' order by s.confirmed_at desc, s.id`,
    [signInId],
  );
}
