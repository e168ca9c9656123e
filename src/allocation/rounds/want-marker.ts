import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database.js';
import { scriptOf } from '../../submission/blind.js';
import { waitingFor } from '../planning/gather-problem.js';
import { StartRound } from './start-round.js';

/** A script needs a second marker or an adjudicator: that is kept, and a round begins for all of the window that wait. */
@Injectable()
export class WantMarker {
  constructor(
    private readonly database: Database,
    private readonly startRound: StartRound,
  ) {}

  async run(command: {
    readonly actor: string;
    readonly scriptNumber: string;
    readonly role: 'second' | 'adjudicator';
    /** The one account that is to be marked; empty for the whole script, undefined where it is as it was wanted before. */
    readonly account?: string | undefined;
  }): Promise<void> {
    const { actor, scriptNumber, role, account } = command;
    await this.database.transact(actor, async (tx) => {
      const script = await scriptOf(tx, scriptNumber);
      if (!script) throw new Error(`There is no script ${scriptNumber}`);
      const [wanted] = await tx.query(
        `insert into wanted_marker (script_number, role, wanted_at) values ($1, $2, app_now())
         on conflict do nothing returning role`,
        [scriptNumber, role],
      );
      if (account !== undefined)
        await tx.query(`update wanted_marker set account = nullif($3, '') where script_number = $1 and role = $2`, [
          scriptNumber,
          role,
          account,
        ]);
      if (wanted) await tx.journal({ aggregate: 'script', id: scriptNumber, act: `${role}.wanted`, facts: { role } });
      const { windowId } = script;
      // An open round is no obstacle: when it is over it begins another for whoever came too late for it.
      if ((await waitingFor(tx, windowId, role)).includes(scriptNumber))
        await this.startRound.within(tx, { windowId, purpose: role, signInId: null });
    });
  }
}
