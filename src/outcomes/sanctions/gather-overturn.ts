import { hangingOn } from '../../enrolment/index.js';
import type { Transaction } from '../../platform/database/database.js';
import type { HoldState } from '../holds/hold.lifecycle.js';
import type { OverturnFacts } from './overturn.js';

type Reads = Pick<Transaction, 'query'>;

/** A sanction with whose it is, and who had a hand in the case. */
export interface GatheredOverturn extends OverturnFacts {
  readonly enrolmentId: string;
  readonly holdId: string;
  readonly holdState: HoldState;
  /** Sign-ins of those who held, found, proposed and confirmed. */
  readonly hands: readonly string[];
}

/** The sanction, or null where there is none of this id. Two statements. */
export async function gatherOverturn(reads: Reads, sanctionId: string): Promise<GatheredOverturn | null> {
  const [row] = await reads.query<Omit<GatheredOverturn, 'hanging'>>(
    `select n.id as "sanctionId", n.kind, n.state, a.no as "attemptNo", e.id as "enrolmentId", h.id as "holdId", h.state as "holdState",
            array_remove(array[h.placed_by, h.decided_by, n.proposed_by, n.confirmed_by], null)::text[] as hands,
            exists (select from outcome o join attempt b on b.id = o.attempt_id where b.enrolment_id = e.id and b.no > a.no
                    and o.state in ('scheduled', 'released')) as "laterOutcomeStands",
            exists (select from voided_attempt v where v.enrolment_id = e.id and v.attempt_no > a.no) as "laterAttemptEnded",
            exists (select from submission s join attempt b on b.id = s.attempt_id where b.enrolment_id = e.id and b.no = a.no + 1
                    and s.state in ('submitted', 'accepted')) as "laterHandedIn"
     from sanction n join outcome_hold h on h.id = n.hold_id join attempt a on a.id = h.attempt_id
     join enrolment e on e.id = a.enrolment_id where n.id::text = $1`,
    [sanctionId],
  );
  return row ? { ...row, hanging: await hangingOn(reads, row.enrolmentId) } : null;
}
