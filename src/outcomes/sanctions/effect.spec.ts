import { describe, expect, it } from '@jest/globals';
import { isRefusal } from '#libs/refusal';
import { npqel2017, type Framework, type MarkSet } from '#libs/rubric';
import { sanctionEffectOf, sanctionKinds, type SanctionFacts, type SanctionWish } from './effect.js';

const scope = npqel2017.criteria.map(({ code }) => code);
const facts = (more: Partial<SanctionFacts> = {}): SanctionFacts => ({
  holdId: 'h',
  holdState: 'upheld',
  attemptNo: 1,
  enrolmentState: 'presented',
  openAttemptNo: 1,
  longStop: null,
  deferrals: [],
  uncounted: 0,
  today: '2026-08-31',
  scope,
  carriedForward: {},
  marks: Object.fromEntries(scope.map((code) => [code, 2])) as MarkSet,
  hasZeros: false,
  isScheduled: false,
  ...more,
});
const wish = (kind: SanctionWish['kind'], criteria: readonly string[] = []): SanctionWish => ({ kind, criteria });
const effect = (more: Partial<SanctionFacts>, asked: SanctionWish, framework: Framework = npqel2017) => {
  const found = sanctionEffectOf(framework, facts(more), asked);
  if (isRefusal(found)) throw new Error(found.code);
  return found;
};
const refused = (more: Partial<SanctionFacts>, asked: SanctionWish): string | null => {
  const found = sanctionEffectOf(npqel2017, facts(more), asked);
  return isRefusal(found) ? found.code : null;
};

describe('what a sanction does', () => {
  it('a warning lets the outcome out, and nothing else', () => {
    expect(effect({}, wish('warning'))).toMatchObject({ isReleased: true, opens: null, isFinal: false, drawn: null });
  });

  it('a void attempt opens the next one within the months of the rule, held by the last day of the month', () => {
    expect(effect({}, wish('attempt-void'))).toMatchObject({
      isReleased: false,
      isUsedUp: true,
      isFinal: false,
      opens: { attemptNo: 2, resubmitBy: '2027-02-28', feePence: 0 },
    });
  });

  it.each([
    [2, 0, { attemptNo: 3, feePence: 150_00 }],
    [3, 0, null],
    // One of the three did not count: there is another.
    [3, 1, { attemptNo: 4, feePence: 150_00 }],
    [4, 1, null],
  ])('after attempt %i with %i that did not count', (attemptNo, uncounted, opens) => {
    const found = effect(
      { attemptNo, openAttemptNo: attemptNo, uncounted, enrolmentState: 'resubmitting' },
      wish('attempt-void'),
    );
    if (opens === null) expect([found.opens, found.isFinal]).toEqual([null, true]);
    else expect(found.opens).toMatchObject(opens);
  });

  it('an attempt that does not count by the framework is repeated, for nothing, also after the last', () => {
    const lenient = {
      ...npqel2017,
      resubmission: { ...npqel2017.resubmission, voidedCounts: { sanctioned: false, takenBack: false } },
    };
    const last = { attemptNo: 3, openAttemptNo: 3, enrolmentState: 'resubmitting' } as const;
    expect(effect(last, wish('attempt-void'), lenient)).toMatchObject({
      isUsedUp: false,
      opens: { attemptNo: 4, feePence: 0 },
    });
  });

  it('a void attempt opens the next one later by the days that they are away meanwhile', () => {
    const deferrals = [{ from: '2026-09-01', until: '2026-09-29' }];
    expect(effect({ deferrals }, wish('attempt-void')).opens).toMatchObject({ resubmitBy: '2027-03-28' });
  });

  it('a void attempt is final from the long stop on', () => {
    expect(effect({ longStop: '2026-08-31' }, wish('attempt-void')).isFinal).toBe(true);
    expect(effect({ longStop: '2026-09-01' }, wish('attempt-void')).opens).toMatchObject({ resubmitBy: '2026-09-01' });
  });

  it('a disqualification is final', () => {
    expect(effect({}, wish('disqualification'))).toMatchObject({ isReleased: false, isFinal: true, opens: null });
  });

  it('criteria at 0 are those of the attempt, in the framework’s order, with the draw before and after', () => {
    const found = effect({}, wish('criterion-zero', scope.slice(0, 2).toReversed()));
    expect(found.criteria).toEqual(scope.slice(0, 2));
    expect(found.drawn).toMatchObject({ before: { result: 'passed', marks: 34 }, after: { marks: 30 } });
    expect(effect({ marks: null }, wish('criterion-zero', [scope[0] ?? ''])).drawn).toBeNull();
  });

  it.each(sanctionKinds)(
    '%s shows other than it did where anything differs, and the same where nothing does',
    (kind) => {
      const asked = wish(kind, kind === 'criterion-zero' ? scope.slice(0, 1) : []);
      expect(effect({}, asked).seen).toBe(effect({}, asked).seen);
      expect(effect({ holdId: 'other' }, asked).seen).not.toBe(effect({}, asked).seen);
    },
  );

  it.each<[string, Partial<SanctionFacts>, SanctionWish]>([
    ['sanction-not-proven', { holdState: 'held' }, wish('warning')],
    ['sanction-not-proven', { holdState: 'lifted' }, wish('warning')],
    ['sanction-attempt-over', { enrolmentState: 'withdrawn' }, wish('warning')],
    ['sanction-attempt-over', { enrolmentState: 'disqualified' }, wish('warning')],
    ['sanction-attempt-over', { openAttemptNo: 2, enrolmentState: 'resubmitting' }, wish('attempt-void')],
    ['sanction-kind-missing', {}, wish('')],
    ['sanction-criteria-missing', {}, wish('criterion-zero')],
    ['sanction-criteria-missing', { scope: scope.slice(1) }, wish('criterion-zero', scope.slice(0, 2))],
    ['sanction-zeros-there', { hasZeros: true }, wish('criterion-zero', scope.slice(0, 1))],
    ['sanction-release-under-way', { isScheduled: true }, wish('criterion-zero', scope.slice(0, 1))],
  ])('is refused: %s', (code, more, asked) => {
    expect(refused(more, asked)).toBe(code);
  });
});
