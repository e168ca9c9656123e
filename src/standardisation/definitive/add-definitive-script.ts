import { Injectable } from '@nestjs/common';
import { refuse, type Result } from '#libs/refusal';
import { Database } from '../../platform/database/database.js';
import { Frameworks } from '../../qualification/index.js';
import { scriptOf } from '../../submission/blind.js';

export type AddCode =
  'script-unknown' | 'script-not-released' | 'script-not-whole' | 'consent-missing' | 'definitive-before';

/** A lead takes a script for standardisation: one that is over and done with, with its author's consent. */
@Injectable()
export class AddDefinitiveScript {
  constructor(
    private readonly database: Database,
    private readonly frameworks: Frameworks,
  ) {}

  /**
   * Gives the number. Refuses a number that is none of this provider's, a script whose outcome is not released (people
   * would discuss what is still to be decided), one that does not show every criterion, and one without consent.
   */
  async run(command: {
    readonly actor: string;
    readonly signInId: string;
    readonly providerId: string;
    readonly number: string;
    readonly consent: string;
  }): Promise<Result<string, AddCode>> {
    const { actor, signInId, providerId } = command;
    const [number, consent] = [command.number.trim().toUpperCase(), command.consent.trim()];
    return this.database.transact(actor, async (tx) => {
      const script = await scriptOf(tx, number);
      const [about] = await tx.query<{ released: boolean }>(
        `select exists (select from outcome o where o.script_number = s.number and o.state in ('released', 'superseded')) as released
         from live_script s join assessment_window w on w.id = s.window_id where s.number = $1 and w.provider_id = $2`,
        [number, providerId],
      );
      if (!script || !about) return refuse('script-unknown', {}, 'number');
      if (!about.released) return refuse('script-not-released', { number }, 'number');
      const { criteria } = await this.frameworks.framework(script.frameworkVersion, tx);
      if (!criteria.every(({ code }) => script.scope.includes(code)))
        return refuse('script-not-whole', { number }, 'number');
      if (consent === '') return refuse('consent-missing', {}, 'consent');
      const [added] = await tx.query(
        `insert into definitive_script (script_number, provider_id, consent, added_by, added_at)
         values ($1, $2, $3, $4, app_now()) on conflict do nothing returning script_number`,
        [number, providerId, consent, signInId],
      );
      if (!added) return refuse('definitive-before', { number }, 'number');
      const facts = { frameworkVersion: script.frameworkVersion, consent };
      await tx.journal({ aggregate: 'definitive-script', id: number, act: 'definitive-script.added', facts });
      return number;
    });
  }
}
