import { expect, it } from '@jest/globals';
import type { Framework } from './framework.js';
import { npqel2017 } from './frameworks/npqel-2017.js';
import { similarityRule } from './similarity-rule.js';

it('holds a version that is older than the rule to the one that is shipped', () => {
  const older: Framework = JSON.parse(JSON.stringify({ ...npqel2017, similarity: undefined })) as Framework;
  expect(similarityRule(older)).toEqual(similarityRule(npqel2017));
});

it('holds a version to its own', () => {
  const own = { flagPct: 10, commonPct: 30, commonLeast: 8, mostCommonPct: 40 };
  expect(similarityRule({ similarity: own })).toBe(own);
});
