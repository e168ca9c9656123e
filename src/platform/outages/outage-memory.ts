/** What a process can see fail: `service` is that no process was there to see anything. */
export type OutagePart = 'database' | 'store' | 'service';

/** A stretch in which a part failed, by the clock that only goes forward: milliseconds of `performance.now()`. */
export interface FailedStretch {
  readonly part: OutagePart;
  readonly from: number;
  readonly until: number;
}

/** A request that mattered and got no proper answer. `at` as above; the hash names a session and opens nothing. */
export interface FailedRequest {
  readonly at: number;
  readonly path: string;
  readonly sessionHash: string | null;
  readonly status: number;
}

/** As many as are kept while nothing can be written: beyond them the stretch itself says enough. */
const mostRequests = 10_000;

/**
 * What a process saw fail and could not write down, since what failed may be the database itself. No clock of the wall is
 * read: how long ago it was is turned into an instant by the database, once it is back (edge case 6).
 */
export class OutageMemory {
  private readonly failing = new Map<OutagePart, { from: number; until: number }>();
  private stretches: FailedStretch[] = [];
  private requests: FailedRequest[] = [];

  /** A try that began at `began` had failed at `ended`. */
  failed(part: OutagePart, began: number, ended: number): void {
    const standing = this.failing.get(part);
    this.failing.set(part, {
      from: Math.min(standing?.from ?? began, began),
      until: Math.max(standing?.until ?? ended, ended),
    });
  }

  /** A try that had worked at `at`: what failed before it is over, and lasted until then. */
  worked(part: OutagePart, at: number): void {
    const standing = this.failing.get(part);
    if (!standing) return;
    this.failing.delete(part);
    this.stretches.push({ part, from: standing.from, until: Math.max(standing.until, at) });
  }

  requestFailed(request: FailedRequest): void {
    if (this.requests.length < mostRequests) this.requests.push(request);
  }

  /** Everything known so far, also of what fails still: writing the same stretch again, longer, is one stretch. */
  known(): { readonly stretches: readonly FailedStretch[]; readonly requests: readonly FailedRequest[] } {
    const open = [...this.failing].map(([part, { from, until }]) => ({ part, from, until }));
    return {
      stretches: [...this.stretches, ...open].filter(({ from, until }) => until > from),
      requests: this.requests,
    };
  }

  /** Lets go of what was written; what came in meanwhile stays. */
  written(known: { readonly stretches: readonly FailedStretch[]; readonly requests: readonly FailedRequest[] }): void {
    this.stretches = this.stretches.filter((one) => !known.stretches.includes(one));
    this.requests = this.requests.filter((one) => !known.requests.includes(one));
  }
}
