import { Injectable } from '@nestjs/common';
import { refuse, type Result } from '#libs/refusal';
import { Database } from '../platform/database/database.js';
import { writeLetter } from '../platform/mail/mail.js';
import { lockBatch } from './move-batch.js';
import { isBeingModerated } from './batch.lifecycle.js';
import { eligibleFor } from './share-sample.js';

export type HandOverCode = 'batch-not-open' | 'item-not-open' | 'moderator-not-chosen' | 'moderator-barred';

/**
 * A lead gives an open script of a sample to another moderator: it was referred, its moderator is ill, or nobody could have
 * it when it was drawn. Whoever marked it or is barred from it may not have it. Blind marks of the one before stay on record.
 */
@Injectable()
export class HandOver {
  constructor(private readonly database: Database) {}

  async run(command: {
    actor: string;
    batchId: string;
    script: string;
    moderatorId: string;
  }): Promise<Result<true, HandOverCode>> {
    const { batchId, script, moderatorId } = command;
    if (moderatorId === '') return refuse('moderator-not-chosen', {}, 'moderatorId');
    return this.database.transact(command.actor, async (transaction) => {
      const batch = await lockBatch(transaction, batchId);
      if (!batch || !isBeingModerated(batch.state)) return refuse('batch-not-open');
      const [item] = await transaction.query<{ state: string; moderatorId: string | null }>(
        `select state, moderator_id as "moderatorId" from sample_item where batch_id = $1 and script_number = $2 for update`,
        [batchId, script],
      );
      if (!item || !['waiting', 'referred'].includes(item.state)) return refuse('item-not-open');
      if (item.moderatorId === moderatorId) return true;
      const { eligible } = await eligibleFor(transaction, [script]);
      if (!eligible.get(script)?.includes(moderatorId)) return refuse('moderator-barred', {}, 'moderatorId');
      await transaction.query(`update sample_item set moderator_id = $3 where batch_id = $1 and script_number = $2`, [
        batchId,
        script,
        moderatorId,
      ]);
      await transaction.journal({
        aggregate: 'moderation-batch',
        id: batchId,
        act: 'item.handed-over',
        from: item.moderatorId,
        to: moderatorId,
        facts: { script },
      });
      const [person] = await transaction.query<{ name: string; email: string }>(
        `select s.name, i.email from staff s join sign_in i on i.id = s.sign_in_id where s.id = $1`,
        [moderatorId],
      );
      if (person)
        await writeLetter(transaction, {
          key: `moderation-handed-over:${batchId}:${script}:${moderatorId}`,
          to: person.email,
          subject: 'A script to moderate',
          body: `Dear ${person.name},\n\nA script was given to you on the page “Moderation”.\n`,
        });
      await transaction.touch(`batch:${batchId}`);
      return true;
    });
  }
}
