import { describe, expect, it } from '@jest/globals';
import { npqel2017 } from '#libs/rubric';
import { defaultBatchRule, percent } from '#libs/sampling';
import { policyOf } from './sampling-policy.js';

// `npm run simulate` judges the shipped framework by these two, without this room.
describe('the framework as it is shipped', () => {
  it('samples as the library does by default, and all of a batch of ten', () => {
    expect(policyOf(npqel2017, 11)).toEqual({
      ...percent(10, 10),
      mandatory: expect.arrayContaining([...percent().mandatory]),
    });
    expect(policyOf(npqel2017, 11).mandatory).toHaveLength(percent().mandatory.length);
    expect(policyOf(npqel2017, 10).size).toEqual({ kind: 'all' });
  });

  it('has the batch rule of the library’s default', () => {
    const { batch } = npqel2017.moderation;
    // How many cycles there are is counted from the batch here, and from nought in the library.
    expect(defaultBatchRule).toMatchObject({
      meanDifference: batch.confirmMeanDifference,
      outOfTolerancePercent: batch.extendWhenOutOfTolerancePctAbove,
      flipPercent: batch.remarkAllWhenFlipsPctAbove,
    });
  });
});
