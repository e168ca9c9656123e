import { digestOf } from '#libs/ledger';
import { londonDate } from '#libs/calendar';
import type { Transaction } from '../../platform/database/database.js';
import { copyAsSeed } from '../../submission/blind.js';
import { openSeeds } from './seeds.queries.js';

/** A seed script that was made for somebody, not assigned yet. */
export interface DrawnSeed {
  readonly staffId: string;
  readonly number: string;
}

/**
 * Draws seed scripts for people in a window: for each as many as asked for, or as there are that say something about them,
 * in an order that only `chance` decides. Each becomes a script of its own in the window. The caller assigns them in the
 * same transaction. Source: domain 8.3, seeds.
 */
export async function drawSeeds(
  tx: Transaction,
  asked: {
    readonly windowId: string;
    readonly providerId: string;
    readonly frameworkVersion: string;
    readonly because: 'round' | 'missed-before';
    /** The random value of the round: the same gives the same draw from the same scripts. */
    readonly chance: string;
    readonly people: readonly { readonly staffId: string; readonly count: number }[];
  },
): Promise<DrawnSeed[]> {
  const { windowId, because, chance, people } = asked;
  const onDate = londonDate(await tx.now()).toString();
  const open = await openSeeds(tx, { ...asked, onDate, staffIds: people.map(({ staffId }) => staffId) });
  const rank = ({ staffId, number }: DrawnSeed): string => digestOf({ chance, staffId, number });
  const drawn: DrawnSeed[] = [];
  for (const { staffId, count } of people) {
    const mine = open.filter((one) => one.staffId === staffId).sort((a, b) => (rank(a) < rank(b) ? -1 : 1));
    for (const { number: definitive } of mine.slice(0, count)) {
      const number = await copyAsSeed(tx, { of: definitive, windowId });
      await tx.query(
        `insert into seed_script (script_number, definitive_number, staff_id, because, drawn_at) values ($1, $2, $3, $4, app_now())`,
        [number, definitive, staffId, because],
      );
      await tx.journal({
        aggregate: 'seed-script',
        id: number,
        act: 'seed-script.drawn',
        facts: { definitive, staffId, because, windowId },
      });
      drawn.push({ staffId, number });
    }
  }
  return drawn;
}
