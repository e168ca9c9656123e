import type { FindingCode } from '#libs/reader';
import type { Component, Reads } from '../../documents/index.js';

/** One finding in one file that was handed in for a window. `words` and `share` (0 to 1) are of the file. */
export interface FindingInWindow {
  readonly documentId: string;
  readonly submissionId: string;
  readonly participantName: string;
  readonly component: Component;
  readonly title: string | null;
  readonly frameworkVersion: string;
  readonly code: FindingCode;
  readonly words: number;
  readonly share: number;
  readonly examples: readonly string[];
}

/** After which finding a page begins: in the order of the list, which is largest share first. */
export interface FindingCursor {
  readonly share: number;
  readonly documentId: string;
  readonly code: string;
}

/** What was found in files that were handed in for a window: of a finding in a file a row. Shares are kept to six digits. */
const found = `
  select d.id as "documentId", s.id as "submissionId", p.name as "participantName", d.component, d.title,
         e.framework_version as "frameworkVersion", f.code, f.words, round(f.share::numeric, 6)::float8 as share, f.examples
  from booking b join submission s on s.booking_id = b.id and s.state in ('submitted', 'accepted')
  join attempt a on a.id = s.attempt_id
  join document d on d.enrolment_id = a.enrolment_id and d.attempt_no = a.no and d.state = 'checked'
  join enrolment e on e.id = a.enrolment_id join participant p on p.id = e.participant_id
  join document_reading r on r.sha256 = d.sha256 and r.reader = coalesce(d.reader, $2)
  cross join lateral jsonb_to_recordset(r.findings) as f (code text, words int, share float8, examples jsonb)
  where b.window_id = $1`;

/** The findings with these codes, the largest share of words first. One statement. */
export async function findingsInWindow(
  reads: Reads,
  wanted: {
    windowId: string;
    reader: string;
    codes: readonly FindingCode[];
    after: FindingCursor | null;
    most: number;
  },
): Promise<FindingInWindow[]> {
  const { windowId, reader, codes, after, most } = wanted;
  return reads.query<FindingInWindow>(
    `select * from (${found} and f.code = any($3)) rows
     where $4::float8 is null or (-share, "documentId", code) > (-$4::float8, $5::uuid, $6::text)
     order by -share, "documentId", code limit $7`,
    [windowId, reader, codes, after?.share ?? null, after?.documentId ?? null, after?.code ?? null, most],
  );
}

/** How often each code was found in a window. One statement. */
export async function findingTotals(
  reads: Reads,
  windowId: string,
  reader: string,
): Promise<{ code: FindingCode; files: number }[]> {
  return reads.query(
    `select code, count(*)::int as files from (${found}) rows group by code order by files desc, code`,
    [windowId, reader],
  );
}
