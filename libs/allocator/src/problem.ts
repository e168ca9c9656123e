/** What an assessor does with a script. */
export const roles = ['first', 'second', 'adjudicator', 'remark', 'moderation'] as const;
export type Role = (typeof roles)[number];

/** Why an assessor may not touch a script at all: domain.md 8.3 "allocate", and the roles already taken on the script. */
export const barReasons = [
  'trust',
  'employer',
  'coach',
  'sponsor',
  'line-manager',
  'declared-conflict',
  'earlier-attempt',
  'already-marked',
  'other-account',
] as const;
export type BarReason = (typeof barReasons)[number];

/** One reason why one assessor may not have one script; several may hold at once. */
export interface Bar {
  readonly assessor: string;
  readonly reason: BarReason;
}

/** A script that needs people. Its number says nothing about the participant. */
export interface Script {
  readonly number: string;
  /** The roles to fill, each by a different person. A role at most once. */
  readonly roles: readonly Role[];
  readonly bars: readonly Bar[];
  /** The coach's or facilitator's group as an opaque id: a group is spread over assessors. */
  readonly group?: string;
  /** What the script is about; an assessor without one of these is a little worse for it. */
  readonly expertise?: readonly string[];
  /** Where given, only these assessors are considered: for large, sparse problems. */
  readonly candidates?: readonly string[];
}

/** A person who marks. `capacity` and `load` are in units of `effort`: scripts by default, hours where `effort` says hours. */
export interface Assessor {
  readonly id: string;
  readonly capacity: number;
  /** What the assessor carries already from outside this problem: counts against the capacity and for the balance. */
  readonly load?: number;
  /** The share of the work that is fair for this assessor, relative to the others; 1 by default, 0.5 for half time. */
  readonly share?: number;
  /** The roles for which the assessor is accredited now; empty while suspended or in training. */
  readonly accreditedFor: readonly Role[];
  readonly expertise?: readonly string[];
}

/** One script, one role, one assessor. */
export interface Placement {
  readonly script: string;
  readonly role: Role;
  readonly assessor: string;
}

/**
 * A placement that stands. Pinned: stays (a pin, or marking that has begun). Not pinned: kept where nothing better is won by moving it.
 * Where its role is not among the script's roles it is history: that assessor gets no other role on the script.
 */
export interface Standing extends Placement {
  readonly pinned?: boolean;
}

/** What a deviation costs, in whole numbers. See the README for what each term counts. */
export interface Weights {
  /** `'first'`: no gain elsewhere buys a less even load. A number: weighed with the rest. */
  readonly balance: 'first' | number;
  readonly spread: number;
  readonly expertise: number;
  readonly change: number;
  /** What one unit less in Σ (scripts shared by a pair)² may cost in the other terms. 0: pairs are evened only where that is free. */
  readonly pairing: number;
}

export const defaultWeights: Weights = { balance: 'first', spread: 4, expertise: 10, change: 20, pairing: 1 };

/** Everything `planAllocation` looks at. The order of the lists does not matter: they are sorted by id first. */
export interface Problem {
  readonly scripts: readonly Script[];
  readonly assessors: readonly Assessor[];
  readonly standing?: readonly Standing[];
  readonly weights?: Partial<Weights>;
  /** What one script costs in a role, in the unit of `capacity`; 1 where absent. */
  readonly effort?: Readonly<Partial<Record<Role, number>>>;
  /** Any text: decides between plans of equal worth, and nothing else. */
  readonly seed: string;
}
