import { clopperPearson } from '#libs/agreement';

/** Verdicts on the sampled decisions of a provider in an academic year. */
export interface VerdictCounts {
  readonly agree: number;
  readonly disagreeMarks: number;
  readonly disagreeOutcome: number;
}

/** Metric 5 of the Quality Framework, with what it is worth. Shares from 0 to 1; null where nothing was looked at. */
export interface Accuracy {
  readonly looked: number;
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly sentence: string;
}

/**
 * Accuracy = 1 - DISAGREE_OUTCOME / looked at, with the exact interval of Clopper and Pearson at 95 %, and in a sentence
 * what such a sample can and cannot prove. `targetPct` is the framework's. Percentages are rounded away from comfort:
 * lower ends down, upper ends up. Source: domain 4 (Metric 5), 5.3, 8.3.
 */
export function accuracyOf(counts: VerdictCounts, targetPct: number): Accuracy {
  const looked = counts.agree + counts.disagreeMarks + counts.disagreeOutcome;
  const found = clopperPearson(looked - counts.disagreeOutcome, looked);
  const perfect = clopperPearson(looked, looked);
  if (found.value === null || perfect.value === null)
    return {
      looked,
      value: null,
      low: null,
      high: null,
      sentence: 'Nothing was looked at yet, so nothing can be said.',
    };
  const { value, low, high } = found;
  const best = perfect.low;
  const proves =
    low * 100 >= targetPct
      ? `That proves the ${targetPct} % that are asked for.`
      : high * 100 < targetPct
        ? `That proves that the ${targetPct} % that are asked for were missed.`
        : best * 100 < targetPct
          ? `So small a sample cannot prove ${targetPct} %: even without one disagreement it would show no more than ${down(best)} %.`
          : `It neither proves the ${targetPct} % that are asked for nor that they were missed.`;
  const of = `${looked - counts.disagreeOutcome} of ${looked} outcomes were agreed with`;
  const sentence = `${of}: ${down(value)} %, and with 95 % confidence between ${down(low)} % and ${up(high)} %. ${proves}`;
  return { looked, value, low, high, sentence };
}

const down = (share: number): number => Math.floor(share * 1000 + 1e-9) / 10;
const up = (share: number): number => Math.ceil(share * 1000 - 1e-9) / 10;
