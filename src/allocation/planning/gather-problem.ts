import type { Problem, Role } from '#libs/allocator';
import { digestOf } from '#libs/ledger';
import type { Database, Transaction } from '../../platform/database/database.js';
import { accreditedAssessors } from '../../standardisation/index.js';
import { barsOf, scriptsOf } from '../../submission/blind.js';
import { besideSeeds } from './beside-seeds.js';
import { problemOf, type AllocationFacts } from './problem.js';
import type { Purpose } from '../rounds/round.lifecycle.js';

type Reads = Pick<Database | Transaction, 'query'>;

/** A marker as a letter needs them. */
export interface Addressee {
  readonly name: string;
  readonly email: string;
}

/** The problem as the facts are now, its hash, and whom to write to. */
export interface Gathered {
  readonly problem: Problem;
  readonly hash: string;
  readonly addressees: ReadonlyMap<string, Addressee>;
  /** Framework version by script number. */
  readonly versions: ReadonlyMap<string, string>;
}

/**
 * Reads everything that a round looks at, on today's date: some sixteen statements, whatever the number of scripts. With
 * `asked` only those scripts are sought for: what began to wait after a plan was made neither belongs to it nor makes it
 * stale. Seed scripts take their room out of what people can mark: those that they hold, and those that a first round brings.
 */
export async function gatherProblem(
  reads: Reads,
  round: { readonly windowId: string; readonly purpose: Purpose; readonly seed: string },
  asked?: readonly string[],
): Promise<Gathered> {
  const { windowId, purpose, seed } = round;
  const [about] = await reads.query<{ providerId: string; today: string }>(
    `select provider_id as "providerId", london_date(app_now()) as today from assessment_window where id = $1`,
    [windowId],
  );
  if (!about) throw new Error(`There is no window ${windowId}`);
  const scripts = await scriptsOf(reads, windowId);
  const held = await reads.query<{ script: string; role: Role; assessor: string; state: string }>(
    `select a.script_number as script, a.role, a.assessor_id as assessor, a.state
     from assignment a join live_script s on s.number = a.script_number where s.window_id = $1`,
    [windowId],
  );
  const now = await waitingFor(reads, windowId, purpose);
  const waiting = new Set(now.filter((number) => asked === undefined || asked.includes(number)));
  const versions = [...new Set(scripts.map(({ frameworkVersion }) => frameworkVersion))].sort();
  const accredited = [];
  for (const frameworkVersion of versions) {
    const found = await accreditedAssessors(reads, frameworkVersion, about.today);
    accredited.push(...found.map((one) => ({ ...one, frameworkVersion })));
  }
  const engaged = accredited.filter(({ providerId }) => providerId === about.providerId);
  const live = held.filter(isLive);
  const markers = await besideSeeds(reads, { windowId, purpose, ...about, markers: engaged, holders: live });
  const problem = problemOf({
    purpose,
    seed,
    scripts: scripts.map(({ number, frameworkVersion }) => ({ number, frameworkVersion, waits: waiting.has(number) })),
    holders: live.map(({ script, role, assessor }) => ({ script, role, assessor })),
    formerHolders: held.filter((one) => !isLive(one)),
    markers,
    bars: await barsOf(reads, [...waiting], about.today),
    parts: purpose === 'second' ? await partsWanted(reads, windowId) : [],
    partsSeed: windowId,
  });
  return {
    problem,
    hash: digestOf(problem),
    addressees: new Map(markers.map(({ staffId, name, email }) => [staffId, { name, email }])),
    versions: new Map(scripts.map(({ number, frameworkVersion }) => [number, frameworkVersion])),
  };
}

/** Scripts of a window of which a second marker is wanted for one account alone. One statement. */
async function partsWanted(reads: Reads, windowId: string): Promise<NonNullable<AllocationFacts['parts']>> {
  return reads.query(
    `select w.script_number as script, w.account, jsonb_path_query_array(f.definition, '$.tasks[*].code') as accounts
     from wanted_marker w join script s on s.number = w.script_number join framework_version f on f.id = s.framework_version
     where s.window_id = $1 and w.role = 'second' and w.account is not null order by 1`,
    [windowId],
  );
}

/** Scripts of a window that wait for somebody in a role, by number: for the first marker all that have none. */
export async function waitingFor(reads: Reads, windowId: string, purpose: Purpose): Promise<string[]> {
  const rows = await reads.query<{ number: string }>(
    `select s.number from live_script s
     where s.window_id = $1 and ${waits('$2')} order by s.number`,
    [windowId, purpose],
  );
  return rows.map(({ number }) => number);
}

/** SQL: the live script `s` waits for a marker in the role. */
export const waits = (role: string): string => `
  (${role} in ('first') or exists (select from wanted_marker w where w.script_number = s.number and w.role = ${role}))
  and not exists (select from assignment a where a.script_number = s.number and a.role = ${role}
                    and a.state in ('assigned', 'marking', 'locked'))`;

const isLive = ({ state }: { readonly state: string }): boolean => ['assigned', 'marking', 'locked'].includes(state);
