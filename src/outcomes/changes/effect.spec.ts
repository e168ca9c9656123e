import { describe, expect, it } from '@jest/globals';
import { isRefusal } from '#libs/refusal';
import { feedback, npqel2017, type MarkSet } from '#libs/rubric';
import { contentOf, effectOf, type ChangeFacts, type ChangeWish } from './effect.js';

const all = (mark: 0 | 1 | 2): MarkSet => Object.fromEntries(npqel2017.criteria.map(({ code }) => [code, mark]));
const facts = (more: Partial<ChangeFacts> = {}): ChangeFacts => ({
  outcomeId: 'o',
  state: 'released',
  result: 'failed',
  marks: all(0),
  carriedForward: {},
  feedback: feedback(npqel2017, all(0)),
  attemptNo: 1,
  completionDate: '2026-11-27',
  longStop: null,
  deferrals: [],
  laterOutcomeStands: false,
  laterHandedIn: false,
  laterAttemptEnded: false,
  uncounted: 0,
  hanging: { state: 'resubmitting', attemptNo: 2, places: ['March'], unpaidFeePence: 0, paidFeePence: 15_000 },
  today: '2026-12-24',
  ...more,
});
const toAll = (mark: 0 | 1 | 2, error = 'work-not-seen'): ChangeWish => ({
  kind: 'supersede',
  error,
  marks: all(mark),
});
const passed = { state: 'passed', attemptNo: 1, places: [], unpaidFeePence: 0, paidFeePence: 0 } as const;

describe('what a change does', () => {
  it('makes a fail a pass, of today, and lets the attempt fall that the fail had opened', () => {
    expect(effectOf(npqel2017, facts(), toAll(2))).toMatchObject({
      from: 'failed',
      to: 'passed',
      completionDate: '2026-12-24',
      cancels: { attemptNo: 2, places: ['March'], refundPence: 15_000, liftPence: 0 },
      opens: null,
    });
  });

  it('makes a pass a fail, which opens the attempt after, or is final after the last', () => {
    const was = facts({ result: 'passed', marks: all(2), hanging: passed });
    expect(effectOf(npqel2017, was, toAll(0))).toMatchObject({
      to: 'failed',
      cancels: null,
      opens: { attemptNo: 2, resubmitBy: '2027-06-24' },
      isFinal: false,
    });
    const away = { deferrals: [{ from: '2027-02-01', until: '2027-03-01' }] };
    expect(effectOf(npqel2017, { ...was, ...away }, toAll(0))).toMatchObject({ opens: { resubmitBy: '2027-07-22' } });
    expect(effectOf(npqel2017, { ...was, attemptNo: 3 }, toAll(0))).toMatchObject({ opens: null, isFinal: true });
    expect(effectOf(npqel2017, { ...was, longStop: '2026-12-01' }, toAll(0))).toMatchObject({ isFinal: true });
  });

  it('keeps the date and the attempt where the result is the same', () => {
    expect(effectOf(npqel2017, facts(), { ...toAll(0), marks: { '1.4.1': 1 } } as ChangeWish)).toMatchObject({
      to: 'failed',
      completionDate: '2026-11-27',
      cancels: null,
      opens: null,
      changed: [{ criterion: '1.4.1', from: 0, to: 1 }],
    });
  });

  it.each<[string, Partial<ChangeFacts>, ChangeWish]>([
    ['outcome-not-standing', { state: 'superseded' }, toAll(2)],
    ['outcome-not-standing', { state: 'voided' }, { kind: 'void' }],
    ['later-outcome-stands', { laterOutcomeStands: true }, { kind: 'void' }],
    ['error-unknown', {}, toAll(2, 'another-opinion')],
    ['nothing-changes', {}, toAll(0)],
    ['enrolment-has-ended', { hanging: { ...passed, state: 'withdrawn' } }, toAll(2)],
  ])('is refused: %s', (code, more, wish) => {
    const refused = effectOf(npqel2017, facts(more), wish);
    expect(isRefusal(refused) && refused.code).toBe(code);
  });

  it('is recognised by its hash: anything else that hangs on it gives another', () => {
    const seen = (more: Partial<ChangeFacts>): unknown =>
      (effectOf(npqel2017, facts(more), toAll(2)) as { seen: string }).seen;
    expect(seen({})).toBe(seen({}));
    expect(new Set([seen({}), seen({ laterHandedIn: true }), seen({ today: '2026-12-25' })]).size).toBe(3);
  });

  it('puts the reason in the place of words about a mark that changed', () => {
    const before = feedback(npqel2017, all(0), { '1.4.1': 'Old.', '1.4.2': 'Kept.' });
    const changed = [{ criterion: '1.4.1', from: 0, to: 2 }];
    const content = contentOf(
      npqel2017,
      { feedback: before, carriedForward: {} },
      { marks: { ...all(0), '1.4.1': 2 }, changed },
      'Why.',
    );
    const said = content.feedback.areas.flatMap(({ criteria }) => criteria);
    expect(said.find(({ criterion }) => criterion === '1.4.1')?.comment).toBe(
      'This mark was changed from 0 to 2 after the release. Why.',
    );
    expect(said.find(({ criterion }) => criterion === '1.4.2')?.comment).toBe('Kept.');
  });
});
