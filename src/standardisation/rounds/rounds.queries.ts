import type { Database, Transaction } from '../../platform/database/database.js';
import type { AccreditationState } from '../accreditation.lifecycle.js';
import type { TryLine } from '../tries/tries.queries.js';
import type { StandardisationRoundState } from './standardisation-round.lifecycle.js';

type Reads = Pick<Database | Transaction, 'query'>;

/** A line of the lead's list. */
export interface RoundLine {
  readonly id: string;
  readonly name: string;
  readonly frameworkVersion: string;
  /** YYYY-MM-DD. */
  readonly closesOn: string;
  readonly state: StandardisationRoundState;
  readonly people: number;
  /** People whose last try qualified. */
  readonly qualified: number;
}

const onAPage = 50;
const roundLine = `r.id, r.name, r.framework_version as "frameworkVersion", r.closes_on as "closesOn", r.state,
  (select count(*)::int from standardisation_place p where p.round_id = r.id) as people,
  (select count(distinct t.staff_id)::int from standardisation_try t where t.round_id = r.id
     and t.verdict in ('qualified', 'qualified-on-probation')) as qualified`;

/** A provider's rounds, newest first, 50 at a time. One statement. */
export async function listRounds(
  reads: Reads,
  providerId: string,
  after?: string,
): Promise<{ rounds: RoundLine[]; after: string | null }> {
  const rows = await reads.query<RoundLine>(
    `select ${roundLine} from standardisation_round r
     where r.provider_id = $1 and ($2::uuid is null or (r.opened_at, r.id) <
       (select opened_at, id from standardisation_round where id = $2))
     order by r.opened_at desc, r.id desc limit ${onAPage + 1}`,
    [providerId, after ?? null],
  );
  const rounds = rows.slice(0, onAPage);
  return { rounds, after: rows.length > onAPage ? (rounds.at(-1)?.id ?? null) : null };
}

/** Somebody in a round, with their tries, oldest first. */
export interface PersonInRound {
  readonly staffId: string;
  readonly name: string;
  readonly accreditationId: string;
  readonly state: AccreditationState;
  readonly tries: readonly Pick<TryLine, 'id' | 'no' | 'state' | 'verdict' | 'measured' | 'wasAccredited'>[];
}

export interface RoundDetail extends RoundLine {
  readonly scripts: readonly string[];
  readonly members: readonly PersonInRound[];
}

/** One round that exists, with everybody in it. Three statements. */
export async function roundDetail(reads: Reads, id: string): Promise<RoundDetail> {
  const [row] = await reads.query<RoundLine>(`select ${roundLine} from standardisation_round r where r.id = $1`, [id]);
  if (!row) throw new Error(`There is no standardisation round ${id}`);
  const scripts = await reads.query<{ number: string }>(
    `select script_number as number from standardisation_round_script where round_id = $1 order by position`,
    [id],
  );
  const members = await reads.query<PersonInRound>(
    `select p.staff_id as "staffId", s.name, a.id as "accreditationId", a.state,
            coalesce((select jsonb_agg(jsonb_build_object('id', t.id, 'no', t.no, 'state', t.state,
              'verdict', t.verdict, 'measured', t.measured, 'wasAccredited', t.was_accredited) order by t.no)
              from standardisation_try t where t.round_id = p.round_id and t.staff_id = p.staff_id), '[]') as tries
     from standardisation_place p join staff s on s.id = p.staff_id
     join accreditation a on a.staff_id = p.staff_id and a.framework_version = $2
     where p.round_id = $1 order by s.name, s.id`,
    [id, row.frameworkVersion],
  );
  return { ...row, scripts: scripts.map(({ number }) => number), members };
}

/** Active assessors of a provider who are not in a round yet, by name. One statement. */
export async function mayBeAsked(
  reads: Reads,
  roundId: string,
  providerId: string,
): Promise<{ staffId: string; name: string }[]> {
  return reads.query(
    `select s.id as "staffId", s.name from staff s join sign_in p on p.id = s.sign_in_id
     where coalesce(s.managing_provider_id, s.provider_id) = $2 and p.disabled_at is null
       and exists (select from staff_role r where r.staff_id = s.id and r.role in ('assessor', 'senior-assessor'))
       and not exists (select from standardisation_place x where x.round_id = $1 and x.staff_id = s.id)
     order by s.name, s.id`,
    [roundId, providerId],
  );
}
