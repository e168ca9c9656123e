import type { S3Client, S3ClientConfig } from '@aws-sdk/client-s3';
import type { StoreConfig } from '../config/config.js';
import { StoreAway } from './file-store.js';

export type S3Config = Extract<StoreConfig, { kind: 's3' }>;

/** The SDK would write to the console of requests that it cannot repeat, which we repeat, and of objects that are there already. */
const SILENT = { trace() {}, debug() {}, info() {}, warn() {}, error() {} };

/**
 * How every client of ours speaks to the bucket. Checksums are WHEN_REQUIRED by default: the trailers that the SDK would
 * add of itself are refused by Ceph (411) and stored as content by lesser servers; we check our own SHA-256 instead.
 */
export function s3ClientConfig(config: S3Config): S3ClientConfig {
  return {
    ...(config.endpoint ? { endpoint: config.endpoint } : {}),
    region: config.region,
    credentials: { accessKeyId: config.accessKeyId, secretAccessKey: config.secretAccessKey },
    forcePathStyle: true,
    requestChecksumCalculation: config.checksums,
    responseChecksumValidation: config.checksums,
    maxAttempts: 4,
    logger: SILENT,
    requestHandler: { connectionTimeout: 5_000, socketTimeout: 30_000 },
  };
}

/** From here on the client says by a type of its own that the server gave no answer after all tries, or is not serving (503). */
export function tellsAway(client: S3Client): S3Client {
  client.middlewareStack.add(
    (next) => async (args) => {
      try {
        return await next(args);
      } catch (error) {
        const status = statusOf(error);
        throw status === 503 || (status === null && isOfTheLine(error)) ? new StoreAway(error) : error;
      }
    },
    { step: 'initialize', name: 'tellsAway' },
  );
  return client;
}

/** Refused, reset, timed out, not found by name: what Node and the SDK call a line that does not hold. */
function isOfTheLine(error: unknown): boolean {
  const { name, code, message, cause } = error as { name?: string; code?: string; message?: string; cause?: unknown };
  const said = [name, code, message].join(' ');
  if (/ECONN|ENOTFOUND|EAI_AGAIN|EPIPE|EHOSTUNREACH|ETIMEDOUT|TimeoutError|socket hang up/.test(said)) return true;
  return cause !== undefined && cause !== error && isOfTheLine(cause ?? {});
}

/** The HTTP status of what the server refused, or null where no answer came. */
export function statusOf(error: unknown): number | null {
  return (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode ?? null;
}

export function isNotFound(error: unknown): boolean {
  return statusOf(error) === 404;
}
