/** How many seconds whoever gets a 503 should wait: a restart of a database or a store takes a few. */
export const retryAfterSeconds = 10;
