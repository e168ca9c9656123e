import type { BarReason, Placement, Role, Standing } from './problem.js';

/** A placement of the plan, and what it cost. `kept`: pinned stays, standing was not moved, new is new. */
export interface Placed extends Placement {
  readonly kept: 'pinned' | 'standing' | 'new';
  /** Weight × topics of the script that the assessor lacks. */
  readonly expertise: number;
}

/** One thing that would have to give way. None of them is ever relaxed by the allocator. */
export type Obstacle =
  | { readonly kind: 'bar'; readonly script: string; readonly assessor: string; readonly reason: BarReason }
  | { readonly kind: 'accreditation'; readonly assessor: string; readonly role: Role }
  | { readonly kind: 'candidates'; readonly script: string; readonly assessor: string }
  | { readonly kind: 'capacity'; readonly assessor: string }
  /** Somebody is pinned to the role, or the assessor had another role on the script before. */
  | { readonly kind: 'seat-taken'; readonly script: string; readonly assessor: string }
  /** There are not as many different people as the script has roles. */
  | { readonly kind: 'people'; readonly script: string };

/** A seat that stays empty, with a smallest set of obstacles whose removal would let one more seat be filled. */
export interface Unplaced {
  readonly script: string;
  readonly role: Role;
  readonly inTheWay: readonly Obstacle[];
  /** Everyone the seat could reach directly or by moving others, all of them full: who would need more room. */
  readonly full: readonly string[];
}

/** What one assessor carries under the plan, in units of effort. */
export interface Load {
  readonly assessor: string;
  readonly before: number;
  readonly placed: number;
  readonly capacity: number;
  readonly share: number;
  readonly firsts: number;
  readonly seconds: number;
}

/** What the plan as it stands costs, term by term, weights included (but for the first two). */
export interface Terms {
  readonly unplaced: number;
  /** Σ load² / share over the assessors, loads in units of effort, those from outside included. */
  readonly balance: number;
  readonly expertise: number;
  /** Σ over assessors and groups of (scripts of the group)² × weight: grows where a group heaps up on one assessor. */
  readonly spread: number;
  /** Weight × standing placements that were moved. */
  readonly change: number;
}

/** Who shares scripts (first and second mark) with whom. */
export interface Pairing {
  readonly sharedScripts: number;
  readonly pairs: number;
  /** n(n-1)/2 of the assessors who first or second mark. */
  readonly possiblePairs: number;
  /** 1: the severity of all can be compared. Assessors who share no script count as a part of their own. */
  readonly parts: number;
  readonly fewestShared: number;
  readonly mostShared: number;
  /** What the evening of pairs cost above the lower bound. 0 unless `weights.pairing` or a torn graph asked for it. */
  readonly price: number;
}

/** Who marks what. Plain values only: JSON of it is the same bytes for the same problem. */
export interface Plan {
  readonly version: 'allocator/1';
  readonly seed: string;
  /** By script number, then role. */
  readonly placements: readonly Placed[];
  readonly unplaced: readonly Unplaced[];
  /** Pins that a hard rule forbids: their seats were filled like any other. */
  readonly brokenPins: readonly Standing[];
  readonly loads: readonly Load[];
  readonly terms: Terms;
  /** The flow's whole objective, and the bound that its prices prove no plan can beat: decimal digits, equal. */
  readonly objective: string;
  readonly lowerBound: string;
  readonly pairing: Pairing;
}
