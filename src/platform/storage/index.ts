export { FileDamaged, FileMissing, FileStore, StoreAway, keyOf, sha256Of } from './file-store.js';
export type { ByteRange, Expectation, ReceiveRefusal, StoredFile } from './file-store.js';
export { openStore } from './open-store.js';
