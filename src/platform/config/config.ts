import { z } from 'zod';

/**
 * What the environment says, read once when a process starts and refused by name where it is wrong.
 * `demo`: sign-in by one click and a clock that can be moved. `production`: neither; the defaults below that are
 * harmless on a newcomer's machine are refused.
 */
const Environment = z.object({
  SCRIPTORIUM_MODE: z.enum(['demo', 'production']).default('demo'),
  HOST: z.string().default('127.0.0.1'),
  PORT: z.coerce.number().int().min(0).max(65_535).default(0),
  PUBLIC_URL: z.url().optional(),
  /** The role that serves: may not change the schema, nor alter the journal. */
  DATABASE_URL: z.string().startsWith('postgres'),
  /** The role that owns the schema and migrates; the serving role where none is given. */
  MIGRATION_DATABASE_URL: z.string().startsWith('postgres').optional(),
  /** How long an act waits for a connection, while the others have them all or the database is away, before it gives up. */
  DATABASE_PATIENCE_SECONDS: z.coerce.number().int().min(1).max(60).default(5),
  /** Redis for the queues. Without it they run on PostgreSQL. */
  REDIS_URL: z.string().startsWith('redis').optional(),
  STORE_DIRECTORY: z.string().optional(),
  S3_ENDPOINT: z.url().optional(),
  S3_REGION: z.string().default('eu-west-2'),
  S3_BUCKET: z.string().optional(),
  S3_ACCESS_KEY_ID: z.string().optional(),
  S3_SECRET_ACCESS_KEY: z.string().optional(),
  S3_CHECKSUMS: z.enum(['WHEN_REQUIRED', 'WHEN_SUPPORTED']).default('WHEN_REQUIRED'),
  CLAMD_HOST: z.string().optional(),
  CLAMD_PORT: z.coerce.number().int().default(3310),
  SMTP_URL: z.string().startsWith('smtp').optional(),
  MAIL_FROM: z.string().default('Scriptorium <assessment@scriptorium.invalid>'),
  /** Where the Ed25519 signing key pairs are kept, PEM; made on the first start in demo mode. */
  KEYS_DIRECTORY: z.string(),
  TRUSTED_PROXY: z.string().optional(),
});

export type StoreConfig =
  | { readonly kind: 'directory'; readonly root: string }
  | {
      readonly kind: 's3';
      readonly endpoint: string | undefined;
      readonly region: string;
      readonly bucket: string;
      readonly accessKeyId: string;
      readonly secretAccessKey: string;
      readonly checksums: 'WHEN_REQUIRED' | 'WHEN_SUPPORTED';
    };

export interface Config {
  readonly mode: 'demo' | 'production';
  readonly host: string;
  /** 0 asks the system for a free port. */
  readonly port: number;
  /** The address that mails and receipts name, without a trailing slash; null: the address listened on. */
  readonly publicUrl: string | null;
  readonly databaseUrl: string;
  readonly migrationDatabaseUrl: string;
  readonly databasePatienceMs: number;
  readonly redisUrl: string | null;
  readonly store: StoreConfig;
  readonly clamd: { readonly host: string; readonly port: number } | null;
  readonly smtpUrl: string | null;
  readonly mailFrom: string;
  readonly keysDirectory: string;
  readonly trustedProxy: string | null;
}

/** Names every setting that is missing or wrong, one a line, and throws: a process with a wrong setting does not start. */
export function readConfig(environment: Record<string, string | undefined>): Config {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const parsed = Environment.safeParse(given);
  if (!parsed.success) throw new Error(`The settings are wrong:\n${z.prettifyError(parsed.error)}`);
  const settings = parsed.data;
  return {
    mode: settings.SCRIPTORIUM_MODE,
    host: settings.HOST,
    port: settings.PORT,
    publicUrl: settings.PUBLIC_URL?.replace(/\/$/, '') ?? null,
    databaseUrl: settings.DATABASE_URL,
    migrationDatabaseUrl: settings.MIGRATION_DATABASE_URL ?? settings.DATABASE_URL,
    databasePatienceMs: settings.DATABASE_PATIENCE_SECONDS * 1_000,
    redisUrl: settings.REDIS_URL ?? null,
    store: readStore(settings),
    clamd: settings.CLAMD_HOST ? { host: settings.CLAMD_HOST, port: settings.CLAMD_PORT } : null,
    smtpUrl: settings.SMTP_URL ?? null,
    mailFrom: settings.MAIL_FROM,
    keysDirectory: settings.KEYS_DIRECTORY,
    trustedProxy: settings.TRUSTED_PROXY ?? null,
  };
}

function readStore(settings: z.infer<typeof Environment>): StoreConfig {
  const { S3_BUCKET, S3_ACCESS_KEY_ID, S3_SECRET_ACCESS_KEY, STORE_DIRECTORY } = settings;
  if (S3_BUCKET && S3_ACCESS_KEY_ID && S3_SECRET_ACCESS_KEY) {
    return {
      kind: 's3',
      endpoint: settings.S3_ENDPOINT,
      region: settings.S3_REGION,
      bucket: S3_BUCKET,
      accessKeyId: S3_ACCESS_KEY_ID,
      secretAccessKey: S3_SECRET_ACCESS_KEY,
      checksums: settings.S3_CHECKSUMS,
    };
  }
  if (STORE_DIRECTORY) return { kind: 'directory', root: STORE_DIRECTORY };
  throw new Error(
    'The settings are wrong:\nno file store: set STORE_DIRECTORY, or S3_BUCKET with S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY',
  );
}
