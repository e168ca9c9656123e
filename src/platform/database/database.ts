import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import {
  DataSource,
  type EntityManager,
  type EntityTarget,
  type ObjectLiteral,
  type QueryRunner,
  type Repository,
} from 'typeorm';
import './types.js';
import { writeEntry, type JournalEntry } from '../journal/write-entry.js';
import { writeFirstEntries } from '../journal/write-first-entries.js';
import { writeNextEntries } from '../journal/write-next-entries.js';
import { markKey } from './request-key.js';
import { countStatement } from './statement-count.js';

/** What is done when the business transaction commits, and not otherwise. */
export interface WorkOrder {
  /** A kind from the registry of jobs. */
  readonly kind: string;
  /** Two orders of one kind and key are one piece of work. */
  readonly key: string;
  /** Ids only: what is true is read again when the job runs. */
  readonly subject: Readonly<Record<string, string | number>>;
  /** When it may start; at once where none is given. */
  readonly dueAt?: Temporal.Instant;
  /** 1 (first) to 1000 (last); 100 where none is given. */
  readonly priority?: number;
}

/** One business transaction: state, journal, news and work are written in it or not at all. */
export interface Transaction {
  /** Rows of a parameterised statement. */
  query<Row>(sql: string, parameters?: readonly unknown[]): Promise<Row[]>;
  repository<Entity extends ObjectLiteral>(entity: EntityTarget<Entity>): Repository<Entity>;
  readonly manager: EntityManager;
  /** The database's clock, read now. */
  now(): Promise<Temporal.Instant>;
  /** Writes one act into the journal: who did it is known from the transaction. */
  journal(entry: JournalEntry): Promise<void>;
  /** Writes the first act of many things that were made just now, in one statement. */
  journalFirst(entries: readonly JournalEntry[]): Promise<void>;
  /** Writes one act on each of many things in two statements; the caller holds their rows. */
  journalAll(entries: readonly JournalEntry[]): Promise<void>;
  /** News for other rooms, heard after the commit. */
  announce(event: string, subject: Readonly<Record<string, string | number>>): Promise<void>;
  /** The same news of many things, in one statement. */
  announceAll(event: string, subjects: readonly Readonly<Record<string, string | number>>[]): Promise<void>;
  /** Orders work for the queues; ordering the same kind and key again changes nothing. */
  order(work: WorkOrder): Promise<void>;
  /** Orders many pieces of work in one statement. */
  orderAll(works: readonly WorkOrder[]): Promise<void>;
  /** Tells open pages that watch `topic` to look again, once this is committed. */
  touch(topic: string): Promise<void>;
}

/** Thrown in a transaction that finds, under lock, something else than it read before: it is tried again from the beginning. */
export class ReadAgain extends Error {
  readonly code = '40001';
}

/** The one way to the database: reads by `query`, changes by `transact`. */
@Injectable()
export class Database implements OnApplicationShutdown {
  constructor(readonly source: DataSource) {}

  /** Rows of one parameterised statement outside a transaction: for the reads of screens. */
  async query<Row>(sql: string, parameters: readonly unknown[] = []): Promise<Row[]> {
    const runner = this.source.createQueryRunner();
    try {
      return await rowsOf<Row>(runner, sql, parameters);
    } finally {
      await runner.release();
    }
  }

  /** The one row a statement must give; throws where it gives none. */
  async one<Row>(sql: string, parameters: readonly unknown[] = []): Promise<Row> {
    const [row] = await this.query<Row>(sql, parameters);
    if (row === undefined) throw new Error('A row that must be there is not');
    return row;
  }

  async now(): Promise<Temporal.Instant> {
    return readNow((sql) => this.query(sql));
  }

  /**
   * Runs `act` in one transaction in the name of `actor` (`participant:ID`, `staff:ID`, `job:KIND`, `sponsor:ID`).
   * A serialisation failure or deadlock is tried again, three times in all: `act` has to be repeatable.
   */
  async transact<T>(actor: string, act: (transaction: Transaction) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.source.transaction((manager) => act(open(manager, actor)));
      } catch (error) {
        if (attempt >= 3 || !isWorthAnotherTry(error)) throw error;
      }
    }
  }

  async onApplicationShutdown(): Promise<void> {
    if (this.source.isInitialized) await this.source.destroy();
  }
}

/** True where the database itself asks for another try, or `ReadAgain` does: serialization_failure, deadlock_detected. */
function isWorthAnotherTry(error: unknown): boolean {
  const code = (error as { code?: unknown }).code;
  return code === '40001' || code === '40P01';
}

async function readNow(query: (sql: string) => Promise<{ ms: string }[]>): Promise<Temporal.Instant> {
  const rows = await query(`select extract(epoch from app_now()) * 1000 as ms`);
  return Temporal.Instant.fromEpochMilliseconds(Math.trunc(Number(rows[0]?.ms)));
}

/** Rows whatever the statement: the mapper's own `query` gives an UPDATE's rows and count as a pair. */
async function rowsOf<Row>(runner: QueryRunner, sql: string, parameters: readonly unknown[]): Promise<Row[]> {
  const result = await runner.query(sql, [...parameters], true);
  return (result.records ?? []) as Row[];
}

function open(manager: EntityManager, actor: string): Transaction {
  const runner = manager.queryRunner;
  if (!runner) throw new Error('A transaction has a query runner');
  const query = <Row>(sql: string, parameters: readonly unknown[] = []): Promise<Row[]> =>
    rowsOf<Row>(runner, sql, parameters);
  let isMarked = false;
  /** What is on the record is an act: the key of its request goes with it. */
  const onRecord = async (write: () => Promise<void>): Promise<void> => {
    if (!isMarked) await markKey(query);
    isMarked = true;
    await write();
  };
  return {
    manager,
    query,
    repository: (entity) => manager.getRepository(entity),
    now: () => readNow((sql) => query(sql)),
    journal: (entry) => onRecord(() => writeEntry(query, actor, entry)),
    journalFirst: (entries) => onRecord(() => writeFirstEntries(query, actor, entries)),
    journalAll: (entries) => onRecord(() => writeNextEntries(query, actor, entries)),
    announce: async (event, subject) => {
      await query(`insert into outbox (event, subject) values ($1, $2)`, [event, JSON.stringify(subject)]);
      await query(`select pg_notify('work', '')`);
    },
    announceAll: async (event, subjects) => {
      if (subjects.length === 0) return;
      await query(`insert into outbox (event, subject) select $1, value from jsonb_array_elements($2::jsonb)`, [
        event,
        JSON.stringify(subjects),
      ]);
      await query(`select pg_notify('work', '')`);
    },
    order: async (work) => {
      await query(
        `insert into work_item (kind, key, subject, due_at, priority)
         values ($1, $2, $3, coalesce($4::timestamptz, app_now()), $5) on conflict (kind, key) do nothing`,
        [work.kind, work.key, JSON.stringify(work.subject), work.dueAt?.toString() ?? null, work.priority ?? 100],
      );
      await query(`select pg_notify('work', '')`);
    },
    orderAll: async (works) => {
      if (works.length === 0) return;
      const rows = works.map((work) => ({ ...work, dueAt: work.dueAt?.toString() ?? null }));
      await query(
        `insert into work_item (kind, key, subject, due_at, priority)
         select kind, key, subject, coalesce("dueAt", app_now()), coalesce(priority, 100)
         from jsonb_to_recordset($1::jsonb) as w (kind text, key text, subject jsonb, "dueAt" timestamptz, priority integer)
         on conflict (kind, key) do nothing`,
        [JSON.stringify(rows)],
      );
      await query(`select pg_notify('work', '')`);
    },
    touch: async (topic) => {
      await query(`select pg_notify('live', $1)`, [topic]);
    },
  };
}

/** How many connections there are, and how long one is waited for. */
export interface PoolWish {
  readonly size?: number;
  readonly patienceMs?: number;
}

/** Opens the pool. `entities` are the rooms' row classes; the platform knows none by name. */
export async function openSource(
  url: string,
  entities: readonly (new () => object)[],
  { size = 10, patienceMs = 5_000 }: PoolWish = {},
): Promise<DataSource> {
  const source = new DataSource({
    type: 'postgres',
    url,
    entities: [...entities],
    synchronize: false,
    logging: true,
    logger: countStatement,
    extra: { max: size, connectionTimeoutMillis: patienceMs, statement_timeout: 30_000, keepAlive: true },
    parseInt8: true,
  });
  return source.initialize();
}
