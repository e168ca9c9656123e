import {
  ac1,
  ac2,
  criterionAgreement,
  decisionAgreement,
  drift,
  icc21,
  kappaNeedsPairs,
  pairAgreement,
  quadraticKappa,
  severities,
  type Drift,
  type Estimate,
  type PairAgreement,
  type Pair,
  type Severities,
} from '#libs/agreement';
import { passes, type Framework, type MarkSet } from '#libs/rubric';
import type { SharedScript } from './shared-scripts.js';

/** How far a panel agrees on the scripts that two of it marked blind. Nothing here changes a mark. */
export interface PanelFigures {
  readonly scripts: number;
  /** Of these, marked twice in one account alone: they count by criterion, and not where decisions or totals are compared. */
  readonly inPart: number;
  readonly decisions: { readonly agreed: Estimate; readonly against: string; readonly ac1: Estimate };
  readonly all: PairAgreement;
  /** Of all marks, one apart counting as agreeing in part; stays sensible where nearly all are the same. */
  readonly ac2: Estimate;
  readonly criteria: readonly {
    readonly criterion: string;
    readonly agreement: PairAgreement;
    /** Null below the pairs that it needs: not enough evidence. */
    readonly kappa: Estimate | null;
    readonly ac2: Estimate;
  }[];
  /** Of totals, first beside second reading: two raters drawn from the panel. */
  readonly reliability: Estimate;
  readonly severity: Severities;
  readonly drifts: readonly { readonly assessor: string; readonly drift: Drift }[];
}

/** Marks are 0, 1 or 2. */
const categories = 3;

const totalOf = (marks: MarkSet): number => Object.values(marks).reduce<number>((sum, mark) => sum + mark, 0);

/** The figures of these scripts, all of one version of the framework. Source: domain 5.2. */
export function panelFigures(framework: Framework, scripts: readonly SharedScript[]): PanelFigures {
  const pairs = scripts.map(({ sets: [first, second] }) => ({ first: first.marks, second: second.marks }));
  const whole = scripts.filter(isWhole);
  const readings = whole.map(({ sets: [first, second], carriedForward }) => ({
    passed: [first, second].map(({ marks }) => passes(framework, marks, carriedForward).passed) as [boolean, boolean],
    totals: [totalOf(first.marks), totalOf(second.marks)] as const,
  }));
  const decisions = decisionAgreement(readings.map(({ passed }) => passed));
  const pairsOf = (criterion: string): Pair[] =>
    pairs.flatMap(({ first, second }): Pair[] => {
      const [one, other] = [first[criterion], second[criterion]];
      return one === undefined || other === undefined ? [] : [[one, other]];
    });
  const everyPair = framework.criteria.flatMap(({ code }) => pairsOf(code));
  const byCriterion = criterionAgreement(pairs);
  return {
    scripts: scripts.length,
    inPart: scripts.length - whole.length,
    decisions: {
      agreed: decisions.agreed,
      against: decisions.against(framework.qa.accuracyTargetPct / 100),
      ac1: ac1(
        readings.map(({ passed }) => passed.map(Number)),
        2,
      ),
    },
    all: pairAgreement(everyPair),
    ac2: ac2(everyPair, categories),
    criteria: framework.criteria.flatMap(({ code }) => {
      const agreement = byCriterion.get(code);
      if (!agreement) return [];
      return [
        {
          criterion: code,
          agreement,
          kappa: agreement.n < kappaNeedsPairs ? null : quadraticKappa(pairsOf(code)),
          ac2: ac2(pairsOf(code), categories),
        },
      ];
    }),
    reliability: icc21(readings.map(({ totals }) => totals)),
    severity: severities(
      whole.flatMap(({ number, sets }) =>
        sets.map(({ assessorId, marks }) => ({ script: number, assessor: assessorId, total: totalOf(marks) })),
      ),
    ),
    drifts: driftsOf(whole),
  };
}

/** Whether both marked the same criteria. */
const isWhole = ({ sets: [first, second] }: SharedScript): boolean =>
  Object.keys(first.marks).length === Object.keys(second.marks).length;

/** Each assessor's totals less those that stand, over the days on which they were locked. */
function driftsOf(scripts: readonly SharedScript[]): PanelFigures['drifts'] {
  const occasions = new Map<string, { at: number; difference: number }[]>();
  for (const { standing, sets } of scripts) {
    for (const { assessorId, day, marks } of sets) {
      const own = occasions.get(assessorId) ?? [];
      if (standing) own.push({ at: day, difference: totalOf(marks) - totalOf(standing) });
      occasions.set(assessorId, own);
    }
  }
  return [...occasions].map(([assessor, own]) => ({ assessor, drift: drift(own) }));
}
