export { FileDamaged, FileMissing, FileStore, keyOf } from './file-store.js';
export type { ByteRange, Expectation, ReceiveRefusal, StoredFile } from './file-store.js';
export { openStore } from './open-store.js';
