import { describe, expect, it } from '@jest/globals';
import { explain, planAllocation } from './index.js';
import type { Explanation, Problem } from './index.js';

const people = (ids: string, capacity = 10): Problem['assessors'] =>
  ids.split('').map((id) => ({ id, capacity, accreditedFor: ['first'], expertise: id === 'F' ? ['finance'] : [] }));
const problem: Problem = {
  scripts: [
    { number: 'S1', roles: ['first'], bars: [{ assessor: 'C', reason: 'coach' }], expertise: ['finance'] },
    { number: 'S2', roles: ['first'], bars: [] },
    { number: 'S3', roles: ['first'], bars: [] },
  ],
  assessors: people('CFG'),
  seed: '1',
};
const ask = (script: string, assessor: string, about = problem): Explanation =>
  explain(about, planAllocation(about), script, assessor);

describe('why this assessor, and why not that one', () => {
  it('is the best where the plan would be worse without', () => {
    expect(ask('S1', 'F')).toMatchObject({ verdict: 'best', role: 'first', otherwise: { expertise: 10, balance: 0 } });
  });

  it('is barred by a named rule', () => {
    expect(ask('S1', 'C')).toMatchObject({
      verdict: 'barred',
      inTheWay: [{ kind: 'bar', assessor: 'C', reason: 'coach' }],
    });
  });

  it('is dearer by what is lost elsewhere', () => {
    expect(ask('S1', 'G')).toMatchObject({ verdict: 'dearer', role: null, otherwise: { expertise: 10, unplaced: 0 } });
  });

  it('is as good where only the seed decided', () => {
    const { placements } = planAllocation(problem);
    const holder = placements.find(({ script }) => script === 'S2')!.assessor;
    const other = placements.find(({ script }) => script === 'S3')!.assessor;
    expect(ask('S2', holder).verdict).toBe('equal');
    expect(ask('S2', other).verdict).toBe('as-good');
  });

  it('costs what somebody else must take over then: the load stays even, the expert is lost elsewhere', () => {
    expect(ask('S2', 'F').otherwise).toEqual({ unplaced: 0, balance: 0, expertise: 10, spread: 0, change: 0 });
  });

  it('is the only one where the seat would stay empty otherwise', () => {
    expect(ask('S1', 'F', { ...problem, assessors: people('CF') })).toMatchObject({
      verdict: 'only',
      otherwise: { unplaced: 1 },
    });
  });

  it('is full, not accredited, or not asked', () => {
    const idle = { ...problem, assessors: [...people('CFG'), { id: 'Z', capacity: 0, accreditedFor: [] }] };
    expect(ask('S1', 'Z', idle).inTheWay.map(({ kind }) => kind)).toEqual(['accreditation', 'capacity']);
    expect(ask('S9', 'F').verdict).toBe('not-asked');
  });

  it('is pinned', () => {
    const pinned: Problem = { ...problem, standing: [{ script: 'S2', role: 'first', assessor: 'G', pinned: true }] };
    expect(ask('S2', 'G', pinned).verdict).toBe('pinned');
    expect(ask('S2', 'F', pinned)).toMatchObject({ verdict: 'barred', inTheWay: [{ kind: 'seat-taken' }] });
  });
});
