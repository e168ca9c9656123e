import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { PlanningThread } from '../../../src/allocation/index.js';
import type { AccreditationState } from '../../../src/standardisation/index.js';
import type { Role } from '../../../src/platform/web/visitor.js';
import type { TestApp } from '../app.js';
import { givePerson, type Person, type PersonWish } from './people.js';
import { frameworkInForce } from './scripts.js';

export interface AccreditedWish extends Partial<Omit<PersonWish, 'roles'>> {
  /** Assessor where none are given; `['senior-assessor']` adjudicates and does not mark. */
  readonly roles?: readonly Role[];
  readonly state?: AccreditationState;
  /** Scripts a window: 20 where not said. */
  readonly capacity?: number;
  readonly validTo?: string;
}

/** A member of staff who is accredited for the framework in force, signed in. */
export async function giveAccredited(
  open: TestApp,
  wish: AccreditedWish = {},
): Promise<Person & { readonly staffId: string; readonly accreditationId: string }> {
  const { id: framework } = await frameworkInForce(open);
  const person = await givePerson(open, { ...wish, roles: wish.roles ?? ['assessor'] });
  if (person.staffId === null) throw new Error('Only staff are accredited');
  const { id } = await open.database.one<{ id: string }>(
    `insert into accreditation (staff_id, framework_version, state, valid_to, capacity)
     values ($1, $2, $3, coalesce($4::date, london_date(app_now()) + 300), $5) returning id`,
    [person.staffId, framework, wish.state ?? 'accredited', wish.validTo ?? null, wish.capacity ?? 20],
  );
  return { ...person, staffId: person.staffId, accreditationId: id };
}

const root = fileURLToPath(new URL('../../../', import.meta.url));

/** The planning thread compiled from the sources as they are now, for the specs of one file. */
export async function compilePlanningThread(): Promise<{ use: (open: TestApp) => void; remove: () => void }> {
  // Below node_modules, so that what the thread imports is found from there.
  const directory = mkdtempSync(join(root, 'node_modules', '.planning-'));
  const outfile = join(directory, 'planning-worker.mjs');
  const lib = (name: string): [string, string] => [`#libs/${name}`, join(root, `libs/${name}/src/index.ts`)];
  await build({
    entryPoints: [join(root, 'src/allocation/planning/planning-worker.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    alias: Object.fromEntries([lib('allocator'), lib('refusal')]),
    logLevel: 'silent',
  });
  return {
    use: (open) => {
      open.app.get(PlanningThread, { strict: false }).entry = pathToFileURL(outfile);
    },
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
}

/** An assignment as it stands in the database. */
export interface AssignmentLine {
  readonly id: string;
  readonly script: string;
  readonly role: string;
  readonly assessor: string;
  readonly state: string;
  readonly dueOn: string;
  readonly roundId: string | null;
}

/** The assignments of a window, by script and role. */
export async function assignmentsIn(open: TestApp, windowId: string): Promise<AssignmentLine[]> {
  return open.database.query<AssignmentLine>(
    `select a.id, a.script_number as script, a.role, a.assessor_id as assessor, a.state, a.due_on as "dueOn",
            a.round_id as "roundId"
     from assignment a join script s on s.number = a.script_number where s.window_id = $1
     order by a.script_number, a.role, a.assigned_at`,
    [windowId],
  );
}

/** Says in the name of marking that a script needs a second marker or an adjudicator. */
export async function want(
  open: TestApp,
  role: 'second' | 'adjudicator',
  numbers: readonly string[],
  account?: string,
): Promise<void> {
  await open.database.transact('job:story', async (tx) => {
    for (const scriptNumber of numbers)
      await tx.announce(`${role}.wanted`, { scriptNumber, ...(account === undefined ? {} : { account }) });
  });
}

/** The acts on one thing, in their order. */
export async function journalOf(open: TestApp, aggregate: string, id: string): Promise<string[]> {
  const rows = await open.database.query<{ act: string }>(
    `select act from journal_entry where aggregate = $1 and aggregate_id = $2 order by seq`,
    [aggregate, id],
  );
  return rows.map(({ act }) => act);
}
