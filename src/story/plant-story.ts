import type { Config } from '../platform/config/config.js';
import { publicAddress } from '../platform/config/public-address.js';
import { Database } from '../platform/database/database.js';
import { WorkLoop } from '../platform/jobs/work-loop.js';
import { openWeb } from '../open-app.js';
import { Actors } from './actors.js';
import { StoryTime } from './story-time.js';
import { tellStory } from './tell-story.js';

/**
 * Plants the story that a newcomer finds: the people of a provider at every place of a script's life, come there by the
 * same routes, rules and jobs as everybody. Repeatable: one that was cut off goes on where it was, one that is done changes
 * nothing. Refuses by throwing where the database belongs to somebody else or the mode is not `demo`.
 */
export async function plantStory(config: Config, say: (line: string) => void): Promise<void> {
  if (config.mode !== 'demo') throw new Error('The story is planted in demo mode only.');
  const app = await openWeb(config);
  try {
    const database = app.get(Database);
    if (await isPlanted(database)) return say('The story is planted already.');
    await holdToEmpty(database);
    // Not before the clock is set back: what is ordered now would be due in three hundred days, and no other until then.
    const time = await StoryTime.begin(database, -300);
    app.get(WorkLoop).start();
    await time.catchUp();
    const actors = new Actors(app, database, publicAddress(config));
    await tellStory({ config, database, actors, time, say });
    await actors.leave();
    await time.end();
    await database.transact('job:story', (tx) =>
      tx.journal({ aggregate: 'story', id: 'story', act: 'story.planted', facts: {} }),
    );
  } finally {
    await app.close();
  }
}

async function isPlanted(database: Database): Promise<boolean> {
  const rows = await database.query(`select 1 from journal_entry where aggregate = 'story' and act = 'story.planted'`);
  return rows.length > 0;
}

/** People who are not of the story live here: nothing is planted among them, and no clock is moved under them. */
async function holdToEmpty(database: Database): Promise<void> {
  const { others } = await database.one<{ others: number }>(
    `select count(*)::int as others from sign_in where email not like '%@demo.invalid'`,
  );
  if (others > 0)
    throw new Error('This database holds people who are not of the story: give the story one of its own.');
}
