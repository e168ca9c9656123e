import { isDeepStrictEqual } from 'node:util';
import { recomputeOutcome, type Framework } from '#libs/rubric';
import { verifyJournal } from '../journal/verify-journal.js';
import { keyOf, type FileStore } from '../storage/index.js';
import type { Database } from './database.js';
import { invariants } from './invariants.js';

/** Something that must never be, and is. */
export interface Broken {
  /** The sentence that does not hold. */
  readonly invariant: string;
  /** What breaks it: ids, at most twenty. */
  readonly found: readonly string[];
}

export interface Detection {
  /** Where it is given, the bytes that rows name are looked for in it, and read and hashed again where `rehash` says so. */
  readonly store?: FileStore;
  readonly rehash?: boolean;
}

const mostNamed = 20;

/**
 * Looks for what must never be, whatever was killed, emptied, repeated or lost meanwhile: receipts without their
 * submission, states that no journal entry explains, outcomes that the marks do not give, work that nobody will do. Gives
 * what is broken; an empty list is what everybody wants to see. Reads everything: for specs and the operator, not for pages.
 */
export async function detectInvariants(database: Database, detection: Detection = {}): Promise<Broken[]> {
  const found: Broken[] = [];
  const note = (invariant: string, rows: readonly string[]): void => {
    if (rows.length > 0) found.push({ invariant, found: rows.slice(0, mostNamed) });
  };
  for (const { sentence, sql } of invariants) {
    const rows = await database.query<{ what: string }>(sql);
    note(
      sentence,
      rows.map(({ what }) => what),
    );
  }
  note('An outcome is what its marks give, computed by other means', await wrongOutcomes(database));
  const { touched } = await verifyJournal(database);
  note('The journal holds', touched ? [`${touched.aggregate} ${touched.id} ${touched.seq}: ${touched.what}`] : []);
  if (detection.store) {
    note(
      'Every file that a row names lies in the store, whole',
      await wrongFiles(database, detection.store, detection),
    );
  }
  return found;
}

interface Judged {
  readonly what: string;
  readonly definition: Framework;
  readonly marks: Record<string, number>;
  readonly carriedForward: Record<string, number>;
  readonly passed: boolean;
  readonly provisional: Record<string, number> | null;
}

async function wrongOutcomes(database: Database): Promise<string[]> {
  const rows = await database.query<Judged>(
    `select 'result of ' || p.script_number as what, f.definition, p.marks, s.carried_forward as "carriedForward", p.passed,
            null::jsonb as provisional
     from provisional_result p join script s on s.number = p.script_number
     join framework_version f on f.id = s.framework_version
     union all
     -- A sanction that an outcome was drawn with has its criteria at 0. Marks that two leads put right after the release are their own and no longer those of the marking.
     select 'outcome ' || o.id, f.definition, o.marks, s.carried_forward, o.result = 'passed',
            case when o.supersedes is null then p.marks || coalesce(
                   (select jsonb_object_agg(code, 0) from sanction n, jsonb_array_elements_text(n.criteria) as code
                    where n.id = o.sanction_id and p.marks ? code), '{}')
                 else (select c.marks from outcome_change c where c.outcome_id = o.supersedes and c.state = 'confirmed') end
     from outcome o join script s on s.number = o.script_number join framework_version f on f.id = o.framework_version
     left join provisional_result p on p.script_number = o.script_number
     where o.state in ('scheduled', 'released')`,
  );
  return rows.filter((row) => !isRight(row)).map(({ what }) => what);
}

function isRight({ definition, marks, carriedForward, passed, provisional }: Judged): boolean {
  try {
    if (provisional && !isDeepStrictEqual(marks, provisional)) return false;
    return recomputeOutcome(definition, marks, carriedForward).passed === passed;
  } catch {
    return false;
  }
}

async function wrongFiles(database: Database, store: FileStore, { rehash = false }: Detection): Promise<string[]> {
  const rows = await database.query<{ key: string | null; sha256: string | null; size: number | null }>(
    `select null as key, sha256, size from document where state not in ('removed', 'superseded')
     union select null, item ->> 'sha256', (item ->> 'size')::bigint
     from submission, jsonb_array_elements(manifest -> 'items') as item where state in ('submitted', 'accepted')
     union select clean_key, null, null from script_document
     union select key, null, null from page_image where key is not null`,
  );
  const wrong: string[] = [];
  for (const row of rows) {
    const key = row.key ?? keyOf(row.sha256 ?? '');
    const size = await store.size(key);
    if (size === null || (row.size !== null && size !== row.size)) wrong.push(`${key}: ${size ?? 'no'} bytes`);
    else if (rehash) await store.readVerified(key).catch((error: unknown) => wrong.push(String(error)));
  }
  return wrong;
}
