import { Injectable } from '@nestjs/common';
import { refuse, type Result } from '#libs/refusal';
import { Database } from '../../platform/database/database.js';

export type RemarkCode = 'words-missing' | 'criterion-unknown';

/** Says something about a difference, after the try was handed in: its assessor and the leads talk about it, criterion by criterion. */
@Injectable()
export class SayRemark {
  constructor(private readonly database: Database) {}

  /** Refuses nothing said, and a criterion that the script was not marked on. Changes neither a mark nor a verdict. */
  async run(command: {
    readonly actor: string;
    readonly staffId: string;
    readonly tryId: string;
    readonly number: string;
    readonly criterion: string;
    readonly words: string;
  }): Promise<Result<string, RemarkCode>> {
    const { actor, staffId, tryId, number, criterion } = command;
    const words = command.words.replaceAll('\u0000', '').toWellFormed().trim();
    if (words === '') return refuse('words-missing', { criterion }, `words-${criterion}`);
    return this.database.transact(actor, async (tx) => {
      const [said] = await tx.query<{ id: string }>(
        `insert into standardisation_remark (try_id, script_number, criterion, staff_id, words, at)
         select try_id, script_number, criterion, $4, $5, app_now() from standardisation_mark
         where try_id = $1 and script_number = $2 and criterion = $3 returning id`,
        [tryId, number, criterion, staffId, words],
      );
      if (!said) return refuse('criterion-unknown', { criterion });
      const facts = { number, criterion };
      await tx.journal({
        aggregate: 'standardisation-try',
        id: tryId,
        act: 'standardisation.remarked',
        why: words,
        facts,
      });
      return said.id;
    });
  }
}
