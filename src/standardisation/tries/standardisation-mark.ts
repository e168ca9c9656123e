import { refuse, type Refusal } from '#libs/refusal';
import type { Framework, Mark } from '#libs/rubric';

/** What somebody thinks of one criterion of a definitive script. */
export interface StandardisationMark {
  readonly criterion: string;
  readonly level: Mark | null;
  readonly comment: string;
  /** 1 for the first that was saved. */
  readonly version: number;
}

/** One criterion as a form sent it, filled from `baseVersion`; 0 where there was nothing. */
export interface SheetLine extends Omit<StandardisationMark, 'version'> {
  readonly baseVersion: number;
}

/** The fields of a sheet sent as one form: `level-1.4.1`, `comment-1.4.1`, `base-1.4.1` … */
export type SheetFields = Readonly<Record<string, string | readonly string[] | undefined>>;

/** As long as a comment on a live script may be. */
export const longestComment = 5_000;

/** The lines of a form. A criterion without its `base` field was not on the page; what no database can hold is left out. */
export function readSheet(fields: SheetFields, criteria: readonly string[]): SheetLine[] {
  return criteria
    .filter((criterion) => fields[`base-${criterion}`] !== undefined)
    .map((criterion) => ({
      criterion,
      level: readLevel(fields[`level-${criterion}`]),
      comment: one(fields[`comment-${criterion}`]).replaceAll('\r\n', '\n').replaceAll('\u0000', '').toWellFormed(),
      baseVersion: Number.parseInt(one(fields[`base-${criterion}`]), 10) || 0,
    }));
}

/** 0, 1 or 2 as a radio button sends it; anything else is no mark yet. */
export function readLevel(field: SheetFields[string]): Mark | null {
  const value = one(field);
  return value === '0' ? 0 : value === '1' ? 1 : value === '2' ? 2 : null;
}

/** The text of a field that a form sends once. */
export function one(value: SheetFields[string]): string {
  return typeof value === 'string' ? value : (value?.[0] ?? '');
}

/**
 * What is in the way of handing in: the same that keeps live marks from being locked. A criterion without a mark, and a mark
 * below the maximum without a comment where the framework wants one. One refusal a kind and script.
 */
export function whatIsMissing(
  framework: Framework,
  number: string,
  marks: readonly StandardisationMark[],
): Refusal<'marks-missing' | 'comments-missing'>[] {
  const of = (code: string): StandardisationMark | undefined => marks.find(({ criterion }) => criterion === code);
  const missing = framework.criteria.filter(({ code }) => (of(code)?.level ?? null) === null).map(({ code }) => code);
  const bare = framework.criteria
    .filter(({ code, maxMark }) => {
      const { level = null, comment = '' } = of(code) ?? {};
      return level !== null && level < maxMark && comment.trim() === '';
    })
    .map(({ code }) => code);
  return [
    ...(missing.length > 0 ? [refuse('marks-missing', { number, criteria: missing })] : []),
    ...(framework.marking.commentRequiredBelowMax && bare.length > 0
      ? [refuse('comments-missing', { number, criteria: bare })]
      : []),
  ];
}
