import { betaQuantile, normalQuantile } from './distributions.js';
import { type Estimate, notComputable } from './estimate.js';

/**
 * The exact interval of Clopper and Pearson (1934) for `successes` of `n`: never too short, whatever the true share.
 * Not computable for n = 0. Throws a RangeError where successes are not whole numbers from 0 to n.
 */
export function clopperPearson(successes: number, n: number, confidence = 0.95): Estimate {
  checkCounts(successes, n);
  if (n === 0) return notComputable('nothing-to-compare', 0);
  const tail = (1 - confidence) / 2;
  const low = successes === 0 ? 0 : betaQuantile(tail, successes, n - successes + 1);
  const high = successes === n ? 1 : betaQuantile(1 - tail, successes + 1, n - successes);
  return { value: successes / n, low, high, n };
}

/** Wilson's score interval (1927): shorter, right on average. For plots; decisions use Clopper and Pearson. */
export function wilson(successes: number, n: number, confidence = 0.95): Estimate {
  checkCounts(successes, n);
  if (n === 0) return notComputable('nothing-to-compare', 0);
  const z = normalQuantile(1 - (1 - confidence) / 2);
  const share = successes / n;
  const middle = (share + z ** 2 / (2 * n)) / (1 + z ** 2 / n);
  const half = (z * Math.sqrt((share * (1 - share)) / n + z ** 2 / (4 * n ** 2))) / (1 + z ** 2 / n);
  return { value: share, low: Math.max(0, middle - half), high: Math.min(1, middle + half), n };
}

function checkCounts(successes: number, n: number): void {
  if (!Number.isInteger(successes) || !Number.isInteger(n) || successes < 0 || successes > n) {
    throw new RangeError(`${successes} of ${n} is no share`);
  }
}
