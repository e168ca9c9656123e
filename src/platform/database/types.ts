import pg from 'pg';

// A civil date is a day, not midnight in the machine's zone: keep it as PostgreSQL writes it, YYYY-MM-DD.
pg.types.setTypeParser(pg.types.builtins.DATE, (text) => text);

/** The instant a timestamptz column holds, to the millisecond. */
export function instantOf(value: Date): Temporal.Instant {
  return Temporal.Instant.fromEpochMilliseconds(value.getTime());
}
