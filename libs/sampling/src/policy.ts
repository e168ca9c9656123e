import { drawFor } from './hypergeometric.js';
import { stagesFor } from './sequential.js';

/** Why a script must be looked at, whatever the dice say: domain.md 8.3, sample of a moderation batch. */
export const mandatoryReasons = [
  'fail',
  'margin-0',
  'adjudicated',
  'special-consideration',
  'late-interest',
  'probationary',
  'resubmission',
  'highest',
  'lowest',
] as const;
export type MandatoryReason = (typeof mandatoryReasons)[number];

/** How many of the decisions that nothing makes mandatory are drawn at random. Rates and confidences as fractions, such as 0.05. */
export type Size =
  | { readonly kind: 'percent'; readonly percent: number; readonly atLeast: number }
  /** Upper limits of batch sizes with their draws, ascending; `beyond` above the last. */
  | {
      readonly kind: 'table';
      readonly rows: readonly { readonly upTo: number; readonly draw: number | 'all' }[];
      readonly beyond: number;
    }
  | { readonly kind: 'assurance'; readonly rate: number; readonly confidence: number }
  /** Grows after each disagreement, up to `atMost` of them, and stops when proven; see `stagesFor`. */
  | { readonly kind: 'sequential'; readonly rate: number; readonly confidence: number; readonly atMost: number }
  | { readonly kind: 'square-root' }
  | { readonly kind: 'all' };

/** A moderation policy: what must be looked at, how much besides, and how many of each assessor at least. */
export interface Policy {
  readonly size: Size;
  readonly mandatory: readonly MandatoryReason[];
  readonly perAssessor: number;
}

const census = { mandatory: mandatoryReasons, perAssessor: 2 } as const;

/** max(atLeast, percent %), ours by default 10 and 10 %: what providers did (domain.md 4), kept for comparison. */
export function percent(percent = 10, atLeast = 10): Policy {
  return { size: { kind: 'percent', percent, atLeast }, ...census };
}

/** Pearson's centre sampling from 2026 (domain.md 5.1, S49): 1-15 all, 16-100 15, 101-200 20, more 25. */
export function pearson(): Policy {
  const rows = [
    { upTo: 15, draw: 'all' },
    { upTo: 100, draw: 15 },
    { upTo: 200, draw: 20 },
  ] as const;
  return { size: { kind: 'table', rows, beyond: 25 }, ...census };
}

/** If more than `rate` of the decisions drawn from were wrong, the sample shows at least one with probability `confidence`. */
export function assurance(rate = 0.05, confidence = 0.95): Policy {
  return { size: { kind: 'assurance', rate, confidence }, ...census };
}

/** As `assurance`, but a disagreement enlarges the sample until the same is proven in spite of it. */
export function sequential(rate = 0.05, confidence = 0.95, atMost = 4): Policy {
  return { size: { kind: 'sequential', rate, confidence, atMost }, ...census };
}

/** How many of `total` decisions are drawn at random at first; never more than there are. */
export function sizeOf(size: Size, total: number): number {
  return Math.min(total, wanted(size, total));
}

function wanted(size: Size, total: number): number {
  switch (size.kind) {
    case 'percent':
      return Math.max(size.atLeast, Math.ceil((size.percent * total) / 100));
    case 'table': {
      const row = size.rows.find(({ upTo }) => total <= upTo);
      return row ? (row.draw === 'all' ? total : row.draw) : size.beyond;
    }
    case 'assurance':
      return drawFor(total, size.rate, size.confidence);
    case 'sequential':
      return stagesFor(total, size.rate, size.confidence, size.atMost)[0] ?? total;
    case 'square-root':
      return Math.ceil(Math.sqrt(total));
    default:
      return total;
  }
}
