import { fingerprintVersion, type Fingerprinted } from '#libs/similarity';
import type { Component } from '../documents/index.js';
import type { Transaction } from '../platform/database/database.js';

type Reads = Pick<Transaction, 'query'>;

/** An account whose fingerprints are kept. */
export interface KeptAccount extends Fingerprinted {
  readonly submissionId: string;
  readonly sha256: string;
  readonly submittedAt: Date;
}

/** Accounts that wait to be compared: one task, one framework, as many as are compared in one go. */
export interface Waiting {
  readonly component: Component;
  readonly frameworkVersion: string;
}

interface Row extends Omit<KeptAccount, 'fingerprints'> {
  readonly prints: Buffer;
}

const columns = `k.submission_id as "submissionId", k.sha256, k.words, k.fingerprints as prints, s.submitted_at as "submittedAt"`;
const from = `similarity_account k join submission s on s.id = k.submission_id`;

const keptOf = ({ prints, ...row }: Row): KeptAccount => ({
  ...row,
  // Copied: a buffer from the driver begins anywhere, and four bytes want to begin at a multiple of four.
  fingerprints: new Uint32Array(new Uint8Array(prints).buffer),
});

/** The task and framework of which accounts wait, the longest waiting first; null where none do. */
export async function nextWaiting(reads: Reads, providerId: string): Promise<Waiting | null> {
  const [row] = await reads.query<Waiting>(
    `select k.component, s.framework_version as "frameworkVersion" from ${from}
     where k.provider_id = $1 and k.compared_at is null order by k.kept_at, k.submission_id limit 1`,
    [providerId],
  );
  return row ?? null;
}

/** Accounts that wait, at most `most`. */
export async function waitingAccounts(
  reads: Reads,
  providerId: string,
  { component, frameworkVersion }: Waiting,
  most: number,
): Promise<KeptAccount[]> {
  const rows = await reads.query<Row>(
    `select ${columns} from ${from} where k.provider_id = $1 and k.component = $2 and s.framework_version = $3
       and k.compared_at is null order by k.kept_at, k.submission_id limit $4`,
    [providerId, component, frameworkVersion, most],
  );
  return rows.map(keptOf);
}

/** The accounts of these submissions for a task. */
export async function keptAccounts(
  reads: Reads,
  component: Component,
  submissionIds: readonly string[],
): Promise<KeptAccount[]> {
  const rows = await reads.query<Row>(
    `select ${columns} from ${from} where k.component = $1 and k.submission_id = any($2) order by k.submission_id`,
    [component, submissionIds],
  );
  return rows.map(keptOf);
}

/** Every account of a provider for a task whose fingerprints are of this version, `atOnce` at a time. */
export async function* allAccounts(
  reads: Reads,
  providerId: string,
  component: Component,
  atOnce: number,
): AsyncGenerator<KeptAccount[]> {
  for (let after = '00000000-0000-0000-0000-000000000000'; ;) {
    const rows = await reads.query<Row>(
      `select ${columns} from ${from} where k.provider_id = $1 and k.component = $2 and k.version = $3
         and k.submission_id > $4 order by k.submission_id limit $5`,
      [providerId, component, fingerprintVersion, after, atOnce],
    );
    const last = rows.at(-1);
    if (!last) return;
    after = last.submissionId;
    yield rows.map(keptOf);
  }
}

/** Of these accounts, each with those of others that are the same bytes. */
export async function sameFiles(
  reads: Reads,
  providerId: string,
  component: Component,
  submissionIds: readonly string[],
): Promise<{ readonly submissionId: string; readonly other: string }[]> {
  return reads.query(
    `select k.submission_id as "submissionId", o.submission_id as other
     from similarity_account k join similarity_account o on o.sha256 = k.sha256 and o.submission_id <> k.submission_id
     where k.component = $2 and o.component = $2 and o.provider_id = $1 and k.submission_id = any($3)`,
    [providerId, component, submissionIds],
  );
}

/** Matches that nobody has decided: what they share may be common by now. */
export async function openPairs(
  reads: Reads,
  providerId: string,
  component: Component,
): Promise<{ readonly a: string; readonly b: string }[]> {
  return reads.query(
    `select a_submission as a, b_submission as b from similarity_match
     where provider_id = $1 and component = $2 and state in ('open', 'discounted') and not is_same_file order by found_at, id`,
    [providerId, component],
  );
}
