import type { TestApp } from '../app.js';
import { post } from '../browse.js';
import { giveAccredited, type AccreditedWish } from './allocation.js';
import { accept, handIn, letBeFinal, markAll, type Assessor, type Levels } from './marking.js';
import { givePerson, type Person } from './people.js';
import { giveClosedWindow, giveScripts, type GivenScript } from './scripts.js';
import { giveDefinitive } from './standardisation.js';

/** A provider with definitive scripts, a window to allocate, its lead and who marks there. */
export interface SeedScene {
  readonly provider: string;
  readonly lead: Person;
  readonly windowId: string;
  readonly live: readonly GivenScript[];
  readonly definitive: readonly GivenScript[];
  readonly assessors: readonly Awaited<ReturnType<typeof giveAccredited>>[];
}

export interface SeedWish {
  readonly provider: string;
  /** Live scripts in the window; 4 where not said. */
  readonly live?: number;
  /** Definitive scripts with settled marks, all criteria 2; 3 where not said. */
  readonly definitive?: number;
  readonly assessors?: readonly AccreditedWish[];
}

export async function seedScene(open: TestApp, wish: SeedWish): Promise<SeedScene> {
  const { provider } = wish;
  const lead = await givePerson(open, { roles: ['lead'], provider });
  const definitive = await giveDefinitive(open, lead, wish.definitive ?? 3, provider);
  const windowId = await giveClosedWindow(open, provider);
  const live = await giveScripts(
    open,
    Array.from({ length: wish.live ?? 4 }, () => ({ provider })),
    windowId,
  );
  const assessors = [];
  for (const one of wish.assessors ?? [{}]) assessors.push(await giveAccredited(open, { provider, ...one }));
  return { provider, lead, windowId, live, definitive, assessors };
}

/** Plans and confirms a first round as the lead does. */
export async function allocateFirst(open: TestApp, { lead, windowId }: SeedScene): Promise<void> {
  const sent = await post(open, lead, `/windows/${windowId}/allocation-rounds`, { purpose: 'first' });
  const roundId = sent.location?.split('/').at(-1) ?? '';
  await open.settle();
  const confirmed = await post(open, lead, `/allocation-rounds/${roundId}/confirmation`);
  if (confirmed.status !== 303) throw new Error(confirmed.problems.join());
  await open.settle();
}

/** Numbers of the seed scripts that somebody has or had, in the order in which they were drawn. */
export async function seedsOf(open: TestApp, staffId: string): Promise<string[]> {
  const rows = await open.database.query<{ number: string }>(
    `select script_number as number from seed_script where staff_id = $1 order by drawn_at, script_number`,
    [staffId],
  );
  return rows.map(({ number }) => number);
}

/** Accepts, marks and hands in, until the marks are locked and what follows is done. */
export async function markToTheEnd(
  open: TestApp,
  number: string,
  assessor: Assessor,
  levels: Levels = 2,
): Promise<string> {
  const set = await accept(open, { number }, assessor);
  await markAll(open, { number }, assessor, set, levels);
  await handIn(open, { number }, assessor, set);
  await letBeFinal(open, set);
  await open.settle();
  return set;
}
