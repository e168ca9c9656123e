import { Client } from 'pg';
import { until } from './until.js';

/** Somebody who is in the way of the product in the database, and knows when it has got there. */
export interface Holder {
  /** Holds a statement's rows or table until `letGo`. */
  readonly hold: (sql: string, parameters?: readonly unknown[]) => Promise<void>;
  /** Waits until the product waits for what is held; gives the backends that wait. */
  readonly untilWaitedFor: () => Promise<number[]>;
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
  const waiting = async (): Promise<number[]> => {
    const { rows } = await watch.query<{ pid: number }>(
      `select pid from pg_stat_activity where datname = current_database() and $1 = any(pg_blocking_pids(pid))`,
      [(client as unknown as { processID: number }).processID],
    );
    return rows.map(({ pid }) => pid);
  };
  return {
    hold: async (sql, parameters = []) => {
      await client.query(sql, [...parameters]);
    },
    untilWaitedFor: async () => {
      let pids: number[] = [];
      await until('somebody waits for what is held', async () => (pids = await waiting()).length > 0);
      return pids;
    },
    letGo: async () => {
      await client.query('rollback').catch(() => undefined);
      await Promise.all([client.end(), watch.end()].map((end) => end.catch(() => undefined)));
    },
  };
}

const answerKept = 20_261_127;

/** Lets every act commit and its answer be kept only when nobody holds `holdAnswers`. For the owner of the schema. */
export async function letAnswersBeHeld(superuserUrl: string): Promise<void> {
  const client = new Client({ connectionString: superuserUrl });
  await client.connect();
  try {
    await client.query(`
      create function wait_to_answer() returns trigger language plpgsql as $$
        begin perform pg_advisory_xact_lock_shared(${answerKept}); return new; end $$;
      create trigger wait_to_answer before update on answered_request for each row
        when (old.status is null and new.status is not null) execute function wait_to_answer();`);
  } finally {
    await client.end();
  }
}

/** What a holder holds to stand between the commit of an act and its answer. */
export const holdAnswers = `select pg_advisory_xact_lock(${answerKept})`;
