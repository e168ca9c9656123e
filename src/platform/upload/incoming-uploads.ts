import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FileConfigstore, FileStore as TusFileStore } from '@tus/file-store';
import { S3Store as TusS3Store, type MetadataValue } from '@tus/s3-store';
import { Upload, type DataStore } from '@tus/server';
import type { StoreConfig } from '../config/config.js';
import { INCOMING } from '../storage/incoming.js';
import { s3ClientConfig, tellsAway, type S3Config } from '../storage/s3-client.js';

/** Where the tus server keeps an upload until it is adopted, and what we write down about it. */
export interface IncomingUploads {
  readonly store: DataStore;
  /** The tus server's name for an upload: the key under which its bytes lie. `name` is 32 hex digits. */
  readonly idOf: (name: string) => string;
  /** Writes facts beside the upload; with `stored` among them it stays known as finished when its bytes are gone. */
  readonly note: (id: string, facts: Record<string, string>) => Promise<void>;
  /** Drops a finished upload and all that was known of it. The tus stores' `remove` is for unfinished ones. */
  readonly forget: (id: string) => Promise<void>;
}

export function openIncoming(config: StoreConfig, keepMs: number): IncomingUploads {
  if (config.kind === 's3') {
    const store = new BucketUploads(config, keepMs);
    return {
      store,
      idOf: (name) => `${INCOMING}/${name}`,
      note: store.note.bind(store),
      forget: store.forget.bind(store),
    };
  }
  const store = new DirectoryUploads(config.root, keepMs);
  return { store, idOf: (name) => name, note: store.note.bind(store), forget: store.remove.bind(store) };
}

class DirectoryUploads extends TusFileStore {
  constructor(root: string, keepMs: number) {
    const directory = join(root, INCOMING);
    // Else the tus store makes it later, and takes the process down where it cannot.
    mkdirSync(directory, { recursive: true, mode: 0o750 });
    super({ directory, configstore: new WholeFiles(directory), expirationPeriodInMilliseconds: keepMs });
  }

  override async getUpload(id: string): Promise<Upload> {
    const known = await this.configstore.get(id);
    if (known?.metadata?.['stored']) return changed(known, { offset: known.size ?? 0 });
    return super.getUpload(id);
  }

  async note(id: string, facts: Record<string, string>): Promise<void> {
    const known = await this.configstore.get(id);
    if (!known) throw new Error(`Nothing is known of the upload ${id}`);
    await this.configstore.set(id, changed(known, { metadata: { ...known.metadata, ...facts } }));
  }
}

function changed(known: Upload, change: Partial<Pick<Upload, 'offset' | 'metadata'>>): Upload {
  const { id, size, offset, metadata, storage, creation_date } = known;
  return new Upload({
    id,
    size,
    offset,
    metadata,
    storage,
    creation_date,
    ...change,
  });
}

/** What is known of an upload, replaced as a whole: a process killed while writing leaves the old words, not half of the new. */
class WholeFiles extends FileConfigstore {
  override async set(key: string, value: Upload): Promise<void> {
    const written = join(this.directory, `${key}.${randomUUID()}.new`);
    await writeFile(written, JSON.stringify(value));
    await rename(written, join(this.directory, `${key}.json`));
  }
}

class BucketUploads extends TusS3Store {
  constructor(config: S3Config, keepMs: number) {
    super({
      s3ClientConfig: { ...s3ClientConfig(config), bucket: config.bucket },
      expirationPeriodInMilliseconds: keepMs,
      useTags: false,
      // What another web process wrote down must be seen here, so nothing is remembered.
      cache: { get: () => Promise.resolve(undefined), set: () => Promise.resolve(), delete: () => Promise.resolve() },
    });
    tellsAway(this.client);
  }

  async note(id: string, facts: Record<string, string>): Promise<void> {
    const known: MetadataValue = await this.getMetadata(id);
    known.file.metadata = { ...known.file.metadata, ...facts };
    await this.saveMetadata(known.file, known['upload-id']);
  }

  async forget(id: string): Promise<void> {
    const Objects = [{ Key: id }, { Key: this.infoKey(id) }];
    await this.client.deleteObjects({ Bucket: this.bucket, Delete: { Objects } });
  }
}
