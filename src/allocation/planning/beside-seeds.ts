import { roomBesideSeeds } from '#libs/rubric';
import type { Database, Transaction } from '../../platform/database/database.js';
import { openSeeds, seedsHeld } from '../../standardisation/index.js';
import type { Purpose } from '../rounds/round.lifecycle.js';

type Reads = Pick<Database | Transaction, 'query'>;

interface Engaged {
  readonly staffId: string;
  readonly frameworkVersion: string;
  readonly capacity: number;
}

/**
 * The markers with the capacity that seed scripts leave for live ones: those that they hold in the window, and before a first
 * round those that come with what it gives them.
 */
export async function besideSeeds<Marker extends Engaged>(
  reads: Reads,
  round: {
    readonly windowId: string;
    readonly providerId: string;
    readonly purpose: Purpose;
    readonly today: string;
    readonly markers: readonly Marker[];
    readonly holders: readonly { readonly assessor: string }[];
  },
): Promise<Marker[]> {
  const { windowId, providerId, purpose, today: onDate, markers, holders } = round;
  const held = await seedsHeld(reads, windowId);
  const every = new Map<string, number>();
  const canHave = new Set<string>();
  for (const frameworkVersion of purpose === 'first' ? new Set(markers.map((one) => one.frameworkVersion)) : []) {
    const staffIds = markers.filter((one) => one.frameworkVersion === frameworkVersion).map(({ staffId }) => staffId);
    const open = await openSeeds(reads, { providerId, frameworkVersion, onDate, staffIds });
    for (const { staffId } of open) canHave.add(`${staffId} ${frameworkVersion}`);
    if (open.length > 0) every.set(frameworkVersion, await seedEvery(reads, frameworkVersion));
  }
  return markers.map((marker) => {
    const { staffId, frameworkVersion, capacity } = marker;
    const rest = capacity - (held.get(staffId) ?? 0);
    const ratio = canHave.has(`${staffId} ${frameworkVersion}`) ? every.get(frameworkVersion) : undefined;
    if (ratio === undefined) return { ...marker, capacity: rest };
    const has = holders.filter(({ assessor }) => assessor === staffId).length;
    return { ...marker, capacity: has + roomBesideSeeds(ratio, Math.max(0, rest - has)) };
  });
}

async function seedEvery(reads: Reads, frameworkVersion: string): Promise<number> {
  const [row] = await reads.query<{ every: number }>(
    `select (definition #>> '{accreditation,seedEvery}')::int as every from framework_version where id = $1`,
    [frameworkVersion],
  );
  if (!row) throw new Error(`There is no framework ${frameworkVersion}`);
  return row.every;
}
