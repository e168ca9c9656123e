import type { Reads } from '../../documents/index.js';

/** An account whose count waits for a person, as leads list it. Words. */
export interface CountWaiting {
  readonly id: string;
  readonly participantName: string;
  readonly windowName: string;
  readonly component: string;
  readonly kind: string;
  readonly counted: number;
  readonly frameworkVersion: string;
  readonly submittedAt: Date;
}

/** Accounts that were handed in and are not accepted yet, with a count that a person has to look at. */
const handedIn = `
  from document d join enrolment e on e.id = d.enrolment_id join participant p on p.id = e.participant_id
  join attempt a on a.enrolment_id = d.enrolment_id and a.no = d.attempt_no
  join submission s on s.attempt_id = a.id
  join booking b on b.id = s.booking_id join assessment_window w on w.id = b.window_id`;

/** Those nobody decided about, the longest-waiting first, a page after `after`. One statement. */
export async function countsWaiting(
  reads: Reads,
  providerId: string | null,
  after: string | null,
  most: number,
): Promise<CountWaiting[]> {
  return reads.query<CountWaiting>(
    `select d.id, p.name as "participantName", w.name as "windowName", d.component, d.kind, d.counted,
            e.framework_version as "frameworkVersion", s.submitted_at as "submittedAt"
     ${handedIn}
     where s.state = 'submitted' and d.state = 'checked' and d.count_verdict = 'needs-person' and p.provider_id = $1
       and not exists (select from count_decision c where c.document_id = d.id and c.document_version = d.version)
       and ($2::uuid is null or (s.submitted_at, d.id) > (
         select sa.submitted_at, da.id from document da
         join attempt aa on aa.enrolment_id = da.enrolment_id and aa.no = da.attempt_no
         join submission sa on sa.attempt_id = aa.id and sa.state in ('submitted', 'accepted') where da.id = $2))
     order by s.submitted_at, d.id limit $3`,
    [providerId, after, most],
  );
}

/** Who handed a document in, where and when; null where it is not handed in. One statement. */
export async function handedInWith(
  reads: Reads,
  documentId: string,
): Promise<{ participantName: string; windowName: string; submittedAt: Date } | null> {
  const [row] = await reads.query<{ participantName: string; windowName: string; submittedAt: Date }>(
    `select p.name as "participantName", w.name as "windowName", s.submitted_at as "submittedAt"
     ${handedIn} where d.id = $1 and s.state in ('submitted', 'accepted')`,
    [documentId],
  );
  return row ?? null;
}
