import type { Transaction } from '../../platform/database/database.js';

type Reads = Pick<Transaction, 'query'>;

const pageSize = 50;

export interface ReturnLine {
  readonly id: string;
  readonly number: number;
  readonly madeAt: Date;
  readonly madeBy: string | null;
  readonly scope: 'new' | 'all';
  readonly since: Date | null;
  readonly rows: number;
  readonly legacyRows: number;
  readonly sha256: string;
}

/** Returns of a provider, newest first, below the number named. One statement. */
export async function returnsOf(
  reads: Reads,
  providerId: string,
  after?: number,
): Promise<{ returns: ReturnLine[]; next: number | null }> {
  const returns = await reads.query<ReturnLine>(
    `select r.id, r.number, r.made_at as "madeAt", st.name as "madeBy", r.scope, r.since, r.rows, r.legacy_rows as "legacyRows", r.sha256
     from outcome_return r left join staff st on st.sign_in_id = r.made_by
     where r.provider_id = $1 and ($2::int is null or r.number < $2) order by r.number desc limit ${pageSize}`,
    [providerId, after ?? null],
  );
  return { returns, next: returns.length === pageSize ? (returns.at(-1)?.number ?? null) : null };
}

/** Released outcomes and corrections of a provider that no return has told of. One statement. */
export async function toReturn(reads: Reads, providerId: string): Promise<number> {
  const [row] = await reads.query<{ waiting: number }>(
    `select count(*)::int as waiting from outcome o join attempt a on a.id = o.attempt_id
     join enrolment e on e.id = a.enrolment_id join participant p on p.id = e.participant_id
     where p.provider_id = $1 and o.released_at <= (select app_now()) and o.state in ('released', 'voided')
       and not exists (select from outcome_returned told where (told.outcome_id, told.state) = (o.id, o.state))`,
    [providerId],
  );
  return row?.waiting ?? 0;
}

/** The kept bytes of a return, with provider and number for the file's name. One statement. */
export async function fileOf(
  reads: Reads,
  id: string,
  column: 'content' | 'legacy_content',
): Promise<{ content: Buffer; name: string } | null> {
  const [row] = await reads.query<{ content: Buffer; name: string }>(
    `select r.${column} as content, p.code || '-' || r.number as name
     from outcome_return r join provider p on p.id = r.provider_id where r.id::text = $1`,
    [id],
  );
  return row ?? null;
}
