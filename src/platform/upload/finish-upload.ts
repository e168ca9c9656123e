import { Readable } from 'node:stream';
import type { Upload } from '@tus/server';
import type { FastifyRequest } from 'fastify';
import { isRefusal, type Refusal } from '#libs/refusal';
import { FileMissing, type FileStore, type StoredFile } from '../storage/index.js';
import { displayName } from './display-name.js';
import type { IncomingUploads } from './incoming-uploads.js';

export interface FinishedUpload {
  /** The name of the upload, 32 hex digits: the same however often it is finished. */
  readonly upload: string;
  readonly owner: string;
  readonly name: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly file: StoredFile;
}

/** An upload whose bytes are all there, and that is no file of ours yet. `size` in bytes. */
export interface CompleteUpload extends Pick<FinishedUpload, 'upload' | 'owner' | 'name' | 'fields'> {
  readonly size: number;
}

/** Asked before a complete upload becomes a file of the store; what it refuses stays among the incoming, and is swept. */
export type MayFinish = (complete: CompleteUpload, request: FastifyRequest) => Promise<Refusal | null>;

export type OnFinish = (finished: FinishedUpload, request: FastifyRequest) => Promise<Refusal | null>;

/** Metadata that is ours; what a sender writes there is dropped. */
const OURS = ['owner', 'stored', 'recorded'];

/** The fields that the sender gave along. */
export function theirs(metadata: Upload['metadata']): Record<string, string> {
  const fields = Object.entries(metadata ?? {}).filter(([name]) => !OURS.includes(name));
  return Object.fromEntries(fields.map(([name, value]) => [name, value ?? '']));
}

export function isComplete(upload: Upload): boolean {
  return upload.size !== undefined && upload.offset === upload.size;
}

/** Our name of an upload out of the tus server's. */
export function nameOf(id: string): string {
  return id.slice(-32);
}

/**
 * What happens when the last byte is there: ask, adopt, note, put away, tell. Each step may be the last before a crash, and
 * then all are done again; what was noted as adopted is not asked about again. Requests that ask for it while it is under way get the same answer.
 */
export function finishing(
  incoming: IncomingUploads,
  store: FileStore,
  { mayFinish, onFinish }: { readonly mayFinish?: MayFinish | undefined; readonly onFinish: OnFinish },
) {
  const finish = async (id: string, request: FastifyRequest): Promise<Refusal | null> => {
    const known = await incoming.store.getUpload(id);
    const { owner, stored, recorded } = known.metadata ?? {};
    if (recorded) return null;
    const upload = {
      upload: nameOf(id),
      owner: owner ?? '',
      name: displayName(theirs(known.metadata)['filename'] ?? ''),
      fields: theirs(known.metadata),
    };
    const unwanted = stored ? null : await mayFinish?.({ ...upload, size: known.size ?? 0 }, request);
    if (unwanted) return unwanted;
    const file = stored ? (JSON.parse(stored) as StoredFile) : await adopt(known, incoming, store);
    if (isRefusal(file)) return file;
    const refused = await onFinish({ ...upload, file }, request);
    if (refused) return refused;
    await incoming.note(id, { recorded: 'yes' });
    return null;
  };
  const running = new Map<string, Promise<Refusal | null>>();
  return (id: string, request: FastifyRequest): Promise<Refusal | null> => {
    const already = running.get(id);
    if (already) return already;
    const now = finish(id, request).finally(() => running.delete(id));
    running.set(id, now);
    return now;
  };
}

async function adopt(upload: Upload, incoming: IncomingUploads, store: FileStore): Promise<StoredFile | Refusal> {
  const name = nameOf(upload.id);
  const size = upload.size ?? 0;
  const expected = { maxBytes: size, expectedSha256: theirs(upload.metadata)['sha256'] || undefined };
  const file = await store.adopt(name, expected).catch(async (error: unknown) => {
    if (!(error instanceof FileMissing)) throw error;
    // All parts are in the bucket, but we died before they were put together: writing nothing more does that.
    await incoming.store.write(Readable.from([]), upload.id, upload.offset);
    return store.adopt(name, expected);
  });
  if (isRefusal(file)) {
    await incoming.forget(upload.id);
    return file;
  }
  if (file.size !== size) throw new Error(`The upload ${name} has ${file.size} of ${size} bytes`);
  await incoming.note(upload.id, { stored: JSON.stringify(file) });
  await store.discardIncoming(name);
  return file;
}
