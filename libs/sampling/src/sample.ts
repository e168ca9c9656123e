import type { MandatoryReason, Policy } from './policy.js';

/** Why a script is in the sample. */
export type Reason =
  MandatoryReason | 'random' | 'extension' | 'replacement' | 'two-per-assessor' | 'outcome-changed' | 'returned';

/**
 * What happened to a sample after it was drawn; never a new draw. `left`: out for good, whatever made it part of the sample. `held`: out of
 * the random stratum, of cover and of the rest while its outcome is held; what must be looked at stays, since nothing could take its place.
 * `returned`: who is out is back and is looked at. `outcome-changed`: joins what must be looked at. `extended`: the random stratum is to be
 * `to` scripts large.
 */
export type Change =
  | { readonly kind: 'left' | 'held' | 'returned' | 'outcome-changed'; readonly script: string }
  | { readonly kind: 'extended'; readonly to: number };

/**
 * One script of the sample. `census`: all of its kind are looked at. `random`: stands for the decisions it was drawn from. `cover`: added so
 * that each assessor is seen, and left out of the guarantee.
 */
export interface SampleItem {
  readonly script: string;
  readonly stratum: 'census' | 'random' | 'cover';
  readonly reasons: readonly Reason[];
}

/** A sample and all that it follows from except the frame itself. Plain values. */
export interface Sample {
  /** In version 1 the permutation also decided which of equals is the highest or the lowest (`byOrder`). */
  readonly version: 'sample/1' | 'sample/2';
  readonly frameHash: string;
  /** 32 bytes as lower-case hex, made after the frame's hash was published. */
  readonly seed: string;
  readonly policy: Policy;
  readonly changes: readonly Change[];
  /** Places in the frame, from 0, in drawn order. */
  readonly permutation: readonly number[];
  /** By script number. */
  readonly items: readonly SampleItem[];
  /** The decisions that the random stratum speaks for, itself included: all that nothing makes mandatory and that have not left. */
  readonly decisions: number;
  /** How many of these decisions were drawn at random. */
  readonly drawn: number;
  /** Who takes the place of the next script that leaves the random stratum, in this order. */
  readonly replacements: readonly string[];
}
