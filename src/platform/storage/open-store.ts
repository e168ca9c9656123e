import type { StoreConfig } from '../config/config.js';
import { DirectoryStore } from './directory-store.js';
import type { FileStore } from './file-store.js';
import { S3Store } from './s3-store.js';

/** The store that the settings name. It touches nothing yet: `check()` says whether it can be used. */
export function openStore(config: StoreConfig): FileStore {
  return config.kind === 'directory' ? new DirectoryStore(config.root) : new S3Store(config);
}
