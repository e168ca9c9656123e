import { Injectable } from '@nestjs/common';
import { refuse, type Result } from '#libs/refusal';
import { Database } from '../../platform/database/database.js';
import { scriptOf } from '../../submission/blind.js';
import { checkComment, mostPerCriterion, type CommentRefusal } from './kept-comment.js';

/**
 * Keeps what an assessor wrote on a criterion of a script, as it is saved, among their own comments. The script is not
 * kept with it. The same words again are the same comment.
 */
@Injectable()
export class KeepComment {
  constructor(private readonly database: Database) {}

  async run({
    actor,
    assessorId,
    number,
    criterion,
  }: {
    actor: string;
    assessorId: string;
    number: string;
    criterion: string;
  }): Promise<Result<{ id: string }, CommentRefusal>> {
    return this.database.transact(actor, async (tx) => {
      const script = await scriptOf(tx, number);
      const [mark] = await tx.query<{ comment: string }>(
        `select k.comment from mark k join mark_set s on s.id = k.mark_set_id join assignment a on a.id = s.assignment_id
         where a.script_number = $1 and a.assessor_id = $2 and a.state in ('marking', 'locked') and k.criterion = $3`,
        [number, assessorId, criterion],
      );
      const comment = mark?.comment.trim() ?? '';
      const broken = await checkComment(tx, { criterion, comment });
      if (broken || !script) return broken ?? refuse('comment-empty', { criterion }, 'comment');
      // One of their own at a time: two tabs do not go past the limit together.
      await tx.query(`select from staff where id = $1 for no key update`, [assessorId]);
      const [known] = await tx.query<{ id: string | null; kept: number }>(
        `select (select id from kept_comment where staff_id = $1 and framework_version = $2 and criterion = $3 and comment = $4) as id,
                (select count(*)::int from kept_comment where staff_id = $1 and framework_version = $2 and criterion = $3) as kept`,
        [assessorId, script.frameworkVersion, criterion, comment],
      );
      if (known?.id) return { id: known.id };
      if ((known?.kept ?? 0) >= mostPerCriterion)
        return refuse('comments-full', { criterion, limit: mostPerCriterion });
      const [row] = await tx.query<{ id: string }>(
        `insert into kept_comment (staff_id, framework_version, criterion, comment, kept_at)
         values ($1, $2, $3, $4, app_now()) returning id`,
        [assessorId, script.frameworkVersion, criterion, comment],
      );
      if (!row) throw new Error('An insert that returns gives a row');
      // Neither the words nor the script: the journal is read by others.
      await tx.journal({ aggregate: 'kept-comment', id: row.id, act: 'comment.kept', facts: { criterion } });
      return { id: row.id };
    });
  }
}
