import type { Criterion, Framework } from './framework.js';
import { decidingMarks, type MarkSet } from './marks.js';

/**
 * A sum of marks against its threshold. `needed` is the fewest whole marks that satisfy the rule, null where the rule
 * asks for none; `margin` is marks - needed: 0 exactly at the threshold, -1 one mark below it.
 */
export interface Total {
  readonly marks: number;
  readonly max: number;
  readonly needed: number | null;
  readonly margin: number | null;
}

export interface Totals {
  readonly overall: Total;
  readonly areas: readonly (Total & { readonly area: number })[];
  readonly tasks: readonly (Total & { readonly task: string })[];
}

/**
 * Sums by area (an area may span both tasks), by task and overall, with what the framework's pass rule needs of each.
 * `carriedForward` holds the marks of criteria out of this attempt's scope. Throws where a mark is missing.
 */
export function totals(framework: Framework, marks: MarkSet, carriedForward: MarkSet = {}): Totals {
  const deciding = decidingMarks(framework, marks, carriedForward);
  const sum = (criteria: readonly Criterion[], pct: number | null): Total => {
    const given = criteria.reduce((total, { code }) => total + (deciding[code] ?? 0), 0);
    const max = criteria.reduce((total, { maxMark }) => total + maxMark, 0);
    const needed = pct === null ? null : fewestMarks(max, pct);
    return { marks: given, max, needed, margin: needed === null ? null : given - needed };
  };
  const { criteria, pass } = framework;
  return {
    overall: sum(criteria, pass.overallMinPct),
    areas: framework.areas.map(({ number }) => ({
      area: number,
      ...sum(
        criteria.filter(({ area }) => area === number),
        pass.perAreaMinPct,
      ),
    })),
    tasks: framework.tasks.map(({ code }) => ({
      task: code,
      ...sum(
        criteria.filter(({ task }) => task === code),
        pass.perTaskMinPct,
      ),
    })),
  };
}

/** The fewest whole marks with 100 × marks ≥ pct × max, in integers: 50 % of 5 marks needs 3, of 6 marks 3. */
export function fewestMarks(max: number, pct: number): number {
  return Math.floor((max * pct + 99) / 100);
}
