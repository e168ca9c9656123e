// For the journeys and the faults: the built product, a shared PostgreSQL and a Redis.
import setUpPostgresAndRedis from './global-redis.mjs';
import { ensureBuilt } from '../../bin/build.mjs';

export default async function setUp() {
  await ensureBuilt(process.execPath);
  await setUpPostgresAndRedis();
}
