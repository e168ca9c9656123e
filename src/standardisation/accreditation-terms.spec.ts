import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { next, toMermaid } from '#libs/lifecycle';
import { isRefusal } from '#libs/refusal';
import { accreditationLifecycle, markingStates } from './accreditation.lifecycle.js';
import { readTerms } from './accreditation-terms.js';
import { standardisationRoundLifecycle } from './rounds/standardisation-round.lifecycle.js';
import { accreditationLabels, roundLabels, standardisationMessages, tryLabels } from './standardisation.messages.js';
import { tryLifecycle } from './tries/try.lifecycle.js';

const today = Temporal.PlainDate.from('2026-08-31');
const read = (capacity: string, validTo: string): unknown => {
  const terms = readTerms({ capacity, validTo }, today, 6);
  return isRefusal(terms) ? terms.code : terms;
};

describe('an accreditation holds for so many months at most, and says how many scripts', () => {
  it.each([
    ['0', '2026-08-31', { capacity: 0, validTo: '2026-08-31' }],
    [' 12 ', ' 2027-02-28 ', { capacity: 12, validTo: '2027-02-28' }],
    ['500', '2026-09-01', { capacity: 500, validTo: '2026-09-01' }],
    ['501', '2026-09-01', 'capacity-not-a-number'],
    ['-1', '2026-09-01', 'capacity-not-a-number'],
    ['1.5', '2026-09-01', 'capacity-not-a-number'],
    ['', '2026-09-01', 'capacity-not-a-number'],
    ['5', '2026-08-30', 'valid-to-passed'],
    ['5', '2027-03-01', 'valid-to-too-far'],
    ['5', '2026-02-29', 'valid-to-not-a-date'],
    ['5', '1 September', 'valid-to-not-a-date'],
  ])('reads %j and %j as %j', (capacity, validTo, expected) => {
    expect(read(capacity, validTo)).toEqual(expected);
  });
});

describe('the lifecycle of an accreditation', () => {
  it('allows exactly these moves', () => {
    const { states, events } = accreditationLifecycle;
    const moves = states.flatMap((from) =>
      events.flatMap((event) => {
        const to = next(accreditationLifecycle, from, event);
        return to === null ? [] : [`${from} ${event} ${to}`];
      }),
    );
    expect(moves.sort()).toEqual([
      'accredited disqualify suspended',
      'accredited qualify accredited',
      'accredited qualify-on-probation probation',
      'accredited remove removed',
      'accredited suspend suspended',
      'probation accredit accredited',
      'probation disqualify suspended',
      'probation qualify accredited',
      'probation qualify-on-probation probation',
      'probation remove removed',
      'probation suspend suspended',
      'removed qualify-on-probation probation',
      'removed retrain probation',
      'standardising begin probation',
      'standardising disqualify suspended',
      'standardising qualify accredited',
      'standardising qualify-on-probation probation',
      'standardising remove removed',
      'suspended qualify-on-probation probation',
      'suspended remove removed',
      'suspended retrain probation',
    ]);
    expect(markingStates).toEqual(['probation', 'accredited']);
  });

  it('is the picture, the labels, the messages and the refusals of the README', () => {
    const readme = readFileSync(new URL('./README.md', import.meta.url), 'utf8');
    expect(readme).toContain(toMermaid(accreditationLifecycle));
    expect(readme).toContain(toMermaid(standardisationRoundLifecycle));
    expect(readme).toContain(toMermaid(tryLifecycle));
    expect(Object.keys(roundLabels).sort()).toEqual([...standardisationRoundLifecycle.states].sort());
    expect(Object.keys(tryLabels).sort()).toEqual([...tryLifecycle.states].sort());
    expect(Object.keys(accreditationLabels).sort()).toEqual([...accreditationLifecycle.states].sort());
    for (const code of Object.keys(standardisationMessages)) expect(readme).toContain(`\`${code}\``);
  });
});
