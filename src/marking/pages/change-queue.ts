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

/** A change and its place among those of all windows of this browser: when it was typed, in ms, and never that of another one of its page. */
export interface Kept {
  readonly order: number;
  readonly change: Change;
}

/** Where changes outlive the page, each under its own id: two windows keep theirs in one place. */
export interface Keeper {
  put(kept: Kept): void;
  remove(id: string): void;
}

interface Entry {
  readonly order: number;
  change: Change;
  sent: boolean;
  /** Left by an earlier page, and not seen by who typed on this one before it was brought back. */
  readonly unseen: boolean;
}

/**
 * Changes that the server has not said it has, in their order. A change that was sent is sent again as it was until it is
 * answered, since its answer may have been lost and not itself; one that was not yet sent gives way to the next of its
 * criterion. So a bad line never makes a person's own change look like somebody else's.
 */
export class ChangeQueue {
  private entries: Entry[] = [];
  private order = 0;
  private readonly own = new Set<string>();
  private readonly typedOn = new Set<string>();

  constructor(private readonly keeper: Keeper) {}

  get size(): number {
    return this.entries.length;
  }

  /**
   * Takes over what other pages left, and answers with what goes back into the form. Whether it was sent is not known, so each
   * is treated as if it were. What is of a criterion that was typed on meanwhile goes after that, upon the version that it
   * knew: the server then keeps both, since whoever typed the second had not seen the first.
   */
  restore(kept: readonly Kept[]): readonly Change[] {
    const restored = kept
      .filter(({ change }) => !this.own.has(change.id))
      .toSorted((a, b) => a.order - b.order)
      .map((entry) => ({ ...entry, sent: true, unseen: this.typedOn.has(entry.change.criterion) }));
    const seen = restored.filter(({ unseen }) => !unseen);
    this.entries = [...seen, ...this.entries, ...restored.filter(({ unseen }) => unseen)];
    return seen.map(({ change }) => change);
  }

  add(change: Change): void {
    const place = this.entries.findIndex(({ sent, change: other }) => !sent && other.criterion === change.criterion);
    const replaced = this.entries[place];
    if (replaced) this.drop(replaced);
    this.order = Math.max(this.order + 1, Date.now());
    const entry = { order: this.order, change, sent: false, unseen: false };
    this.own.add(change.id);
    this.typedOn.add(change.criterion);
    this.entries.splice(replaced ? place : this.entries.length, 0, entry);
    this.keeper.put({ order: entry.order, change });
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
    for (const entry of this.entries) {
      if (entry.change.criterion !== criterion || entry.unseen !== (answered?.unseen ?? false)) continue;
      entry.change = { ...entry.change, baseVersion: version };
      this.keeper.put({ order: entry.order, change: entry.change });
    }
  }

  private drop(entry: Entry): void {
    this.entries = this.entries.filter((other) => other !== entry);
    this.keeper.remove(entry.change.id);
  }
}
