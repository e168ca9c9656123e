// Runs before each spec of the project `rooms-redis`; read by queuesRedisUrl() of test/support/redis.ts.
process.env.TEST_QUEUES = 'redis';
