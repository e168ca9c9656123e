import { DataSource } from 'typeorm';
import { migrateQueues } from '../jobs/queues.js';
import { migrations } from './migrations/index.js';

/**
 * Brings the database at `url` (the owner's) to the newest schema, each migration in a transaction of its own.
 * `servingRole` is granted what serving needs: no DDL, and no change of what is written once. Gives the names of what ran.
 */
export async function migrate(url: string, servingRole?: string): Promise<string[]> {
  const source = new DataSource({
    type: 'postgres',
    url,
    migrations: [...migrations],
    migrationsTransactionMode: 'each',
  });
  await source.initialize();
  try {
    const ran = await source.runMigrations();
    await migrateQueues(url);
    if (servingRole) await grantServing(source, servingRole);
    return ran.map((migration) => migration.name);
  } finally {
    await source.destroy();
  }
}

/** Takes the newest migration back, for the proof that every `down` works. Gives false when none is left. */
export async function migrateDown(url: string): Promise<boolean> {
  const source = new DataSource({
    type: 'postgres',
    url,
    migrations: [...migrations],
    migrationsTransactionMode: 'each',
  });
  await source.initialize();
  try {
    const before = await source.query(`select count(*)::int as ran from migrations`);
    if (before[0].ran === 0) return false;
    await source.undoLastMigration();
    return true;
  } finally {
    await source.destroy();
  }
}

const writtenOnce = ['journal_entry', 'journal_checkpoint', 'receipt', 'outcome_return', 'count_decision'];

async function grantServing(source: DataSource, role: string): Promise<void> {
  const name = source.driver.escape(role);
  await source.query(`grant usage on schema public to ${name}`);
  await source.query(`grant select, insert, update, delete on all tables in schema public to ${name}`);
  await source.query(`grant usage, select on all sequences in schema public to ${name}`);
  await source.query(`grant execute on all functions in schema public to ${name}`);
  await source.query(`revoke update, delete, truncate on ${writtenOnce.join(', ')} from ${name}`);
  await source.query(`revoke insert, update, delete on migrations from ${name}`);
  await source.query(`grant usage, create on schema bullmq to ${name}`);
  await source.query(`grant all on all tables in schema bullmq to ${name}`);
  await source.query(`grant usage, select on all sequences in schema bullmq to ${name}`);
  await source.query(`grant execute on all functions in schema bullmq to ${name}`);
}
