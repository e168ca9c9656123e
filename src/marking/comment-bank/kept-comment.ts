import { firstRefusal, refuse, type Refusal, type Rule } from '#libs/refusal';
import type { Transaction } from '../../platform/database/database.js';
import { longestComment } from '../mark.js';

type Reads = Pick<Transaction, 'query'>;

/** A comment that an assessor keeps for themselves, to use it again. */
export interface KeptComment {
  readonly id: string;
  readonly frameworkVersion: string;
  readonly criterion: string;
  readonly comment: string;
  readonly version: number;
}

/** More than one can look through while marking. */
export const mostPerCriterion = 50;

export type CommentRefusal =
  'comment-empty' | 'comment-names-script' | 'comment-too-long' | 'comments-full' | 'comment-kept-already';

interface Facts {
  readonly criterion: string;
  readonly comment: string;
  /** Whether it holds the number of a script that there is. */
  readonly namesScript: boolean;
}

export const commentRules: readonly Rule<Facts, CommentRefusal>[] = [
  {
    name: 'a comment that is kept says something',
    source: 'ours',
    refuses: ({ criterion, comment }) =>
      comment.trim() === '' ? refuse('comment-empty', { criterion }, 'comment') : null,
  },
  {
    name: 'a comment that is kept fits the page',
    source: 'ours',
    refuses: ({ criterion, comment }) =>
      comment.length > longestComment
        ? refuse('comment-too-long', { criterion, given: comment.length, limit: longestComment }, 'comment')
        : null,
  },
  {
    name: 'a comment that goes from script to script names none',
    source: 'ours: what is said of one script tells nobody of another',
    refuses: ({ criterion, namesScript }) =>
      namesScript ? refuse('comment-names-script', { criterion }, 'comment') : null,
  },
];

/** The first rule that a comment breaks, or null. One statement. */
export async function checkComment(
  reads: Reads,
  { criterion, comment }: Pick<Facts, 'criterion' | 'comment'>,
): Promise<Refusal<CommentRefusal> | null> {
  // However it is written; two years with a hyphen, or "self-made", look like one and are none.
  const alike = comment.match(/(?<![0-9A-Za-z])[0-9A-Za-z]{4}-[0-9A-Za-z]{4}(?![0-9A-Za-z])/g) ?? [];
  const named = await reads.query(`select from script where number = any($1) limit 1`, [
    alike.map((found) => found.toUpperCase()),
  ]);
  return firstRefusal(commentRules, { criterion, comment, namesScript: named.length > 0 });
}

const columns = `id, framework_version as "frameworkVersion", criterion, comment, version`;

/** An assessor's comments on a criterion, oldest first. One statement. */
export async function keptComments(
  reads: Reads,
  { staffId, frameworkVersion, criterion }: { staffId: string; frameworkVersion: string; criterion: string },
): Promise<KeptComment[]> {
  return reads.query<KeptComment>(
    `select ${columns} from kept_comment where staff_id = $1 and framework_version = $2 and criterion = $3
     order by kept_at, id limit ${mostPerCriterion}`,
    [staffId, frameworkVersion, criterion],
  );
}

/** All of an assessor's comments, fifty and one from after the one with the id `after`. One statement. */
export async function allKeptComments(reads: Reads, staffId: string, after: string | null): Promise<KeptComment[]> {
  return reads.query<KeptComment>(
    `select ${columns} from kept_comment where staff_id = $1 and ($2::uuid is null or
       (framework_version, criterion, kept_at, id) > (select framework_version, criterion, kept_at, id from kept_comment where id = $2 and staff_id = $1))
     order by framework_version, criterion, kept_at, id limit 51`,
    [staffId, after],
  );
}

/** One of an assessor's own comments, held; null where it is not theirs or gone. */
export async function lockKept(tx: Transaction, staffId: string, id: string): Promise<KeptComment | null> {
  const [row] = await tx.query<KeptComment>(
    `select ${columns} from kept_comment where id = $1 and staff_id = $2 for update`,
    [id, staffId],
  );
  return row ?? null;
}
