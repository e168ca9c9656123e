import type { Transaction } from '../database/database.js';
import type { FailedRequest, FailedStretch, OutagePart } from './outage-memory.js';

type Writes = Pick<Transaction, 'query'>;

/** A process that serves gives a sign of life this often; after three that did not come nobody was there. */
export const signOfLifeMs = 10_000;

/**
 * Writes stretches that this process saw. `now` is its forward clock as the transaction began: how long ago something was
 * is all that is taken from it, and the instant is the database's. What overlaps or touches a stretch that is written
 * already becomes one with it, whichever process saw it: a constraint holds that a part never fails twice at once.
 */
export async function writeStretches(
  tx: Writes,
  seenBy: string,
  stretches: readonly FailedStretch[],
  now: number,
): Promise<void> {
  if (stretches.length === 0) return;
  await tx.query(`select pg_advisory_xact_lock(hashtext('outage'))`);
  for (const { part, from, until } of stretches) {
    await writeStretch(tx, seenBy, part, (now - from) / 1_000, Math.max(0, now - until) / 1_000);
  }
}

async function writeStretch(
  tx: Writes,
  seenBy: string,
  part: OutagePart,
  beganAgo: number,
  endedAgo: number,
): Promise<void> {
  const [row] = await tx.query<{ began: string; ended: string; seenBy: string[] }>(
    `with span as (
       select clock.now - make_interval(secs => $2) as began, clock.now - make_interval(secs => $3) as ended
       from (select app_now() as now) as clock),
     met as (
       delete from outage o using span
       where o.part = $1 and tstzrange(o.began_at, o.ended_at, '[]') && tstzrange(span.began, span.ended, '[]')
       returning o.began_at, o.ended_at, o.seen_by)
     select least(span.began, (select min(began_at) from met))::text as began,
            greatest(span.ended, (select max(ended_at) from met))::text as ended,
            (select array_agg(distinct name) from (
               select unnest(seen_by) as name from met union select $4::text) as names) as "seenBy"
     from span`,
    [part, beganAgo, endedAgo, seenBy],
  );
  if (!row) throw new Error('A select of one row gives one');
  await tx.query(`insert into outage (part, began_at, ended_at, seen_by) values ($1, $2, $3, $4)`, [
    part,
    row.began,
    row.ended,
    row.seenBy,
  ]);
}

/** Writes requests that failed, with whose session it was where that is still known. */
export async function writeFailedRequests(
  tx: Writes,
  seenBy: string,
  requests: readonly FailedRequest[],
  now: number,
): Promise<void> {
  if (requests.length === 0) return;
  const rows = requests.map(({ at, ...rest }) => ({ ...rest, ago: (now - at) / 1_000 }));
  await tx.query(
    `insert into failed_request (at, path, status, sign_in_id, seen_by)
     select clock.now - make_interval(secs => r.ago), r.path, r.status, s.sign_in_id, $2
     from (select app_now() as now) as clock,
          jsonb_to_recordset($1::jsonb) as r (ago double precision, path text, status integer, "sessionHash" text)
     left join web_session s on s.token_hash = r."sessionHash"`,
    [JSON.stringify(rows), seenBy],
  );
}

/** This process is there. By the real clock: a demo clock that is moved is no outage. */
export async function giveSignOfLife(db: Writes, process: string): Promise<void> {
  await db.query(
    `insert into sign_of_life (process, at) values ($1, clock_timestamp())
     on conflict (process) do update set at = excluded.at`,
    [process],
  );
  await db.query(`delete from sign_of_life where at < clock_timestamp() - interval '7 days'`);
}

/**
 * As a process starts: for how long nobody had given a sign of life, in milliseconds; 0 where somebody was there, or where
 * nobody ever was. Whoever lived through a failure of the database has it in memory, and knows better than this.
 */
export async function silenceMs(db: Writes): Promise<number> {
  const [row] = await db.query<{ ms: number | null }>(
    `select (extract(epoch from clock_timestamp() - max(at)) * 1000)::float8 as ms from sign_of_life`,
  );
  const ms = row?.ms ?? 0;
  return ms > 3 * signOfLifeMs ? ms : 0;
}
