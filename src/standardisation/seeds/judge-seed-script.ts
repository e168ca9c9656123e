import { next } from '#libs/lifecycle';
import { followsFromSeeds, judgeSeed, type Framework, type MarkSet, type SeedVerdict } from '#libs/rubric';
import type { Transaction } from '../../platform/database/database.js';
import { accreditationLifecycle } from '../accreditation.lifecycle.js';
import { lockAccreditation, moveAccreditation } from '../move-accreditation.js';
import { writeAboutSeeds } from './seed-letters.js';

interface Standing {
  readonly definitiveNumber: string;
  readonly definitiveVersion: number;
  readonly definitive: MarkSet;
  readonly staffId: string;
  readonly verdict: SeedVerdict | null;
}

type Follows = ReturnType<typeof followsFromSeeds>;

/**
 * Compares locked marks of a seed script with what the panel settled, in the transaction that locks them, and does what
 * follows: one miss warns, more in a row suspend and open a failure, from which the lead sends back what was marked since
 * the last good one. Gives what followed; `nothing` where it was judged before. Throws where it is none. Source: domain 8.3,
 * seeds.
 */
export async function judgeSeedScript(
  tx: Transaction,
  { number, framework, marks }: { readonly number: string; readonly framework: Framework; readonly marks: MarkSet },
): Promise<Follows> {
  const [standing] = await tx.query<Standing>(
    `select e.definitive_number as "definitiveNumber", m.version as "definitiveVersion", m.marks as definitive,
              e.staff_id as "staffId", e.verdict
       from seed_script e join definitive_script d on d.script_number = e.definitive_number
       join definitive_marks m on m.script_number = d.script_number and m.version = d.version
       where e.script_number = $1 for update of e`,
    [number],
  );
  if (!standing) throw new Error(`${number} is no seed script`);
  if (standing.verdict) return 'nothing';
  const { verdict, comparison } = judgeSeed(framework, standing.definitive, marks);
  await tx.query(
    `update seed_script set verdict = $2, definitive_version = $3, comparison = $4, judged_at = app_now() where script_number = $1`,
    [number, verdict, standing.definitiveVersion, JSON.stringify(comparison)],
  );
  const facts = { staffId: standing.staffId, definitiveVersion: standing.definitiveVersion, comparison };
  await tx.journal({ aggregate: 'seed-script', id: number, act: `seed-script.${verdict}`, facts });
  if (verdict === 'good') return 'nothing';
  return follow(tx, number, framework, standing.staffId);
}

async function follow(tx: Transaction, number: string, framework: Framework, staffId: string): Promise<Follows> {
  const [held] = await tx.query<{ id: string; version: string }>(
    `select c.id, c.framework_version as version from accreditation c join script s on s.framework_version = c.framework_version
       where s.number = $1 and c.staff_id = $2`,
    [number, staffId],
  );
  if (!held) throw new Error(`${staffId} marked ${number} without an accreditation`);
  const accreditation = await lockAccreditation(tx, held.id);
  const follows = followsFromSeeds(framework, await verdictsOf(tx, staffId, held.version));
  if (follows === 'suspension') {
    // Stopped already, for another reason: then it was told and listed.
    if (next(accreditationLifecycle, accreditation.state, 'suspend') === null) return 'nothing';
    const [failure] = await tx.query<{ id: string }>(
      `insert into seed_failure (accreditation_id, script_number, found_at, since)
         select $1, $2, app_now(), (select max(t.locked_at) from seed_script e join script s on s.number = e.script_number
           join mark_set t on t.script_number = e.script_number and t.state = 'locked'
           where e.staff_id = $3 and e.verdict = 'good' and s.framework_version = $4) returning id`,
      [held.id, number, staffId, held.version],
    );
    const why = 'Seed scripts were missed, one after the other';
    await moveAccreditation(tx, accreditation, 'suspend', { why, facts: { seedFailure: failure?.id } });
  }
  if (follows !== 'nothing') await writeAboutSeeds(tx, { number, staffId, follows });
  return follows;
}

/** Verdicts on a person's seed scripts of a framework version, newest first. */
async function verdictsOf(tx: Transaction, staffId: string, version: string): Promise<SeedVerdict[]> {
  const rows = await tx.query<{ verdict: SeedVerdict }>(
    `select e.verdict from seed_script e join script s on s.number = e.script_number
     where e.staff_id = $1 and s.framework_version = $2 and e.verdict is not null order by e.judged_at desc, e.script_number desc`,
    [staffId, version],
  );
  return rows.map(({ verdict }) => verdict);
}
