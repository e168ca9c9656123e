import { chanceOfExactly, moreThan } from './hypergeometric.js';

/**
 * The sizes to which a sequential sample grows: entry k is enough to prove, with k wrong decisions seen, that no more than `rate` of
 * `total` are wrong. Looking again and again makes a lucky pass likelier, so the risk 1 - confidence is spent over the looks: half at the
 * first, half of what is left at each one after (and all that is left at the last). The chance that a batch with more wrong than allowed
 * passes at any look, counted exactly, is then at most 1 - confidence. After more than `atMost` disagreements nothing is proven.
 */
export function stagesFor(total: number, rate: number, confidence: number, atMost: number): number[] {
  const wrong = moreThan(rate, total);
  const stages: number[] = [];
  // open[x]: the chance of x wrong ones seen so far in a batch that has passed at no look yet. After look k, x is above k.
  let open = [1];
  let spent = 0;
  let drawn = 0;
  for (let seen = 0; seen <= atMost; seen++) {
    const left = 1 - confidence - spent;
    const allowed = seen === atMost ? left : left / 2;
    const from = drawn;
    const passing = (next: number): number =>
      (open[seen] ?? 0) * chanceOfExactly(0, { total: total - from, wrong: wrong - seen, drawn: next - from });
    let next = Math.min(total, seen === 0 ? 0 : drawn + 1);
    while (next < total && passing(next) > allowed) next++;
    stages.push(next);
    spent += passing(next);
    open = advance(open, total, wrong, drawn, next);
    open[seen] = 0;
    drawn = next;
  }
  return stages;
}

/** What to do now: proven, go on up to a size, or past proving by sampling. */
export type SequentialStep =
  { readonly kind: 'proven' } | { readonly kind: 'extend'; readonly to: number } | { readonly kind: 'not-provable' };

/** `drawn` of `total` decisions have been looked at and `seen` of them were wrong. */
export function sequentialStep(
  total: number,
  drawn: number,
  seen: number,
  policy: { readonly rate: number; readonly confidence: number; readonly atMost: number },
): SequentialStep {
  if (drawn >= total) return seen < moreThan(policy.rate, total) ? { kind: 'proven' } : { kind: 'not-provable' };
  const to = stagesFor(total, policy.rate, policy.confidence, policy.atMost)[seen];
  if (to === undefined) return { kind: 'not-provable' };
  return drawn >= to ? { kind: 'proven' } : { kind: 'extend', to };
}

function advance(open: readonly number[], total: number, wrong: number, drawn: number, next: number): number[] {
  const most = Math.min(wrong, next);
  return Array.from({ length: most + 1 }, (_, seen) =>
    open.reduce(
      (sum, chance, x) =>
        chance === 0
          ? sum
          : sum + chance * chanceOfExactly(seen - x, { total: total - drawn, wrong: wrong - x, drawn: next - drawn }),
      0,
    ),
  );
}
