import type { Database } from '../database/database.js';
import type { Config } from './config.js';

/** Refuses to serve in production what belongs to a demonstration: a moved clock, or people of the planted story. */
export async function holdToMode(config: Config, database: Pick<Database, 'one'>): Promise<void> {
  if (config.mode !== 'production') return;
  const { clock, story } = await database.one<{ clock: boolean; story: boolean }>(
    `select exists (select from demo_clock) as clock,
            exists (select from sign_in where email like '%@demo.invalid') as story`,
  );
  if (clock)
    throw new Error('This database has a demo clock. Production runs on real time: use a database of its own.');
  if (story)
    throw new Error('This database holds the planted story, whose people anyone may be. Use a database of its own.');
}
