import { allRefusals, refuse, type Refusal, type Rule } from '#libs/refusal';
import { isMark, type Framework } from '#libs/rubric';
import type { MarkContent } from './mark.js';

export interface LockFacts {
  readonly framework: Framework;
  readonly scope: readonly string[];
  readonly marks: ReadonlyMap<string, MarkContent>;
  /** Criteria with a change that was kept on the side and not settled yet. */
  readonly unsettled: readonly string[];
}

export type LockRefusal = 'marks-missing' | 'comments-missing' | 'versions-to-merge';

/** What must hold before marks are locked. All speak, so that a page shows everything that is left to do. */
export const lockRules: readonly Rule<LockFacts, LockRefusal>[] = [
  {
    name: 'every criterion in scope is marked',
    source: 'domain 8.3: every criterion 0/1/2',
    refuses: ({ scope, marks }) => {
      const missing = scope.filter((code) => !isMark(marks.get(code)?.level));
      return missing.length > 0 ? refuse('marks-missing', { criteria: missing }, `level-${missing[0]}`) : null;
    },
  },
  {
    name: 'a mark below the maximum has a comment',
    source: 'framework marking.commentRequiredBelowMax',
    refuses: ({ framework, scope, marks }) => {
      if (!framework.marking.commentRequiredBelowMax) return null;
      const bare = scope.filter((code) => {
        const mark = marks.get(code);
        return (
          mark !== undefined && mark.level !== null && mark.level < maxOf(framework, code) && mark.comment.trim() === ''
        );
      });
      return bare.length > 0 ? refuse('comments-missing', { criteria: bare }, `comment-${bare[0]}`) : null;
    },
  },
  {
    name: 'no change waits on the side',
    source: 'ours: nothing that was typed is dropped unseen',
    refuses: ({ unsettled }) => (unsettled.length > 0 ? refuse('versions-to-merge', { criteria: unsettled }) : null),
  },
];

/** Everything that is in the way of locking; none where nothing is. */
export function mayLock(facts: LockFacts): Refusal<LockRefusal>[] {
  return allRefusals(lockRules, facts);
}

function maxOf(framework: Framework, code: string): number {
  return framework.criteria.find((criterion) => criterion.code === code)?.maxMark ?? 2;
}
