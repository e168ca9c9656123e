import type { MandatoryReason, Policy, Size } from '#libs/sampling';
import type { Framework, ModerationClass, SamplePolicy } from '#libs/rubric';

const reasons: Readonly<Record<ModerationClass, MandatoryReason>> = {
  fail: 'fail',
  'area-at-threshold': 'margin-0',
  adjudicated: 'adjudicated',
  'special-consideration': 'special-consideration',
  'late-interest': 'late-interest',
  highest: 'highest',
  lowest: 'lowest',
  'assessor-on-probation': 'probationary',
  resubmission: 'resubmission',
};

/** The framework's moderation rule as a sampling policy for `batch` decisions. */
export function policyOf({ moderation }: Framework, batch: number): Policy {
  return {
    size: sizeOf(moderation.randomPolicy, batch),
    mandatory: moderation.mandatory.map((one) => reasons[one]),
    perAssessor: moderation.atLeastPerAssessor,
  };
}

function sizeOf(policy: SamplePolicy, batch: number): Size {
  switch (policy.kind) {
    case 'percent':
      return batch <= policy.allWhenAtMost
        ? { kind: 'all' }
        : { kind: 'percent', percent: policy.percent, atLeast: policy.atLeast };
    case 'assurance':
      return { kind: 'assurance', rate: policy.ratePct / 100, confidence: policy.confidencePct / 100 };
    case 'sequential':
      return {
        kind: 'sequential',
        rate: policy.ratePct / 100,
        confidence: policy.confidencePct / 100,
        atMost: policy.atMost,
      };
    case 'table': {
      const rows = policy.rows.flatMap(({ upTo, size }) => (upTo === null ? [] : [{ upTo, draw: size }]));
      const last = policy.rows.at(-1)?.size;
      return { kind: 'table', rows, beyond: typeof last === 'number' ? last : batch };
    }
  }
}
