import { deferralsSql, uncountedSql } from '../../enrolment/index.js';
import type { Transaction } from '../../platform/database/database.js';
import type { SanctionFacts } from './effect.js';
import { zeroSql } from './sanctions.queries.js';

type Reads = Pick<Transaction, 'query'>;

/** A hold with whose it is and what a sanction would touch. */
export interface GatheredSanction extends SanctionFacts {
  readonly placedBy: string;
  readonly enrolmentId: string;
  readonly frameworkVersion: string;
  readonly name: string;
}

/** The hold, or null where there is none of this id. One statement. */
export async function gatherSanction(reads: Reads, holdId: string): Promise<GatheredSanction | null> {
  const [row] = await reads.query<GatheredSanction>(
    `select h.id as "holdId", h.state as "holdState", h.placed_by as "placedBy", a.no as "attemptNo", e.id as "enrolmentId",
            e.state as "enrolmentState", e.attempt_no as "openAttemptNo", e.long_stop as "longStop",
            e.framework_version as "frameworkVersion", ${uncountedSql('e.id', 'a.no')} as uncounted,
            ${deferralsSql('e.id')} as deferrals, p.name,
            london_date(app_now())::text as today, a.scope, a.carried_forward as "carriedForward",
            ${zeroSql('a.id')} is not null as "hasZeros",
            exists (select from outcome o where o.attempt_id = a.id and o.state = 'scheduled') as "isScheduled",
            (select r.marks from submission s join script c on c.submission_id = s.id
             join provisional_result r on r.script_number = c.number join marking m on m.script_number = c.number
             where s.attempt_id = a.id and s.state = 'accepted' and m.state = 'provisional') as marks
     from outcome_hold h join attempt a on a.id = h.attempt_id join enrolment e on e.id = a.enrolment_id
     join participant p on p.id = e.participant_id where h.id::text = $1`,
    [holdId],
  );
  return row ?? null;
}
