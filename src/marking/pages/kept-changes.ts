import type { Keeper, Kept } from './change-queue.js';

const store = 'changes';

/**
 * Keeps in this browser what was typed and is not yet said to be saved, through a lost line, an expired session or a closed
 * tab, and forgets it as soon as the server has it. Not in `localStorage`, where things stay until somebody clears them.
 */
export class KeptChanges implements Keeper {
  private readonly database = opened();

  constructor(private readonly markSetId: string) {}

  /** What pages of this set left here, this browser's other windows among them. Each change stands under its own id. */
  async all(): Promise<readonly Kept[]> {
    const range = IDBKeyRange.bound([this.markSetId], [this.markSetId, []]);
    return (await this.ask<Kept[]>('readonly', (kept) => kept.getAll(range))) ?? [];
  }

  put(kept: Kept): void {
    void this.ask('readwrite', (store) => store.put(kept, [this.markSetId, kept.change.id]));
  }

  remove(id: string): void {
    void this.ask('readwrite', (store) => store.delete([this.markSetId, id]));
  }

  private async ask<T>(mode: IDBTransactionMode, act: (kept: IDBObjectStore) => IDBRequest): Promise<T | undefined> {
    const database = await this.database;
    return new Promise((resolve) => {
      if (!database) return resolve(undefined);
      const request = act(database.transaction(store, mode).objectStore(store));
      request.addEventListener('success', () => resolve(request.result as T));
      request.addEventListener('error', () => resolve(undefined));
    });
  }
}

/** Null in a browser that keeps nothing (private windows of some): it still saves, and only cannot bring back what was unsent. */
function opened(): Promise<IDBDatabase | null> {
  return new Promise((resolve) => {
    try {
      const opening = indexedDB.open('scriptorium-unsent-marks', 2);
      opening.addEventListener('upgradeneeded', () => {
        if (opening.result.objectStoreNames.contains(store)) opening.result.deleteObjectStore(store);
        opening.result.createObjectStore(store);
      });
      opening.addEventListener('success', () => resolve(opening.result));
      opening.addEventListener('error', () => resolve(null));
      opening.addEventListener('blocked', () => resolve(null));
    } catch {
      resolve(null);
    }
  });
}
