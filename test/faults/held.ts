import { Client } from 'pg';
import type { Life } from './life.js';

/** Somebody who is in the way of the product in the database, and knows when it has got there. */
export interface Holder {
  /** Holds a statement's rows or table until `letGo`. */
  readonly hold: (sql: string, parameters?: readonly unknown[]) => Promise<void>;
  /** Waits until the product waits for what is held, for at most half a minute. */
  readonly untilWaitedFor: (life: Pick<Life, 'until'>) => Promise<void>;
  readonly letGo: () => Promise<void>;
}

/** So a process is killed, not about the right time, but between two statements of its transaction. */
export async function startHolder(superuserUrl: string): Promise<Holder> {
  const client = new Client({ connectionString: superuserUrl, application_name: 'holder' });
  // What is killed here takes this connection with it.
  client.on('error', () => undefined);
  await client.connect();
  await client.query('begin');
  const watch = new Client({ connectionString: superuserUrl, application_name: 'holder' });
  watch.on('error', () => undefined);
  await watch.connect();
  return {
    hold: async (sql, parameters = []) => {
      await client.query(sql, [...parameters]);
    },
    untilWaitedFor: (life) =>
      life.until(
        async () => {
          const { rowCount } = await watch.query(
            `select from pg_stat_activity where datname = current_database()
             and (select pid from pg_stat_activity s where s.pid = $1) = any(pg_blocking_pids(pid))`,
            [(client as unknown as { processID: number }).processID],
          );
          return (rowCount ?? 0) > 0 || 'nobody waits';
        },
        'the product to wait for what is held',
        30,
      ),
    letGo: async () => {
      await client.query('rollback').catch(() => undefined);
      await Promise.all([client.end(), watch.end()].map((end) => end.catch(() => undefined)));
    },
  };
}
