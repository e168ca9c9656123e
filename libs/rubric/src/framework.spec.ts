import { describe, expect, it } from '@jest/globals';
import { isRefusal } from '#libs/refusal';
import { checkFramework, npqel2017, type Problem } from './index.js';

/** The shipped framework with one value changed at a path such as `criteria.3.maxMark`; undefined takes it away. */
function spoil(path: string, value: unknown, framework: object = structuredClone(npqel2017)): object {
  const keys = path.split('.');
  const last = keys.pop() ?? '';
  const holder = keys.reduce((at, key) => Reflect.get(at, key) as object, framework);
  if (value === undefined) Reflect.deleteProperty(holder, last);
  else Reflect.set(holder, last, value);
  return framework;
}

function problems(json: unknown): string[] {
  const result = checkFramework(json);
  if (!isRefusal(result)) return [];
  return (result.facts.problems as Problem[]).map(({ path, problem }) => `${path} ${problem}`);
}

describe('the framework that is shipped', () => {
  it('is what the check accepts, unchanged by JSON', () => {
    expect(checkFramework(JSON.parse(JSON.stringify(npqel2017)))).toEqual(npqel2017);
  });

  it('has 17 criteria of 2 marks in six areas and two tasks of 4,000 words, and says that it is reconstructed', () => {
    expect(npqel2017.criteria.map(({ code }) => code).join(' ')).toBe(
      '1.4.1 1.4.2 1.4.3 2.4.1 2.4.2 3.4.1 3.4.2 3.4.3 4.4.1 4.4.2 4.4.3 5.4.1 5.4.2 5.4.3 6.4.1 6.4.2 6.4.3',
    );
    expect(npqel2017.criteria.reduce((sum, { maxMark }) => sum + maxMark, 0)).toBe(34);
    expect(npqel2017.tasks.map(({ code, wordLimit }) => [code, wordLimit])).toEqual([
      ['T1', 4000],
      ['T2', 4000],
    ]);
    expect(npqel2017.areas).toHaveLength(6);
    expect(npqel2017.provenance).toBe('reconstructed');
  });

  it('has three different descriptors for each criterion', () => {
    const descriptors = npqel2017.criteria.flatMap((one) => Object.values(one.descriptors));
    expect(new Set(descriptors).size).toBe(51);
  });
});

describe('checking a framework', () => {
  it.each([
    ['a list', [], ' must be an object'],
    ['null', null, ' must be an object'],
  ])('refuses %s', (_, json, problem) => {
    expect(problems(json)).toEqual([problem]);
  });

  const [task] = npqel2017.tasks;
  it.each<[string, string, unknown, string]>([
    ['a missing rule', 'pass', undefined, 'pass is missing'],
    ['a misspelt rule', 'pass.perAreaMin', 50, 'pass.perAreaMin is not known'],
    ['half a per cent', 'pass.perAreaMinPct', 49.5, 'pass.perAreaMinPct must be a whole number, from 0 to 100'],
    ['a maximum of 3', 'criteria.3.maxMark', 3, 'criteria[3].maxMark must be one of 2'],
    [
      'an empty descriptor',
      'criteria.0.descriptors.1',
      ' ',
      'criteria[0].descriptors.1 must be text that is not empty',
    ],
    ['no criteria', 'criteria', [], 'criteria must have at least 1'],
    ['a criterion in no task', 'criteria.2.task', 'T3', 'criteria[2].task is no task'],
    [
      'a criterion under the number of another area',
      'criteria.0.area',
      2,
      'criteria[0].code must begin with the number of its area',
    ],
    ['a criterion twice', 'criteria.1.code', '1.4.1', 'criteria has 1.4.1 more than once'],
    ['an area with nothing to mark', 'areas.6', { number: 7, title: 'Seven' }, 'areas[6] has no criterion'],
    ['a task with nothing to mark', 'tasks.2', { ...task, code: 'T3' }, 'tasks[2] has no criterion'],
    [
      'closing in the hour of the clock change',
      'window.closingTime',
      '01:30',
      'window.closingTime must be a time as 12:00, not between 01:00 and 01:59',
    ],
    [
      'fewer fees than resubmissions',
      'resubmission.feesPence',
      [0],
      'resubmission.feesPence must have one fee for each resubmission',
    ],
    [
      'months without a first row',
      'clock.presentByMonths.0.startsOnOrAfter',
      '2018-07-01',
      'clock.presentByMonths must begin with null and rise by date',
    ],
    [
      'an unknown sample policy',
      'moderation.randomPolicy.kind',
      'some',
      'moderation.randomPolicy.kind must be one of percent, assurance, sequential, table',
    ],
    [
      'a table that ends',
      'moderation.otherPolicies.pearson.rows.3.upTo',
      300,
      'moderation.pearson must end with a row whose upTo is null',
    ],
  ])('refuses %s', (_, path, value, problem) => {
    expect(problems(spoil(path, value))).toEqual([problem]);
  });

  it('names everything that is wrong at once', () => {
    const framework = spoil('version', '1', spoil('booking.noShowPence', -1));
    expect(problems(framework)).toEqual([
      'version must be a version as 1.0.0',
      'booking.noShowPence must be a whole number, 0 or more',
    ]);
  });

  it('accepts the relief of 2020 as a second row', () => {
    const framework = spoil('clock.presentByMonths.1', { startsOnOrAfter: '2018-07-01', months: 24 });
    expect(problems(framework)).toEqual([]);
  });
});
