import { describe, expect, it } from '@jest/globals';
import { isRefusal } from '#libs/refusal';
import { planAllocation, readCsv, writeCsv } from './index.js';

const plan = planAllocation({
  scripts: [{ number: 'S1', roles: ['first', 'second'], bars: [] }],
  assessors: ['A', 'B, senior'].map((id) => ({ id, capacity: 3, accreditedFor: ['first', 'second'] })),
  standing: [{ script: 'S1', role: 'first', assessor: 'B, senior', pinned: true }],
  seed: '1',
});
const codes = (text: string): [string, unknown][] =>
  readCsv(text).map((one) =>
    isRefusal(one) ? [one.code, one.facts['line'] ?? one.facts['column']] : ['read', one.script],
  );

describe('a plan as CSV', () => {
  it('has a header, a line per placement, and quotes what needs it', () => {
    expect(writeCsv(plan)).toBe('script,role,assessor,pinned\r\nS1,first,"B, senior",yes\r\nS1,second,A,no\r\n');
  });

  it('comes back as the placements it was', () => {
    expect(readCsv(writeCsv(plan))).toEqual(
      plan.placements.map(({ script, role, assessor, kept }) => ({
        script,
        role,
        assessor,
        pinned: kept === 'pinned',
      })),
    );
  });

  it('is read with columns in any order, a byte order mark, and no column for pins', () => {
    expect(readCsv('\uFEFFassessor,role,script,note\nA,first,S1,x\n')).toEqual([
      { script: 'S1', role: 'first', assessor: 'A', pinned: false },
    ]);
  });

  it('never lets a spreadsheet run a cell', () => {
    const risky = { ...plan, placements: [{ ...plan.placements[0]!, assessor: '=1+1' }] };
    expect(writeCsv(risky)).toContain("'=1+1");
  });

  it.each<[string, [string, unknown][]]>([
    ['script,role\nS1,first', [['column-missing', 'assessor']]],
    ['script,role,assessor\nS1,third,A', [['role-unknown', 2]]],
    ['script,role,assessor\nS1,first,A\nS1,first,B', [['seat-twice', 3]]],
    ['script,role,assessor\nS1,first,', [['cell-empty', 2]]],
    ['script,role,assessor,pinned\nS1,first,A,perhaps', [['pinned-unknown', 2]]],
    ['script,role,assessor\n"S1,first', [['not-csv', undefined]]],
  ])('refuses %j', (text, expected) => expect(codes(text)).toEqual(expected));
});
