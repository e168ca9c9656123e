import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { checkPlan, planAllocation } from '#libs/allocator';
import { next, toMermaid } from '#libs/lifecycle';
import { allocationMessages } from '../allocation.messages.js';
import { askedIn, problemOf, rolesOpenTo, type AllocationFacts, type Marker } from './problem.js';
import { roundLifecycle } from '../rounds/round.lifecycle.js';
import { roundLabels } from '../pages/words.js';

const marker = (staffId: string, more: Partial<Marker> = {}): Marker => ({
  staffId,
  frameworkVersion: 'V1',
  roles: ['assessor'],
  isOnProbation: false,
  capacity: 5,
  ...more,
});

const script = (number: string, waits = true, frameworkVersion = 'V1'): AllocationFacts['scripts'][number] => ({
  number,
  frameworkVersion,
  waits,
});

const facts = (more: Partial<AllocationFacts> = {}): AllocationFacts => ({
  purpose: 'first',
  seed: 'seed',
  scripts: [script('S1'), script('S2')],
  holders: [],
  formerHolders: [],
  markers: [marker('a'), marker('b')],
  bars: [],
  ...more,
});

const placedBy = (given: AllocationFacts): string[] => {
  const problem = problemOf(given);
  const plan = planAllocation(problem);
  expect(checkPlan(problem, plan)).toEqual([]);
  return plan.placements.map(({ script: number, role, assessor, kept }) => `${number} ${role} ${assessor} ${kept}`);
};

describe('the problem follows from the facts', () => {
  it('is the same whatever the order of the lists', () => {
    const given = facts({
      scripts: [script('S1', false), script('S2'), script('S3')],
      holders: [{ script: 'S1', role: 'first', assessor: 'b' }],
      bars: [
        { scriptNumber: 'S2', staffId: 'a', reason: 'coach' },
        { scriptNumber: 'S2', staffId: 'a', reason: 'same-trust' },
        { scriptNumber: 'S3', staffId: 'b', reason: 'relative' },
      ],
    });
    const turned: AllocationFacts = {
      ...given,
      scripts: given.scripts.toReversed(),
      markers: given.markers.toReversed(),
      bars: [...given.bars, ...given.bars].toReversed(),
    };
    expect(JSON.stringify(problemOf(turned))).toBe(JSON.stringify(problemOf(given)));
    expect(askedIn(problemOf(given), 'first')).toEqual(['S2', 'S3']);
  });

  it('keeps what is held where it is and counts it', () => {
    const holders = ['S1', 'S2', 'S3'].map((number) => ({ script: number, role: 'first' as const, assessor: 'a' }));
    const given = facts({ scripts: [...holders.map((one) => script(one.script, false)), script('S4')], holders });
    expect(placedBy(given)).toEqual(['S1 first a pinned', 'S2 first a pinned', 'S3 first a pinned', 'S4 first b new']);
  });

  it('counts what is held against a capacity, also one that was lowered below it', () => {
    const holders = ['S1', 'S2'].map((number) => ({ script: number, role: 'first' as const, assessor: 'a' }));
    const scripts = [...holders.map((one) => script(one.script, false)), script('S3')];
    const given = facts({ scripts, holders, markers: [marker('a', { capacity: 1 })] });
    expect(placedBy(given)).toEqual(['S1 first a pinned', 'S2 first a pinned']);
    expect(planAllocation(problemOf(given)).unplaced).toMatchObject([
      { script: 'S3', inTheWay: [{ kind: 'capacity' }] },
    ]);
  });

  it('never fills again the seat of somebody who may not hold it any more', () => {
    const holders = [{ script: 'S1', role: 'first' as const, assessor: 'gone' }];
    const suspended = facts({ purpose: 'second', scripts: [script('S1')], holders, markers: [marker('b')] });
    expect(placedBy(suspended)).toEqual(['S1 second b new']);
    const barred = facts({
      purpose: 'second',
      scripts: [script('S1')],
      holders: [{ script: 'S1', role: 'first', assessor: 'a' }],
      bars: [{ scriptNumber: 'S1', staffId: 'a', reason: 'declared' }],
      markers: [marker('a', { capacity: 1 }), marker('b')],
    });
    expect(placedBy(barred)).toEqual(['S1 second b new']);
    expect(problemOf(barred).assessors).toMatchObject([
      { id: 'a', load: 1 },
      { id: 'b', load: 0 },
    ]);
  });

  it('gives nobody two roles on a script', () => {
    const holders = [{ script: 'S1', role: 'first' as const, assessor: 'a' }];
    const given = facts({ purpose: 'second', scripts: [script('S1')], holders, markers: [marker('a')] });
    expect(placedBy(given)).toEqual(['S1 first a pinned']);
  });

  it.each(['declined', 'recalled'])('gives a script that was %s to somebody else', (state) => {
    const formerHolders = [{ script: 'S1', assessor: 'a', state }];
    expect(placedBy(facts({ scripts: [script('S1')], formerHolders }))).toEqual(['S1 first b new']);
  });

  it('gives a script only to people accredited for its own framework version', () => {
    const given = facts({
      scripts: [script('S1', true, 'V1'), script('S2', true, 'V2')],
      markers: [marker('a'), marker('b', { frameworkVersion: 'V2' })],
    });
    expect(placedBy(given)).toEqual(['S1 first a new', 'S2 first b new']);
  });
});

describe('who may do what', () => {
  it.each([
    [['assessor'], false, ['first', 'second', 'remark']],
    [['assessor'], true, ['first', 'second', 'remark']],
    [['senior-assessor'], false, ['adjudicator']],
    [['senior-assessor'], true, []],
    [['assessor', 'senior-assessor'], false, ['first', 'second', 'remark', 'adjudicator']],
    [['moderator'], false, []],
  ])('%j, on probation %j: %j', (roles, isOnProbation, open) => {
    expect(rolesOpenTo({ roles, isOnProbation })).toEqual(open);
  });
});

describe('the lifecycle of a round', () => {
  it('allows exactly these moves', () => {
    const moves = roundLifecycle.states.flatMap((from) =>
      roundLifecycle.events.flatMap((event) => {
        const to = next(roundLifecycle, from, event);
        return to === null ? [] : [`${from} ${event} ${to}`];
      }),
    );
    expect(moves.sort()).toEqual([
      'planning discard discarded',
      'planning fail failed',
      'planning propose proposed',
      'proposed confirm confirmed',
      'proposed discard discarded',
    ]);
  });

  it('is the picture and the refusals of the README, and every state has a label', () => {
    const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
    expect(readme).toContain(toMermaid(roundLifecycle));
    expect(Object.keys(roundLabels).sort()).toEqual([...roundLifecycle.states].sort());
    for (const code of Object.keys(allocationMessages)) expect(readme).toContain(`\`${code}\``);
  });
});

describe('a second mark of one account', () => {
  const markers = ['a', 'b', 'c', 'd', 'e'].map((id) => marker(id));
  const numbers = Array.from({ length: 12 }, (_, at) => `S${at}`);
  const given = (account: string, more: Partial<AllocationFacts> = {}): AllocationFacts =>
    facts({
      purpose: 'second',
      markers,
      scripts: numbers.map((number) => script(number)),
      holders: numbers.map((number, at) => ({ script: number, role: 'first', assessor: markers[at % 5]!.staffId })),
      parts: numbers.map((number) => ({ script: number, account, accounts: ['T1', 'T2'] })),
      partsSeed: 'window',
      ...more,
    });
  const open = (account: string, number: string, more: Partial<AllocationFacts> = {}): string[] => {
    const { scripts, assessors } = problemOf(given(account, more));
    const barred = scripts.find((one) => one.number === number)!.bars.map(({ assessor }) => assessor);
    const first = given(account, more).holders.find((one) => one.script === number)?.assessor;
    return assessors.map(({ id }) => id).filter((id) => id !== first && !barred.includes(id));
  };

  it('edge case 25: is open to nobody who could be asked for the other: whatever is wanted, each is asked for the same', () => {
    for (const number of numbers) {
      const [one, other] = [open('T1', number), open('T2', number)];
      expect(one.filter((id) => other.includes(id))).toEqual([]);
      expect([...one, ...other]).toHaveLength(4);
      expect(one.length).toBe(2);
    }
  });

  it('is drawn for each script anew, and from nothing but the seed and the numbers', () => {
    const drawn = numbers.map((number) => open('T1', number).join());
    expect(new Set(drawn).size).toBeGreaterThan(2);
    expect(numbers.map((number) => open('T1', number, { seed: 'another round' }).join())).toEqual(drawn);
    expect(numbers.map((number) => open('T1', number, { partsSeed: 'other' }).join())).not.toEqual(drawn);
  });

  it('has somebody for either account among two who may mark the script', () => {
    const bars = numbers.flatMap((scriptNumber, at) =>
      markers
        .filter((_, index) => [1, 2].includes((index - at + 10) % 5))
        .map(({ staffId }) => ({ scriptNumber, staffId, reason: 'coach' })),
    );
    for (const number of numbers) {
      expect(open('T1', number, { bars })).toHaveLength(1);
      expect(open('T2', number, { bars })).toHaveLength(1);
    }
  });

  it('is placed by the plan, and says of the others why not', () => {
    const problem = problemOf(given('T2'));
    const plan = planAllocation(problem);
    expect(checkPlan(problem, plan)).toEqual([]);
    expect(plan.unplaced).toEqual([]);
    for (const { script: number, assessor } of plan.placements.filter(({ kept }) => kept === 'new'))
      expect(open('T2', number)).toContain(assessor);
    expect(problem.scripts.flatMap(({ bars }) => bars.map(({ reason }) => reason))).toContain('other-account');
  });

  it('changes nothing where the whole script is wanted, and nothing for adjudicators', () => {
    expect(problemOf(given('T1', { parts: [] })).scripts.flatMap(({ bars }) => bars)).toEqual([]);
    expect(problemOf(given('T1', { purpose: 'adjudicator' })).scripts.flatMap(({ bars }) => bars)).toEqual([]);
  });
});
