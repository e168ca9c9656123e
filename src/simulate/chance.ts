import { randomFrom } from '#libs/allocator';

/** Seeded chance for virtual cohorts: the same numbers for the same seed on every machine. Not for samples, not for secrets. */
export interface Chance {
  /** Uniform in [0, 1). */
  readonly unit: () => number;
  /** Standard normal. */
  readonly normal: () => number;
  /** A whole number from `from` to `to`, both included. */
  readonly whole: (from: number, to: number) => number;
}

/** The allocator's generator, which text seeds, as real numbers. */
export function chanceFrom(text: string): Chance {
  const random = randomFrom(text);
  const unit = (): number => random(0x1_0000_0000) / 0x1_0000_0000;
  return {
    unit,
    // Box and Muller; 1 - unit is never 0.
    normal: () => Math.sqrt(-2 * Math.log(1 - unit())) * Math.cos(2 * Math.PI * unit()),
    whole: (from, to) => from + Math.floor(unit() * (to - from + 1)),
  };
}
