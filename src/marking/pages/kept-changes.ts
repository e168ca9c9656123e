import type { Change, Keeper } from './change-queue.js';

const store = 'changes';

/**
 * Keeps in this browser what was typed and is not yet said to be saved, through a lost line, an expired session or a closed
 * tab, and forgets it as soon as the server has it. Not in `localStorage`, where things stay until somebody clears them.
 */
export class KeptChanges implements Keeper {
  private constructor(
    private readonly database: IDBDatabase | null,
    private readonly markSetId: string,
  ) {}

  /** A browser that keeps nothing (private windows of some) still saves: it only cannot bring back what was unsent. */
  static async open(markSetId: string): Promise<KeptChanges> {
    const database = await new Promise<IDBDatabase | null>((resolve) => {
      try {
        const opening = indexedDB.open('scriptorium-unsent-marks', 1);
        opening.addEventListener('upgradeneeded', () => opening.result.createObjectStore(store));
        opening.addEventListener('success', () => resolve(opening.result));
        opening.addEventListener('error', () => resolve(null));
      } catch {
        resolve(null);
      }
    });
    return new KeptChanges(database, markSetId);
  }

  async all(): Promise<{ order: number; change: Change }[]> {
    const range = IDBKeyRange.bound([this.markSetId, 0], [this.markSetId, Number.MAX_SAFE_INTEGER]);
    return (await this.ask<{ order: number; change: Change }[]>('readonly', (kept) => kept.getAll(range))) ?? [];
  }

  put(order: number, change: Change): void {
    void this.ask('readwrite', (kept) => kept.put({ order, change }, [this.markSetId, order]));
  }

  remove(order: number): void {
    void this.ask('readwrite', (kept) => kept.delete([this.markSetId, order]));
  }

  private ask<T>(mode: IDBTransactionMode, act: (kept: IDBObjectStore) => IDBRequest): Promise<T | undefined> {
    return new Promise((resolve) => {
      if (!this.database) return resolve(undefined);
      const request = act(this.database.transaction(store, mode).objectStore(store));
      request.addEventListener('success', () => resolve(request.result as T));
      request.addEventListener('error', () => resolve(undefined));
    });
  }
}
