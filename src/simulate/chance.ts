/** Seeded chance for virtual cohorts: the same numbers for the same seed on every machine. Not for samples, not for secrets. */
export interface Chance {
  /** Uniform in [0, 1). */
  readonly unit: () => number;
  /** Standard normal. */
  readonly normal: () => number;
  /** A whole number from `from` to `to`, both included. */
  readonly whole: (from: number, to: number) => number;
}

/** sfc32 (Doty-Humphrey, PractRand), its state mixed from the text. */
export function chanceFrom(text: string): Chance {
  let [a, b, c, counter] = [0x9e3779b9, 0x243f6a88, 0xb7e15162, 1];
  const step = (): number => {
    const t = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + t) | 0;
    return t >>> 0;
  };
  for (let at = 0; at < text.length; at += 1) {
    a = Math.imul(a ^ text.charCodeAt(at), 0x85ebca6b);
    step();
  }
  for (let at = 0; at < 15; at += 1) step();
  const unit = (): number => step() / 0x1_0000_0000;
  return {
    unit,
    // Box and Muller; 1 - unit is never 0.
    normal: () => Math.sqrt(-2 * Math.log(1 - unit())) * Math.cos(2 * Math.PI * unit()),
    whole: (from, to) => from + Math.floor(unit() * (to - from + 1)),
  };
}
