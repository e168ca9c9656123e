import { randomBytes, randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { londonDate } from '#libs/calendar';
import { seedsAmong } from '#libs/rubric';
import { Database, type Transaction } from '../../platform/database/database.js';
import { Frameworks } from '../../qualification/index.js';
import { accreditedAssessors, drawSeeds } from '../../standardisation/index.js';
import { writeToMarkers } from './letters.js';
import { MakeAssignments, type Wanted } from './make-assignments.js';

/** Seed scripts for whoever marks: with the scripts of a round, and one more after one that was missed (domain 8.3, seeds). */
@Injectable()
export class GiveSeeds {
  constructor(
    private readonly database: Database,
    private readonly frameworks: Frameworks,
    private readonly makeAssignments: MakeAssignments,
  ) {}

  /** Those that go with what a first round gives people, to be assigned with it; fewer where not enough say something. */
  async besides(
    tx: Transaction,
    { windowId, seed: chance }: { readonly windowId: string; readonly seed: string },
    wanted: readonly Wanted[],
  ): Promise<Wanted[]> {
    const providerId = await providerOf(tx, windowId);
    const seeds: Wanted[] = [];
    for (const frameworkVersion of new Set(wanted.map((one) => one.frameworkVersion))) {
      const { accreditation } = await this.frameworks.framework(frameworkVersion, tx);
      const given = wanted.filter((one) => one.frameworkVersion === frameworkVersion);
      const people = [...new Set(given.map(({ assessor }) => assessor))].sort().map((staffId) => ({
        staffId,
        count: seedsAmong(accreditation.seedEvery, given.filter(({ assessor }) => assessor === staffId).length),
      }));
      const about = { windowId, providerId, frameworkVersion, because: 'round' as const, chance, people };
      seeds.push(...(await drawSeeds(tx, about)).map((drawn) => wantedFor(drawn, frameworkVersion)));
    }
    return seeds;
  }

  /**
   * One more for whoever missed one, as soon as it is heard, with the letter that comes with every script. Does nothing where
   * they may not mark any more, where none is left that says something, and where they have one in hand or had one since.
   */
  async afterMiss(actor: string, number: string): Promise<void> {
    await this.database.transact(actor, async (tx) => {
      const [about] = await tx.query<{ windowId: string; staffId: string; frameworkVersion: string; has: boolean }>(
        `select s.window_id as "windowId", e.staff_id as "staffId", s.framework_version as "frameworkVersion",
                exists (select from seed_script o join assignment a on a.script_number = o.script_number
                  where o.staff_id = e.staff_id and (a.state in ('assigned', 'marking') or o.drawn_at >= e.judged_at)) as has
         from seed_script e join script s on s.number = e.script_number where e.script_number = $1 for update of e`,
        [number],
      );
      if (!about || about.has) return;
      const { staffId, ...where } = about;
      const today = londonDate(await tx.now()).toString();
      const marker = (await accreditedAssessors(tx, about.frameworkVersion, today)).find(
        (one) => one.staffId === staffId,
      );
      if (!marker) return;
      const drawn = await drawSeeds(tx, {
        ...where,
        providerId: await providerOf(tx, about.windowId),
        because: 'missed-before',
        chance: randomBytes(16).toString('hex'),
        people: [{ staffId, count: 1 }],
      });
      const assigned = await this.makeAssignments.run(
        tx,
        drawn.map((one) => wantedFor(one, about.frameworkVersion)),
      );
      await writeToMarkers(tx, { id: randomUUID(), purpose: 'first' }, assigned, new Map([[staffId, marker]]));
    });
  }
}

const wantedFor = ({ staffId, number }: { staffId: string; number: string }, frameworkVersion: string): Wanted => ({
  script: number,
  role: 'first',
  assessor: staffId,
  frameworkVersion,
  roundId: null,
});

async function providerOf(tx: Transaction, windowId: string): Promise<string> {
  const [row] = await tx.query<{ id: string }>(`select provider_id as id from assessment_window where id = $1`, [
    windowId,
  ]);
  if (!row) throw new Error(`There is no window ${windowId}`);
  return row.id;
}
