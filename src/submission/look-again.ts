import { Injectable } from '@nestjs/common';
import { refuse, type Result } from '#libs/refusal';
import { Database } from '../platform/database/database.js';
import { ScriptIntegrity } from './script-integrity.js';

export type LookAgainCode = 'nothing-was-found' | 'still-not-as-frozen';

/**
 * The lead has a script looked at again after its bytes were put back: where everything is as it was frozen, judging goes
 * on; where not, what is wrong now is written down and it stays stopped. There is no other way to let it go on.
 */
@Injectable()
export class LookAgain {
  constructor(
    private readonly database: Database,
    private readonly integrity: ScriptIntegrity,
  ) {}

  async run(actor: string, number: string): Promise<Result<'as-frozen', LookAgainCode>> {
    const found = await this.integrity.look(number);
    return this.database.transact(actor, async (transaction) => {
      const [fault] = await transaction.query<{ id: string }>(
        `select id from script_fault where script_number = $1 and cleared_at is null for update`,
        [number],
      );
      if (!fault || !found) return refuse('nothing-was-found');
      if (found.length > 0) {
        await transaction.query(`update script_fault set found = $2 where id = $1`, [fault.id, JSON.stringify(found)]);
        return refuse('still-not-as-frozen', { number });
      }
      await transaction.query(`update script_fault set cleared_at = app_now() where id = $1`, [fault.id]);
      await transaction.journal({ aggregate: 'script', id: number, act: 'script.as-frozen' });
      await transaction.touch('changed-scripts');
      return 'as-frozen';
    });
  }
}
