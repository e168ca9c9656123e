/** Whole numbers below a bound, the same ones for the same seed. For choosing among equals: not for secrets, not for samples. */
export type Random = (below: number) => number;

/** sfc32 (Doty-Humphrey, PractRand), its state mixed from the seed's UTF-16 units; bias below 2^-32 × bound does not matter here. */
export function randomFrom(seed: string): Random {
  let a = 0x9e3779b9;
  let b = 0x243f6a88;
  let c = 0xb7e15162;
  let counter = 1;
  const step = (): number => {
    const t = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + t) | 0;
    return t >>> 0;
  };
  for (let i = 0; i < seed.length; i++) {
    a = Math.imul(a ^ seed.charCodeAt(i), 0x85ebca6b);
    step();
  }
  for (let i = 0; i < 15; i++) step();
  return (below) => Math.floor((step() / 0x1_0000_0000) * below);
}

/** Puts the items in an order that the seed decides (Fisher–Yates); the list itself stays as it was. */
export function shuffled<T>(items: readonly T[], random: Random): T[] {
  const out = [...items];
  for (let i = out.length - 1; i > 0; i--) {
    const j = random(i + 1);
    [out[i], out[j]] = [out[j]!, out[i]!];
  }
  return out;
}
