import { frameHash } from './frame.js';
import type { Frame } from './frame.js';
import { byDigest, byOrder, mandatoryItems, type BetweenEquals } from './mandatory.js';
import { permutationOf } from './permutation.js';
import { sizeOf } from './policy.js';
import type { Policy } from './policy.js';
import type { Change, Reason, Sample, SampleItem } from './sample.js';

/**
 * Draws the sample that frame, policy and seed decide, and carries out what happened since, in its order: the census of all mandatory
 * scripts, the first of the permutation among the rest up to the policy's size, and then as many more as it takes to see each assessor
 * `perAssessor` times. `version` is that of the record where one is repeated. Pure: the same input gives the same bytes. Throws where the seed is not 32 bytes in hex.
 */
export function drawSample(
  frame: Frame,
  policy: Policy,
  seed: string,
  changes: readonly Change[] = [],
  version: Sample['version'] = 'sample/2',
): Sample {
  const hash = frameHash(frame);
  const order = permutationOf(frame.items.length, hash, seed);
  const between = version === 'sample/1' ? byOrder(order) : byDigest(frame, hash, seed);
  const drawing = new Drawing(frame, policy, order, between);
  for (const change of changes) drawing.apply(change);
  return {
    version,
    frameHash: hash,
    seed,
    policy,
    changes: [...changes],
    permutation: Array.from(order),
    ...drawing.result(),
  };
}

/** The sample after one more change. */
export function changeSample(frame: Frame, sample: Sample, change: Change): Sample {
  return drawSample(frame, sample.policy, sample.seed, [...sample.changes, change], sample.version);
}

/** Where a decision of the frame stands. Cover does not take it out of the permutation, so it is noted apart. */
const waiting = 0;
const gone = 1;
const inCensus = 2;
const atRandom = 3;

class Drawing {
  private readonly standing: Uint8Array;
  private readonly census: Map<number, Reason[]>;
  private readonly random = new Map<number, Reason[]>();
  private readonly cover = new Map<number, Reason[]>();
  private readonly scriptsOf = new Map<string, number>();
  private size: number;

  constructor(
    private readonly frame: Frame,
    private readonly policy: Policy,
    private readonly order: Uint32Array,
    between: BetweenEquals,
  ) {
    this.standing = new Uint8Array(frame.items.length);
    this.census = mandatoryItems(frame, policy.mandatory, between);
    for (const at of this.census.keys()) this.standing[at] = inCensus;
    for (const { assessors } of policy.perAssessor > 0 ? frame.items : []) {
      for (const assessor of assessors) this.scriptsOf.set(assessor, (this.scriptsOf.get(assessor) ?? 0) + 1);
    }
    this.size = sizeOf(policy.size, frame.items.length - this.census.size);
    this.fill('random');
    this.coverAssessors();
  }

  apply(change: Change): void {
    if (change.kind === 'extended') {
      this.size = Math.max(this.size, change.to);
      this.fill('extension');
    } else {
      const at = this.frame.items.findIndex(({ script }) => script === change.script);
      if (at < 0) throw new Error(`sampling: script ${change.script} is not in the frame`);
      this.move(at, change.kind);
    }
    this.coverAssessors();
  }

  result(): Pick<Sample, 'items' | 'decisions' | 'drawn' | 'replacements'> {
    // In a list of their own: the permutation jumps about in it, and not in all that items hold.
    const scripts = this.frame.items.map(({ script }) => script);
    const strata = [
      ['census', this.census],
      ['random', this.random],
      ['cover', this.cover],
    ] as const;
    const chosen = strata.flatMap(([stratum, items]) =>
      Array.from(items, ([at, reasons]) => ({ at, stratum, reasons })),
    );
    // The frame is sorted by script number, so places are in the order of numbers.
    chosen.sort((a, b) => a.at - b.at);
    const items = chosen.map(({ at, stratum, reasons }): SampleItem => ({ script: scripts[at]!, stratum, reasons }));
    const replacements: string[] = [];
    for (const at of this.order) if (this.standing[at] === waiting) replacements.push(scripts[at]!);
    return { items, decisions: this.random.size + replacements.length, drawn: this.random.size, replacements };
  }

  /** Takes the next of the permutation until the random stratum is as large as it should be. */
  private fill(reason: Reason): void {
    for (const at of this.order) {
      if (this.random.size >= this.size) return;
      if (this.standing[at] !== waiting) continue;
      this.random.set(at, [reason, ...(this.cover.get(at) ?? [])]);
      this.standing[at] = atRandom;
      this.cover.delete(at);
    }
  }

  private move(at: number, kind: Exclude<Change['kind'], 'extended'>): void {
    switch (kind) {
      case 'left':
        return this.leave(at);
      case 'held':
        // What must be looked at has nothing to take its place, and its outcome may be released after all.
        return this.standing[at] === inCensus ? undefined : this.leave(at);
      case 'returned':
        return this.comeBack(at);
      case 'outcome-changed':
        return this.join(at);
      default:
        throw new Error(`sampling: there is no change of the kind ${String(kind)}`);
    }
  }

  private leave(at: number): void {
    this.standing[at] = gone;
    this.census.delete(at);
    this.cover.delete(at);
    if (this.random.delete(at)) this.fill('replacement');
  }

  /** Looked at for certain and spoken for by itself: the random draw went on without it, and may not speak of it. */
  private comeBack(at: number): void {
    if (this.standing[at] !== gone) return;
    this.census.set(at, ['returned']);
    this.standing[at] = inCensus;
  }

  /** A script drawn at random stays where it is: it was chosen before its outcome changed. */
  private join(at: number): void {
    const known = this.random.get(at) ?? this.census.get(at);
    if (known) known.push('outcome-changed');
    else if (this.standing[at] === waiting) {
      this.census.set(at, [...(this.cover.get(at) ?? []), 'outcome-changed']);
      this.standing[at] = inCensus;
      this.cover.delete(at);
    }
  }

  /** Goes along the permutation until every assessor was seen often enough, or has no more to see. */
  private coverAssessors(): void {
    if (this.scriptsOf.size === 0) return;
    const missing = new Map<string, number>();
    for (const [assessor, scripts] of this.scriptsOf) missing.set(assessor, Math.min(this.policy.perAssessor, scripts));
    const see = (at: number): void => {
      for (const assessor of this.frame.items[at]!.assessors) {
        const still = (missing.get(assessor) ?? 0) - 1;
        if (still > 0) missing.set(assessor, still);
        else missing.delete(assessor);
      }
    };
    for (const items of [this.census, this.random, this.cover]) for (const at of items.keys()) see(at);
    for (const at of this.order) {
      if (missing.size === 0) return;
      if (this.standing[at] !== waiting || this.cover.has(at)) continue;
      if (!this.frame.items[at]!.assessors.some((assessor) => (missing.get(assessor) ?? 0) > 0)) continue;
      this.cover.set(at, ['two-per-assessor']);
      see(at);
    }
  }
}
