/** One change of one criterion as it goes over the line; see `MarkChange` on the server. */
export interface Change {
  readonly id: string;
  readonly criterion: string;
  readonly baseVersion: number;
  readonly level: 0 | 1 | 2 | null;
  readonly comment: string;
  readonly pointers: readonly { documentId: string; place: string }[];
}

/** What the server says of a change: `version` is the one that stands now. */
export interface Recorded {
  readonly id: string;
  readonly criterion: string;
  readonly applied: boolean;
  readonly version: number;
}

/** Where changes outlive the page: entries by their order. */
export interface Keeper {
  put(order: number, change: Change): void;
  remove(order: number): void;
}

interface Entry {
  readonly order: number;
  change: Change;
  sent: boolean;
}

/**
 * Changes that the server has not said it has, in their order. A change that was sent is sent again as it was until it is
 * answered, since its answer may have been lost and not itself; one that was not yet sent gives way to the next of its
 * criterion. So a bad line never makes a person's own change look like somebody else's.
 */
export class ChangeQueue {
  private entries: Entry[] = [];
  private order = 0;

  constructor(private readonly keeper: Keeper) {}

  get size(): number {
    return this.entries.length;
  }

  /** Takes over what an earlier page left. Whether it was sent is not known, so each is treated as if it were. */
  restore(kept: readonly { readonly order: number; readonly change: Change }[]): void {
    this.entries = [...kept].sort((a, b) => a.order - b.order).map((entry) => ({ ...entry, sent: true }));
    this.order = Math.max(0, ...kept.map(({ order }) => order + 1));
  }

  add(change: Change): void {
    const replaced = this.entries.find(({ sent, change: other }) => !sent && other.criterion === change.criterion);
    if (replaced) this.drop(replaced);
    const entry = { order: (this.order += 1), change, sent: false };
    this.entries.push(entry);
    this.keeper.put(entry.order, change);
  }

  /** The next request: the oldest change of each criterion, at most fifty. */
  batch(): Change[] {
    const first = this.entries.filter(
      (entry, index) => this.entries.findIndex(({ change }) => change.criterion === entry.change.criterion) === index,
    );
    return first.slice(0, 50).map((entry) => {
      entry.sent = true;
      return entry.change;
    });
  }

  /** An answer: the change is done with, and what was typed after it follows upon the version it made. */
  acknowledge({ id, criterion, applied, version }: Recorded): void {
    const answered = this.entries.find(({ change }) => change.id === id);
    if (answered) this.drop(answered);
    if (!applied) return;
    for (const entry of this.entries.filter(({ change }) => change.criterion === criterion)) {
      entry.change = { ...entry.change, baseVersion: version };
      this.keeper.put(entry.order, entry.change);
    }
  }

  private drop(entry: Entry): void {
    this.entries = this.entries.filter((other) => other !== entry);
    this.keeper.remove(entry.order);
  }
}
