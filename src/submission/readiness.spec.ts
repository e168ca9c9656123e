import { describe, expect, it } from '@jest/globals';
import { allRefusals } from '#libs/refusal';
import { npqel2017 } from '#libs/rubric';
import type { DocumentLine } from '../documents/index.js';
import type { GatheredAttempt } from './gather-attempt.js';
import { readinessRules } from './readiness.js';

const line = (id: string, component: DocumentLine['component'], more: Partial<DocumentLine> = {}): DocumentLine => ({
  id,
  component,
  originalName: `${id}.docx`,
  title: id,
  sha256: id,
  size: 1,
  kind: 'docx',
  state: 'checked',
  scan: 'clean',
  reason: null,
  counted: 4_000,
  confirmedWords: null,
  excluded: 0,
  countRule: 'word-2026-1',
  countVerdict: component === 'evidence' ? null : 'within',
  annexMarks: [],
  uploadedAt: new Date(0),
  ...more,
});

const asked = npqel2017.criteria.flatMap(({ code, evidence }) => evidence.map((slot) => ({ criterion: code, slot })));
const [one, two, proof] = [line('one', 'account-T1'), line('two', 'account-T2'), line('proof', 'evidence')] as const;

const ready = {
  framework: npqel2017,
  enrolment: { unpaidPence: 0 },
  scope: npqel2017.criteria.map(({ code }) => code),
  documents: [one, two, proof],
  links: asked.map(({ criterion, slot }) => ({ documentId: 'proof', criterion, slot: slot.code })),
  manifestHash: 'now',
  declarations: npqel2017.declarations
    .filter(({ signedBy }) => signedBy === 'participant')
    .map(({ code }) => ({ kind: code, manifestHash: 'now', signedAt: '1970-01-01T00:00:00Z' })),
  sponsor: { decision: 'verified', manifestHash: 'now', sponsorName: 'Ada' },
} as unknown as GatheredAttempt;

const codes = (change: object): string[] =>
  allRefusals(readinessRules, { ...ready, ...change }).map(({ code }) => code);
const with1 = (more: Partial<DocumentLine>): object => ({ documents: [{ ...one, ...more }, two, proof] });

describe('what keeps an attempt from being handed in', () => {
  it.each<[string, object, string[]]>([
    ['nothing where all is there', {}, []],
    ['a missing account', { documents: [one, proof] }, ['account-missing']],
    ['an account that cannot be read', with1({ state: 'refused', countVerdict: null }), ['account-cannot-be-used']],
    ['an account with malware', with1({ state: 'infected', countVerdict: null }), ['account-cannot-be-used']],
    [
      '4,001 words, whatever the other account leaves over',
      with1({ countVerdict: 'over', counted: 4_001 }),
      ['account-over-limit'],
    ],
    ['no check that is still running', with1({ state: 'quarantined', countVerdict: null, counted: null }), []],
    ['no check that was given up', with1({ state: 'stuck', countVerdict: null, counted: null }), []],
    [
      'what a person found over the limit',
      with1({ countVerdict: 'over', counted: 3_990, confirmedWords: 4_012 }),
      ['account-over-limit'],
    ],
    ['what a person could not count', with1({ countVerdict: 'not-confirmed' }), ['account-count-refused']],
    ['no estimate near the limit', with1({ countVerdict: 'needs-person' }), []],
    [
      'evidence that cannot be opened',
      { documents: [one, two, { ...proof, state: 'refused' }] },
      ['evidence-cannot-be-used'],
    ],
    ['evidence for nothing', { documents: [one, two, proof, line('loose', 'evidence')] }, ['evidence-not-linked']],
    [
      'declarations for other files',
      { declarations: ready.declarations.map((signed) => ({ ...signed, manifestHash: 'before' })) },
      ['not-declared'],
    ],
    ['one declaration too few', { declarations: ready.declarations.slice(1) }, ['not-declared']],
    ['a sponsor who was not asked', { sponsor: null }, ['sponsor-not-asked']],
    [
      'a sponsor who read other files',
      { sponsor: { ...ready.sponsor, manifestHash: 'before' } },
      ['sponsor-not-asked'],
    ],
    ['a sponsor who has not answered', { sponsor: { ...ready.sponsor, decision: null } }, ['sponsor-has-not-answered']],
    ['a sponsor who said no', { sponsor: { ...ready.sponsor, decision: 'refused' } }, ['sponsor-refused']],
  ])('%s', (_, change, expected) => {
    expect(codes(change)).toEqual(expected);
  });

  it('edge case 13: evidence that is asked for and not linked', () => {
    const required = asked.find(({ slot }) => slot.required);
    const links = ready.links.filter(
      ({ criterion, slot }) => criterion !== required?.criterion || slot !== required.slot.code,
    );
    expect(codes({ links })).toEqual(['evidence-missing']);
  });

  it('an unpaid charge, where the framework says so', () => {
    const unpaid = { enrolment: { unpaidPence: 1 } };
    const bars = (unpaidChargeBarsSubmission: boolean): object => ({
      framework: { ...npqel2017, booking: { ...npqel2017.booking, unpaidChargeBarsSubmission } },
    });
    expect([codes({ ...unpaid, ...bars(true) }), codes({ ...unpaid, ...bars(false) })]).toEqual([
      ['charge-unpaid'],
      [],
    ]);
  });

  it('asks of a resubmission only the account that is judged again', () => {
    const task = npqel2017.tasks[0]?.code;
    const scope = npqel2017.criteria.filter((criterion) => criterion.task === task).map(({ code }) => code);
    expect(codes({ documents: [one, proof], scope })).toEqual([]);
  });
});
