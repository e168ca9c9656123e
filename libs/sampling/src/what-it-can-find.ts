import { chanceToSeeOne, mostWrong, moreThan } from './hypergeometric.js';
import type { Sample } from './sample.js';

/** What a sample can find: if more than `rate` of `decisions` were wrong, it shows at least one with probability `chance`. */
export interface Power {
  readonly decisions: number;
  readonly drawn: number;
  readonly rate: number;
  /** The least number of wrong decisions that is more than the rate. */
  readonly wrong: number;
  readonly chance: number;
}

/** The rate a sample is judged by: the policy's own, else 5 %, since at least 95 % of decisions are to be right (domain.md 4, Metric 5). */
export function rateOf(sample: Sample): number {
  const { size } = sample.policy;
  return size.kind === 'assurance' || size.kind === 'sequential' ? size.rate : 0.05;
}

/** The power of the random stratum as it stands now, exact, at `rate`. Census and cover are left out. */
export function powerOf(sample: Sample, rate = rateOf(sample)): Power {
  const { decisions, drawn } = sample;
  const wrong = moreThan(rate, decisions);
  const chance = wrong > decisions ? 0 : chanceToSeeOne({ total: decisions, wrong, drawn });
  return { decisions, drawn, rate, wrong, chance };
}

/** The same as a sentence for every page that shows the sample. Percentages are cut, never rounded up: nothing is promised that is not so. */
export function whatItCanFind(sample: Sample): string {
  const { decisions, drawn, rate, chance } = powerOf(sample);
  if (sample.items.length === 0 && decisions === 0) return 'there is no decision in this batch';
  if (decisions === 0) return 'every decision of this batch is looked at';
  if (drawn === decisions) return `${these(decisions)} all looked at: a wrong one cannot be missed by the draw`;
  if (drawn === 0) return `none of the other ${decisions} decisions is looked at: this sample says nothing about them`;
  const percent = percentText(rate);
  return `if more than ${percent} of these ${decisions} decisions were wrong, this sample would show at least one with ${percentText(Math.floor(chance * 100 + 1e-9) / 100)} probability`;
}

/** After looking: the most of the decisions that may be wrong, with `confidence`, `seen` wrong ones having shown up in the random stratum. */
export function whatItShowed(
  sample: Sample,
  seen: number,
  confidence = 0.95,
): { readonly mostWrong: number; readonly sentence: string } {
  const { decisions, drawn } = sample;
  const most = mostWrong(decisions, drawn, seen, confidence);
  const sentence = `${seen} of ${drawn} looked at were wrong: with ${percentText(confidence)} confidence no more than ${most} of these ${decisions} decisions are (${percentText(decisions === 0 ? 0 : Math.ceil((most / decisions) * 1000 - 1e-9) / 1000)})`;
  return { mostWrong: most, sentence };
}

function these(n: number): string {
  return n === 1 ? 'the one decision that nothing else singles out is' : `these ${n} decisions are`;
}

function percentText(fraction: number): string {
  return `${Number((fraction * 100).toFixed(2))} %`;
}
