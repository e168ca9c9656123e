import type { MarkSet } from '#libs/rubric';

/** What one person thought: levels and comments by criterion. */
export interface Opinion {
  readonly levels: MarkSet;
  readonly comments: Readonly<Record<string, string>>;
}

/**
 * The comments that go with a decided set of marks, by criterion: of everybody who gave the level that stands, each once,
 * in their order. Where nobody gave it, the words on which they settled it. So a participant reads both assessors and
 * never a comment that argues for another mark than theirs.
 */
export function mergeComments(
  decided: MarkSet,
  opinions: readonly Opinion[],
  settledBy: Readonly<Record<string, readonly string[]>> = {},
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(decided).map(([criterion, level]) => {
      const own = opinions
        .filter(({ levels }) => levels[criterion] === level)
        .map(({ comments }) => comments[criterion] ?? '');
      const words = own.length > 0 ? own : (settledBy[criterion] ?? []);
      return [criterion, [...new Set(words.map((word) => word.trim()).filter(Boolean))].join('\n\n')];
    }),
  );
}
