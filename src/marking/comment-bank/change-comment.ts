import { Injectable } from '@nestjs/common';
import { refuse, type Result } from '#libs/refusal';
import { Database } from '../../platform/database/database.js';
import { checkComment, lockKept, type CommentRefusal } from './kept-comment.js';

export type ChangeCommentRefusal = CommentRefusal | 'comment-gone' | 'comment-moved-on';

interface OwnComment {
  readonly actor: string;
  readonly assessorId: string;
  readonly id: string;
}

/** Mends a comment that an assessor keeps, or takes it away. What was written with it on scripts stays as it is. */
@Injectable()
export class ChangeComment {
  constructor(private readonly database: Database) {}

  /** `seenVersion` is the version that the form was filled from: what another window changed is not overwritten. */
  async run(
    command: OwnComment & { readonly comment: string; readonly seenVersion: number },
  ): Promise<Result<{ id: string }, ChangeCommentRefusal>> {
    const { actor, assessorId, id, seenVersion } = command;
    const comment = command.comment.replaceAll('\r\n', '\n').replaceAll('\u0000', '').toWellFormed().trim();
    return this.database.transact(actor, async (tx) => {
      await tx.query(`select from staff where id = $1 for no key update`, [assessorId]);
      const kept = await lockKept(tx, assessorId, id);
      if (!kept) return refuse('comment-gone');
      const { criterion, frameworkVersion } = kept;
      if (kept.comment === comment) return { id };
      if (kept.version !== seenVersion) return refuse('comment-moved-on', { criterion }, 'comment');
      const broken = await checkComment(tx, { criterion, comment });
      if (broken) return broken;
      const same = await tx.query(
        `select from kept_comment where staff_id = $1 and framework_version = $2 and criterion = $3 and comment = $4`,
        [assessorId, frameworkVersion, criterion, comment],
      );
      if (same.length > 0) return refuse('comment-kept-already', { criterion }, 'comment');
      await tx.query(`update kept_comment set comment = $2, version = version + 1 where id = $1`, [id, comment]);
      await tx.journal({ aggregate: 'kept-comment', id, act: 'comment.changed', facts: { criterion } });
      return { id };
    });
  }

  /** Taken away twice it is gone once. */
  async remove({ actor, assessorId, id }: OwnComment): Promise<Result<{ criterion: string }, 'comment-gone'>> {
    return this.database.transact(actor, async (tx) => {
      const kept = await lockKept(tx, assessorId, id);
      if (!kept) return refuse('comment-gone');
      await tx.query(`delete from kept_comment where id = $1`, [id]);
      await tx.journal({
        aggregate: 'kept-comment',
        id,
        act: 'comment.removed',
        facts: { criterion: kept.criterion },
      });
      return { criterion: kept.criterion };
    });
  }
}
