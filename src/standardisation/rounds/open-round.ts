import { Injectable } from '@nestjs/common';
import { londonDate } from '#libs/calendar';
import { isRefusal, refuse, type Result } from '#libs/refusal';
import { Database } from '../../platform/database/database.js';
import { Frameworks } from '../../qualification/index.js';
import { readDay } from '../accreditation-terms.js';
import { readyDefinitive } from '../definitive/definitive.queries.js';
import { standardisationRoundLifecycle } from './standardisation-round.lifecycle.js';

export type OpenCode =
  | 'framework-unknown'
  | 'round-name-missing'
  | 'closes-not-a-date'
  | 'closes-passed'
  | 'too-few-scripts'
  | 'scripts-not-definitive'
  | 'round-open-before';

/** A lead opens a round: which definitive scripts, in which order, and until when. */
@Injectable()
export class OpenRound {
  constructor(
    private readonly database: Database,
    private readonly frameworks: Frameworks,
  ) {}

  /**
   * Gives the id. `scripts`: numbers in the order in which they are marked. Refuses fewer scripts than a try has by the
   * framework, a script whose marks no panel agreed on, a last day that is over, and a second open round of a version.
   */
  async run(command: {
    readonly actor: string;
    readonly signInId: string;
    readonly providerId: string;
    readonly frameworkVersion: string;
    readonly name: string;
    /** YYYY-MM-DD: the last day on which a try is handed in. */
    readonly closesOn: string;
    readonly scripts: readonly string[];
  }): Promise<Result<string, OpenCode>> {
    const { actor, signInId, providerId, frameworkVersion } = command;
    const [name, scripts] = [command.name.trim(), [...new Set(command.scripts)]];
    return this.database.transact(actor, async (tx) => {
      const framework = await this.frameworks.find(frameworkVersion, tx);
      if (!framework) return refuse('framework-unknown', {}, 'frameworkVersion');
      if (name === '') return refuse('round-name-missing', {}, 'name');
      const closesOn = readDay(command.closesOn);
      if (isRefusal(closesOn)) return refuse('closes-not-a-date', {}, 'closesOn');
      const today = londonDate(await tx.now());
      if (Temporal.PlainDate.compare(closesOn, today) < 0)
        return refuse('closes-passed', { today: today.toString() }, 'closesOn');
      const needed = framework.accreditation.standardisationScripts;
      if (scripts.length < needed) return refuse('too-few-scripts', { needed, given: scripts.length }, 'scripts');
      const ready = await readyDefinitive(tx, providerId, frameworkVersion);
      if (!scripts.every((number) => ready.includes(number))) return refuse('scripts-not-definitive', {}, 'scripts');
      const [round] = await tx.query<{ id: string }>(
        `insert into standardisation_round (provider_id, framework_version, name, closes_on, state, opened_by, opened_at)
         values ($1, $2, $3, $4, $5, $6, app_now())
         on conflict (provider_id, framework_version) where state = 'open' do nothing returning id`,
        [providerId, frameworkVersion, name, closesOn.toString(), standardisationRoundLifecycle.initial, signInId],
      );
      if (!round) return refuse('round-open-before', {}, 'frameworkVersion');
      await tx.query(
        `insert into standardisation_round_script (round_id, script_number, position)
         select $1, number, position from unnest($2::text[]) with ordinality as s (number, position)`,
        [round.id, scripts],
      );
      await tx.journal({
        aggregate: 'standardisation-round',
        id: round.id,
        act: 'standardisation.opened',
        to: standardisationRoundLifecycle.initial,
        facts: { frameworkVersion, name, closesOn: closesOn.toString(), scripts },
      });
      return round.id;
    });
  }
}
