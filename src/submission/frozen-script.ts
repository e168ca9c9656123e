import { digestOf } from '#libs/ledger';
import type { Transaction } from '../platform/database/database.js';
import { manifestHash, type Manifest } from './manifest.js';

type Reads = { query<Row>(sql: string, parameters?: readonly unknown[]): Promise<Row[]> };

/** A document of a script with all that its readers rely on. `copy` is the key of its clean copy, which is its SHA-256. */
export interface FrozenDocument {
  readonly position: number;
  readonly component: string;
  readonly label: string;
  readonly criteria: readonly string[];
  readonly copy: string | null;
  readonly kind: string | null;
  readonly type: string | null;
  readonly counted: number | null;
  readonly ledger: unknown;
}

/** What a script stands for: whose rules, which criteria, and the hash of what was handed in. */
export interface FrozenScript {
  readonly number: string;
  readonly frameworkVersion: string;
  readonly attemptNo: number;
  readonly scope: readonly string[];
  readonly carriedForward: Readonly<Record<string, number>>;
  readonly manifest: string;
}

/** What is in the database now, and what was frozen there. */
export interface FrozenRow {
  readonly script: FrozenScript;
  /** Of a seed script: what its definitive script was handed in as. */
  readonly submissionId: string;
  readonly isSeed: boolean;
  readonly documents: readonly FrozenDocument[];
  /** The hash of each document as it was frozen, in the same order. */
  readonly documentHashes: readonly (string | null)[];
  readonly scriptHash: string | null;
  /** What the journal says it was; null for scripts that are older than the freezing. */
  readonly journalHash: string | null;
  readonly manifest: Manifest | null;
  /** An open finding of an earlier look; null where there is none. */
  readonly found: readonly ScriptFault[] | null;
}

/** What was found to be otherwise. A null position is the script as a whole. */
export interface ScriptFault {
  readonly position: number | null;
  readonly what: 'record' | 'manifest' | 'copy-changed' | 'copy-missing' | 'original-changed' | 'original-missing';
}

/** SHA-256 over all of a document that its readers rely on, as canonical JSON. */
export function hashOfDocument(document: FrozenDocument): string {
  return digestOf(document);
}

/** SHA-256 over the script and the hashes of its documents in their order. */
export function hashOfScript(script: FrozenScript, documents: readonly FrozenDocument[]): string {
  return digestOf({ ...script, documents: documents.map(hashOfDocument) });
}

/** These scripts as they are now, with what was frozen. One statement. */
export async function frozenRows(reads: Reads, numbers: readonly string[]): Promise<FrozenRow[]> {
  return reads.query<FrozenRow>(
    `select jsonb_build_object('number', sc.number, 'frameworkVersion', sc.framework_version, 'attemptNo', sc.attempt_no,
              'scope', sc.scope, 'carriedForward', sc.carried_forward, 'manifest', s.manifest_hash) as script,
            s.id as "submissionId", sc.seed_of is not null as "isSeed", s.manifest, sc.frozen_hash as "scriptHash", d.documents,
            d.hashes as "documentHashes",
            (select j.facts ->> 'hash' from journal_entry j where (j.aggregate, j.aggregate_id, j.act) =
               (case when sc.seed_of is null then 'submission' else 'seed-script' end,
                case when sc.seed_of is null then s.id::text else sc.number end,
                case when sc.seed_of is null then 'submission.frozen' else 'seed-script.frozen' end)
             order by j.seq desc limit 1) as "journalHash",
            (select f.found from script_fault f where f.script_number = sc.number and f.cleared_at is null) as found
     from script sc left join script o on o.number = sc.seed_of
     join submission s on s.id = coalesce(sc.submission_id, o.submission_id) cross join lateral (
       select coalesce(jsonb_agg(jsonb_build_object('position', d.position, 'component', d.component, 'label', d.label,
                'criteria', d.criteria, 'copy', d.clean_key, 'kind', d.clean_kind, 'type', d.clean_type, 'counted', d.counted,
                'ledger', d.ledger) order by d.position), '[]') as documents,
              coalesce(jsonb_agg(d.frozen_hash order by d.position), '[]') as hashes
       from script_document d where d.script_number = sc.number) as d
     where sc.number = any($1) order by sc.number`,
    [numbers],
  );
}

/**
 * Freezes scripts whose documents are all written: from here their rows are changed by nobody, and what they were stands
 * in the journal of the submission, which names no script; of a seed script in a journal of its own.
 */
export async function freezeScripts(
  transaction: Pick<Transaction, 'query' | 'journalAll'>,
  numbers: readonly string[],
): Promise<void> {
  const rows = await frozenRows(transaction, numbers);
  const frozen = rows.map(({ script, documents, submissionId, isSeed }) => ({
    number: script.number,
    aggregate: isSeed ? 'seed-script' : 'submission',
    id: isSeed ? script.number : submissionId,
    hash: hashOfScript(script, documents),
    hashes: documents.map((document) => ({ position: document.position, hash: hashOfDocument(document) })),
  }));
  await transaction.query(
    `update script_document d set frozen_hash = h.hash
     from jsonb_to_recordset($1::jsonb) as f (number text, hashes jsonb),
          jsonb_to_recordset(f.hashes) as h (position integer, hash text)
     where d.script_number = f.number and d.position = h.position`,
    [JSON.stringify(frozen)],
  );
  await transaction.query(
    `update script sc set frozen_hash = f.hash from jsonb_to_recordset($1::jsonb) as f (number text, hash text)
     where sc.number = f.number`,
    [JSON.stringify(frozen)],
  );
  await transaction.journalAll(
    frozen.map(({ aggregate, id, hash }) => ({ aggregate, id, act: `${aggregate}.frozen`, facts: { hash } })),
  );
}

/** What in the database is not as it was frozen; files are looked at by `ScriptIntegrity`. */
export function faultsOfRecord(row: FrozenRow): ScriptFault[] {
  const faults: ScriptFault[] = row.documents
    .filter((document, index) => hashOfDocument(document) !== row.documentHashes[index])
    .map(({ position }) => ({ position, what: 'record' as const }));
  const hash = hashOfScript(row.script, row.documents);
  const isAsFrozen = hash === row.scriptHash && (row.journalHash === null || row.journalHash === hash);
  if (!isAsFrozen && faults.length === 0) faults.push({ position: null, what: 'record' });
  // Whatever stands there now may be no manifest at all.
  const isOne = Array.isArray((row.manifest as Partial<Manifest> | null)?.items);
  if (!row.manifest || !isOne || manifestHash(row.manifest) !== row.script.manifest)
    faults.push({ position: null, what: 'manifest' });
  return faults;
}
