/** A batch of `total` decisions of which `wrong` are wrong and `drawn` are looked at, chosen at random without return. */
export interface Draw {
  readonly total: number;
  readonly wrong: number;
  readonly drawn: number;
}

/** The probability that exactly `seen` of the wrong ones are among those drawn. */
export function chanceOfExactly(seen: number, { total, wrong, drawn }: Draw): number {
  if (seen < Math.max(0, drawn - (total - wrong)) || seen > Math.min(wrong, drawn)) return 0;
  return Math.exp(logChoose(wrong, seen) + logChoose(total - wrong, drawn - seen) - logChoose(total, drawn));
}

/** The probability that at most `seen` of the wrong ones are among those drawn. */
export function chanceOfAtMost(seen: number, draw: Draw): number {
  let sum = 0;
  for (let x = 0; x <= Math.min(seen, draw.wrong); x++) sum += chanceOfExactly(x, draw);
  return Math.min(1, sum);
}

/** The probability that the draw shows at least one wrong decision. */
export function chanceToSeeOne(draw: Draw): number {
  return draw.drawn >= draw.total && draw.wrong > 0 ? 1 : 1 - chanceOfExactly(0, draw);
}

/** The least number that is more than `rate` of `total`: floor(rate × total) + 1, in whole millionths so that 0.29 × 100 is 29. */
export function moreThan(rate: number, total: number): number {
  return Math.floor((Math.round(rate * 1e6) * total) / 1e6) + 1;
}

/**
 * The smallest draw such that, if more than `rate` of `total` decisions were wrong, it would show more than `accepted` of them with at
 * least probability `confidence`. All of them where no smaller draw will do. (domain.md 5.3: N=60, 5 %, 95 % → 31.)
 */
export function drawFor(total: number, rate: number, confidence: number, accepted = 0): number {
  const wrong = moreThan(rate, total);
  let [low, high] = [0, total];
  while (low < high) {
    const drawn = Math.floor((low + high) / 2);
    if (chanceOfAtMost(accepted, { total, wrong, drawn }) <= 1 - confidence + 1e-12) high = drawn;
    else low = drawn + 1;
  }
  return low;
}

/**
 * The most decisions of `total` that may be wrong, as far as `seen` wrong ones among `drawn` can tell: the greatest number that would
 * show so few with more than 1 - `confidence` probability (exact one-sided limit).
 */
export function mostWrong(total: number, drawn: number, seen: number, confidence: number): number {
  let [low, high] = [seen, total - drawn + seen];
  while (low < high) {
    const wrong = Math.ceil((low + high) / 2);
    if (chanceOfAtMost(seen, { total, wrong, drawn }) > 1 - confidence) low = wrong;
    else high = wrong - 1;
  }
  return low;
}

function logChoose(n: number, k: number): number {
  return logFactorial(n) - logFactorial(k) - logFactorial(n - k);
}

const exactLogs = Float64Array.from({ length: 1024 }, (_, n) => n);
exactLogs[0] = 0;
for (let n = 1; n < exactLogs.length; n++) exactLogs[n] = exactLogs[n - 1]! + Math.log(n);

/** ln n!: summed up to 1023, by Stirling's series beyond, where its next term is below 1e-18. */
function logFactorial(n: number): number {
  if (n < exactLogs.length) return exactLogs[n]!;
  return (
    n * Math.log(n) - n + 0.5 * Math.log(2 * Math.PI * n) + 1 / (12 * n) - 1 / (360 * n ** 3) + 1 / (1260 * n ** 5)
  );
}
