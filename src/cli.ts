import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { readRecord, redraw } from '#libs/sampling';
import { readConfig } from './platform/config/config.js';
import { migrate } from './platform/database/migrate.js';
import { verifyJournal } from './platform/journal/verify-journal.js';
import { verifyCheckpoints } from './platform/journal/verify-checkpoints.js';
import { Keys } from './platform/keys/keys.js';
import { Database } from './platform/database/database.js';
import { detectInvariants } from './platform/database/detect-invariants.js';
import { FileStore } from './platform/storage/index.js';
import { openContext } from './open-app.js';
import { notedEnvironment } from './start/noted-environment.js';

/** What is set; where no database is, what the last `npm start` of this checkout noted. */
const home = process.env['SCRIPTORIUM_DIRECTORY'] ?? fileURLToPath(new URL('../../.scriptorium', import.meta.url));
const environment = process.env['DATABASE_URL'] ? process.env : { ...notedEnvironment(home), ...process.env };

/** The operator's commands: name, what it does, and the act. */
const commands: Readonly<Record<string, { does: string; run: (parameters: readonly string[]) => Promise<number> }>> = {
  migrate: {
    does: 'brings the database to the newest schema',
    run: async () => {
      const config = readConfig(environment);
      const role = new URL(config.databaseUrl).username;
      const ran = await migrate(
        config.migrationDatabaseUrl,
        config.migrationDatabaseUrl === config.databaseUrl ? undefined : role,
      );
      console.log(ran.length === 0 ? 'The schema is up to date.' : `Ran ${ran.join(', ')}.`);
      return 0;
    },
  },
  verify: {
    does: 'walks the journal and its signed checkpoints, and names what was touched first',
    run: async () => {
      const context = await openContext(readConfig(environment));
      const database = context.get(Database);
      const { entries, touched } = await verifyJournal(database);
      const roots = await verifyCheckpoints(database, context.get(Keys).published);
      await context.close();
      if (touched) console.log(`${touched.aggregate} ${touched.id}, entry ${touched.seq}: ${touched.what}`);
      if (roots.touched) console.log(`Checkpoint ${roots.touched.checkpoint}: ${roots.touched.what}`);
      if (touched || roots.touched) return 1;
      console.log(`${entries} entries and ${roots.checkpoints} checkpoints hold.`);
      return 0;
    },
  },
  detect: {
    does: 'looks for what must never be: receipts without bytes, outcomes that the marks do not give, work nobody will do',
    run: async () => {
      const context = await openContext(readConfig(environment));
      const broken = await detectInvariants(context.get(Database), { store: context.get(FileStore) });
      await context.close();
      for (const { invariant, found } of broken) console.log(`${invariant}: ${found.join(', ')}`);
      if (broken.length === 0) console.log('Everything that must hold holds.');
      return broken.length === 0 ? 0 : 1;
    },
  },
  redraw: {
    does: 'FILE: repeats the draw of a sample from its public record, without the database',
    run: async ([file]) => {
      if (!file) throw new Error('Say which file holds the record of the draw');
      const record = readRecord(await readFile(file, 'utf8'));
      if (!record) {
        console.error('This file is no record of a draw. Save one from the page of a batch or of a quality sample.');
        return 1;
      }
      const { equal, differences } = redraw(record);
      console.log(
        equal ? `The same ${record.sample.items.length} scripts are drawn.` : JSON.stringify(differences, null, 2),
      );
      return equal ? 0 : 1;
    },
  },
  plant: {
    does: 'plants the story of the demonstration: people, windows, documents and judgements in every state',
    run: async () => {
      // Loaded here only: the story writes its documents with a library that production does without.
      const { plantStory } = await import('./story/index.js');
      await plantStory(readConfig(environment), (line) => console.log(line));
      return 0;
    },
  },
  people: {
    does: 'lists the people whom the sign-in page of the demonstration offers',
    run: async () => {
      const { listPeople } = await import('./story/list-people.js');
      const context = await openContext(readConfig(environment));
      const lines = await listPeople(context.get(Database));
      await context.close();
      if (lines.length > 0) console.log(`Whom you can be, by one click on the sign-in page:\n${lines.join('\n')}`);
      return 0;
    },
  },
};

const command = commands[process.argv[2] ?? ''];
if (!command) {
  console.error(
    Object.entries(commands)
      .map(([name, { does }]) => `scriptorium ${name}: ${does}`)
      .join('\n'),
  );
  process.exitCode = 2;
} else {
  process.exitCode = await command.run(process.argv.slice(3));
}
