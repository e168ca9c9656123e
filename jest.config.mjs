import { availableParallelism } from 'node:os';

/** Node loads the specs, and TypeScript with them, by hooks of ours; Jest only has to find what belongs to what. */
const native = {
  runtime: '<rootDir>/test/support/native-runtime.mjs',
  transform: {},
  moduleNameMapper: {
    '^#libs/([^/]+)$': '<rootDir>/libs/$1/src/index.ts',
    '^(\\.{1,2}/.*)\\.js$': '$1',
  },
  modulePathIgnorePatterns: ['<rootDir>/dist', '<rootDir>/.scriptorium'],
  watchPathIgnorePatterns: ['<rootDir>/dist', '<rootDir>/.scriptorium'],
};

/** A PostgreSQL that the whole run shares, and a database cloned from its template for each spec that asks. */
const postgres = {
  globalSetup: '<rootDir>/test/support/global-postgres.mjs',
  globalTeardown: '<rootDir>/test/support/global-postgres-stop.mjs',
};

/** The same and a Redis; queuesRedisUrl() is then not null. */
const postgresAndRedis = {
  globalSetup: '<rootDir>/test/support/global-redis.mjs',
  globalTeardown: '<rootDir>/test/support/global-redis-stop.mjs',
  setupFiles: ['<rootDir>/test/support/queues-on-redis.mjs'],
};

/** Specs that between them have every kind of job done; for what else a room does, queues on PostgreSQL are enough. */
const withQueues = [
  'allocation-rounds',
  'documents-checks',
  'enrolment-import',
  'enrolment-waiting',
  'marking',
  'moderation',
  'notices',
  'outcomes',
  'oversight',
  'people-links',
  'platform',
  'quality',
  'release-edges',
  'submission-closing',
  'work',
];

/** And the product, built. */
const product = { ...postgresAndRedis, globalSetup: '<rootDir>/test/support/global-product.mjs' };

const project = (displayName, testMatch, more = {}) => ({
  displayName,
  testMatch: testMatch.map((pattern) => `<rootDir>/${pattern}`),
  ...native,
  ...more,
});

export default {
  // Where the browser and PostgreSQL share two cores with Jest, it still pays to use both.
  maxWorkers: Math.min(availableParallelism(), 6),
  // It ends what hangs and nothing else: a busy machine is no failure, and how fast something is `npm run bench` says.
  testTimeout: 300_000,
  workerIdleMemoryLimit: '1GB',
  testSequencer: '<rootDir>/test/support/longest-first.mjs',
  projects: [
    project('checks', ['test/checks/**/*.spec.ts']),
    project('pure', ['libs/**/*.spec.ts', 'src/**/*.spec.ts', 'test/*.spec.ts']),
    project('rooms', ['test/rooms/**/*.spec.ts'], postgres),
    project(
      'rooms-redis',
      withQueues.map((name) => `test/rooms/${name}.spec.ts`),
      postgresAndRedis,
    ),
    project('faults', ['test/faults/**/*.spec.ts', 'test/bare/**/*.spec.ts'], product),
    project('journeys', ['test/journeys/**/*.spec.ts'], product),
  ],
};
