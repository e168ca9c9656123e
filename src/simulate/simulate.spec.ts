import { describe, expect, it } from '@jest/globals';
import { calibrate, drawCohort } from './cohort.js';
import { families } from './families.js';
import { policies } from './policies.js';
import { passed } from './second-looks.js';
import { simulateFamily } from './simulate-family.js';

const [usual] = families;
if (!usual) throw new Error('There is a usual family');

const calibration = calibrate(usual, passed);

describe('a virtual cohort', () => {
  const cohorts = Array.from({ length: 15 }, (_, at) => drawCohort(usual, calibration, `spec ${at}`));
  const scripts = cohorts.flatMap(({ scripts: all, truth }) =>
    all.map((script) => ({ ...script, truth: truth.get(script.number) ?? {} })),
  );
  const share = (holds: (script: (typeof scripts)[number]) => boolean): number =>
    scripts.filter(holds).length / scripts.length;

  it('is of 15 to 115 scripts, and the same for the same seed', () => {
    for (const cohort of cohorts) {
      expect(cohort.scripts.length).toBeGreaterThanOrEqual(15);
      expect(cohort.scripts.length).toBeLessThanOrEqual(115);
    }
    expect(drawCohort(usual, calibration, 'spec 3')).toEqual(cohorts[3]);
  });

  // Some 1,000 scripts: three standard errors are about 3 %, and twice that where cohorts differ among themselves.
  it('passes as often, and is marked as rightly at first, as its family says', () => {
    expect(Math.abs(share(({ truth }) => passed(truth)) - usual.passRate)).toBeLessThan(0.06);
    expect(Math.abs(share(({ truth, first }) => passed(truth) === passed(first.marks)) - usual.accuracy)).toBeLessThan(
      0.04,
    );
  });

  it('is marked by two different people, as the allocator has it', () => {
    expect(scripts.filter(({ first, second }) => first.assessor === second.assessor)).toEqual([]);
  });
});

describe('the policies', () => {
  const lines = simulateFamily(usual, 16, 'spec', { calibration });
  const line = (policy: string): (typeof lines)[number] => {
    const found = lines.find((one) => one.policy === policy);
    if (!found) throw new Error(`No policy is called ${policy}`);
    return found;
  };

  it('are printed under the names that are asked for, and the same for the same seed', () => {
    expect(lines.map(({ policy }) => policy)).toEqual(Object.keys(policies));
    for (const name of ['fixed 10 %', 'ours, equal cost', 'ours, default'])
      expect(line(name).interval[1]).toBeGreaterThanOrEqual(line(name).wrongPer1000);
    expect(simulateFamily(usual, 2, 'spec', { calibration })).toEqual(
      simulateFamily(usual, 2, 'spec', { calibration }),
    );
  });

  it('cost what they say: nothing for marking once, and no more for ours at equal cost than for the tenth', () => {
    expect(line('marked once').extraMarks).toBe(0);
    expect(line('ours, equal cost').extraMarks).toBeLessThanOrEqual(line('fixed 10 %').extraMarks);
  });

  it('let less through where they look where it matters', () => {
    expect(line('ours, equal cost').wrongPer1000).toBeLessThan(line('fixed 10 %').wrongPer1000);
    expect(line('ours, default').wrongPer1000).toBeLessThan(line('ours, equal cost').wrongPer1000);
  });
});
