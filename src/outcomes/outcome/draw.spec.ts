import { describe, expect, it } from '@jest/globals';
import { npqel2017, type Mark } from '#libs/rubric';
import { computations, drawOne, sealOf, type OutcomeInputs } from './draw.js';

const all = (mark: Mark): Record<string, Mark> =>
  Object.fromEntries(npqel2017.criteria.map(({ code }) => [code, mark]));
const inputs: OutcomeInputs = {
  attemptId: 'attempt',
  scriptNumber: 'AAAA-2222',
  frameworkVersion: 'npqel-2017',
  marks: all(2),
  carriedForward: {},
  feedbackHash: '00',
  storedPassed: true,
};

describe('an outcome is drawn twice and compared with what was stored', () => {
  it('passes where both computations and the stored result say so', () => {
    expect(drawOne(npqel2017, inputs)).toMatchObject({ result: 'passed', fault: null });
  });

  it('finds the fault where one computation says otherwise', () => {
    const second: typeof computations.second = (...given) => ({ ...computations.second(...given), passed: false });
    expect(drawOne(npqel2017, inputs, { ...computations, second }).fault).toBe('disagree');
  });

  it('finds the fault where the computations add up differently', () => {
    const second: typeof computations.second = (...given) => ({ ...computations.second(...given), overallMarks: 33 });
    expect(drawOne(npqel2017, inputs, { ...computations, second }).fault).toBe('disagree');
  });

  it('finds the fault where both differ from what was stored', () => {
    expect(drawOne(npqel2017, { ...inputs, storedPassed: false }).fault).toBe('stored-differs');
  });

  it.each([
    ['a gap', { '1.4.1': 2 } as const],
    ['half a mark', { ...all(2), '1.4.1': 1.5 as Mark }],
  ])('decides nothing on %s', (_, marks) => {
    expect(drawOne(npqel2017, { ...inputs, marks }).fault).toBe('unreadable');
  });

  it('has no marks where a sanction takes them, and still compares what was judged with what was stored', () => {
    const codes = npqel2017.criteria.filter(({ area }) => area === 1).map(({ code }) => code);
    const sanctioned = { ...inputs, sanction: { id: 's', criteria: codes, told: 'Copied' } };
    const drawn = drawOne(npqel2017, sanctioned);
    expect(drawn).toMatchObject({ result: 'failed', fault: null });
    expect(drawn.totals.overall.marks).toBe(34 - 2 * codes.length);
    expect(drawn.inputsHash).not.toBe(drawOne(npqel2017, inputs).inputsHash);
    expect(drawOne(npqel2017, { ...inputs, sanction: null }).inputsHash).toBe(drawOne(npqel2017, inputs).inputsHash);
    expect(drawOne(npqel2017, { ...sanctioned, storedPassed: false }).fault).toBe('stored-differs');
  });

  it('lets a bug be a bug', () => {
    const first: typeof computations.first = () => {
      throw new TypeError('a bug');
    };
    expect(() => drawOne(npqel2017, inputs, { ...computations, first })).toThrow('a bug');
  });
});

describe('the hash of the inputs', () => {
  const hash = (change: Partial<OutcomeInputs>): string => drawOne(npqel2017, { ...inputs, ...change }).inputsHash;

  it.each<[string, Partial<OutcomeInputs>]>([
    ['a mark', { marks: { ...all(2), '6.4.3': 1 } }],
    ['the feedback', { feedbackHash: '01' }],
    ['a mark carried forward', { carriedForward: { '1.4.1': 0 } }],
    ['the script', { scriptNumber: 'BBBB-2222' }],
    ['the attempt', { attemptId: 'another' }],
    ['the framework', { frameworkVersion: 'npqel-2019' }],
  ])('changes with %s', (_, change) => {
    expect(hash(change)).not.toBe(hash({}));
  });

  it('changes with the pass rule', () => {
    const stricter = { ...npqel2017, pass: { ...npqel2017.pass, perAreaMinPct: 60 } };
    expect(drawOne(stricter, inputs).inputsHash).not.toBe(hash({}));
  });
});

describe('the seal', () => {
  const release = { batchId: 'batch', releaseAt: '2026-11-27T10:00:00.000Z' };
  const one = drawOne(npqel2017, inputs);
  const two = { ...one, attemptId: 'other', scriptNumber: 'BBBB-2222' };

  it('is the same in whatever order the outcomes come', () => {
    expect(sealOf(release, [two, one])).toBe(sealOf(release, [one, two]));
  });

  it('changes with the instant, with a result and with an outcome that is left out', () => {
    const seal = sealOf(release, [one, two]);
    expect(sealOf({ ...release, releaseAt: '2026-11-27T10:01:00.000Z' }, [one, two])).not.toBe(seal);
    expect(sealOf(release, [one, { ...two, result: 'failed' }])).not.toBe(seal);
    expect(sealOf(release, [one])).not.toBe(seal);
  });
});
