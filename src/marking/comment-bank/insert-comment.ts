import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { isRefusal, refuse, type Result } from '#libs/refusal';
import { Database } from '../../platform/database/database.js';
import { marksOfSet, recordMarks, type RecordRefusal } from '../record-mark.js';
import { lockKept } from './kept-comment.js';

export interface InsertKept {
  readonly actor: string;
  readonly assessorId: string;
  readonly number: string;
  readonly markSetId: string;
  readonly id: string;
}

/** Adds a comment that an assessor keeps below what they wrote on its criterion: one change of a mark like any other. */
@Injectable()
export class InsertComment {
  constructor(private readonly database: Database) {}

  async run(command: InsertKept): Promise<Result<{ criterion: string }, RecordRefusal | 'comment-gone'>> {
    const { actor, assessorId, number, markSetId, id } = command;
    return this.database.transact(actor, async (tx) => {
      const kept = await lockKept(tx, assessorId, id);
      if (!kept) return refuse('comment-gone');
      const { criterion } = kept;
      // A change from another tab waits, so that the words are added to what stands.
      await tx.query(`select from mark where mark_set_id = $1 and criterion = $2 for update`, [markSetId, criterion]);
      const standing = (await marksOfSet(tx, markSetId)).find((mark) => mark.criterion === criterion);
      const before = standing?.comment.trimEnd() ?? '';
      if (before.includes(kept.comment)) return { criterion };
      const change = {
        id: randomUUID(),
        criterion,
        baseVersion: standing?.version ?? 0,
        level: standing?.level ?? null,
        comment: before === '' ? kept.comment : `${before}\n\n${kept.comment}`,
        pointers: standing?.pointers ?? [],
      };
      const recorded = await recordMarks(tx, { actor, assessorId, number, markSetId, changes: [change] });
      return isRefusal(recorded) ? recorded : { criterion };
    });
  }
}
