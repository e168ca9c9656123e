import type { Database, Transaction } from '../../platform/database/database.js';
import { barsOf } from '../../submission/blind.js';

type Reads = Pick<Database | Transaction, 'query'>;

/** A definitive script that can be put into somebody's queue. */
export interface OpenSeed {
  readonly staffId: string;
  readonly number: string;
}

/**
 * The definitive scripts of a provider and framework version that say something about each of these people, by person and
 * number: with settled marks and of nobody whom they may not judge on the date (edge case 43); neither marked live, nor
 * had in standardisation or as a seed script, nor settled in a panel. Leads see what panels settled, and administrators
 * the journal: for them there is none. Four statements.
 */
export async function openSeeds(
  reads: Reads,
  wanted: {
    readonly providerId: string;
    readonly frameworkVersion: string;
    readonly onDate: string;
    readonly staffIds: readonly string[];
  },
): Promise<OpenSeed[]> {
  const { providerId, frameworkVersion, onDate, staffIds } = wanted;
  const unknown = await reads.query<OpenSeed>(
    `select p.id as "staffId", d.script_number as number
     from definitive_script d join live_script s on s.number = d.script_number cross join unnest($3::uuid[]) as p (id)
     where d.provider_id = $1 and s.framework_version = $2 and d.version > 0
       and not exists (select from standardisation_try_script t where t.script_number = d.script_number and t.staff_id = p.id)
       and not exists (select from seed_script e where e.definitive_number = d.script_number and e.staff_id = p.id)
       and not exists (select from definitive_panel l where l.script_number = d.script_number and l.staff_id = p.id)
       and not exists (select from assignment a where a.script_number = d.script_number and a.assessor_id = p.id)
       and not exists (select from staff_role r where r.staff_id = p.id and r.role in ('lead', 'administrator'))
     order by p.id, d.script_number`,
    [providerId, frameworkVersion, staffIds],
  );
  const numbers = [...new Set(unknown.map(({ number }) => number))];
  if (numbers.length === 0) return [];
  const barred = new Set((await barsOf(reads, numbers, onDate)).map((bar) => `${bar.scriptNumber} ${bar.staffId}`));
  return unknown.filter(({ number, staffId }) => !barred.has(`${number} ${staffId}`));
}

/** How many seed scripts of a window each person holds, done ones among them. One statement. */
export async function seedsHeld(reads: Reads, windowId: string): Promise<ReadonlyMap<string, number>> {
  const rows = await reads.query<{ staffId: string; held: number }>(
    `select a.assessor_id as "staffId", count(*)::int as held
     from script s join assignment a on a.script_number = s.number and a.state in ('assigned', 'marking', 'locked')
     where s.window_id = $1 and s.seed_of is not null group by a.assessor_id`,
    [windowId],
  );
  return new Map(rows.map(({ staffId, held }) => [staffId, held]));
}
