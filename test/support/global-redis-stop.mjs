import { tearDown as tearDownPostgres } from './global-postgres.mjs';
import { tearDown } from './global-redis.mjs';

export default async function stop() {
  await tearDown();
  await tearDownPostgres();
}
