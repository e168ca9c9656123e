import { Injectable } from '@nestjs/common';
import { isRefusal, refuse, type Result } from '#libs/refusal';
import type { QualificationVerdict } from '#libs/rubric';
import { Database, type Transaction } from '../../platform/database/database.js';
import { Frameworks } from '../../qualification/index.js';
import { holdRound } from '../rounds/hold-round.js';
import { knowsDefinitiveMarks } from '../standardisation.queries.js';
import { scriptsFor } from './scripts-for.js';
import { tryLifecycle, type TryState } from './try.lifecycle.js';

export type BeginCode =
  'round-over' | 'knows-the-marks' | 'try-open-before' | 'qualified-before' | 'no-try-left' | 'no-script-left';

/** An assessor begins a try: they get the first scripts of the round that they have not met before. */
@Injectable()
export class BeginTry {
  constructor(
    private readonly database: Database,
    private readonly frameworks: Frameworks,
  ) {}

  /** Gives the id. Refuses a second try while one is open or after one that qualified, and more tries than the framework gives. */
  async run(command: {
    readonly actor: string;
    readonly staffId: string;
    readonly roundId: string;
  }): Promise<Result<string, BeginCode>> {
    const { actor, staffId, roundId } = command;
    return this.database.transact(actor, async (tx) => {
      const round = await holdRound(tx, roundId);
      if (isRefusal(round)) return round;
      if (await knowsDefinitiveMarks(tx, staffId)) return refuse('knows-the-marks', {}, 'staffId');
      const { accreditation } = await this.frameworks.framework(round.frameworkVersion, tx);
      const before = await heldTries(tx, roundId, staffId);
      if (before.some(({ state }) => state === 'marking')) return refuse('try-open-before');
      if (before.some(({ verdict }) => verdict !== 'not-qualified')) return refuse('qualified-before');
      if (before.length >= accreditation.tries) return refuse('no-try-left', { tries: accreditation.tries });
      const needed = accreditation.standardisationScripts;
      // Nobody joins the panel of a script meanwhile.
      await tx.query(
        `select from definitive_script where script_number in
           (select script_number from standardisation_round_script where round_id = $1) order by script_number for share`,
        [roundId],
      );
      const scripts = (await scriptsFor(tx, roundId, staffId)).open.slice(0, needed);
      if (scripts.length < needed) return refuse('no-script-left', { needed, left: scripts.length });
      return this.open(tx, { roundId, staffId, no: before.length + 1, scripts });
    });
  }

  private async open(
    tx: Transaction,
    { roundId, staffId, no, scripts }: { roundId: string; staffId: string; no: number; scripts: readonly string[] },
  ): Promise<string> {
    const [begun] = await tx.query<{ id: string }>(
      `insert into standardisation_try (round_id, staff_id, no, state, begun_at) values ($1, $2, $3, $4, app_now()) returning id`,
      [roundId, staffId, no, tryLifecycle.initial],
    );
    if (!begun) throw new Error('An insert that returns gives a row');
    await tx.query(
      `insert into standardisation_try_script (try_id, staff_id, script_number, position)
       select $1, $2, number, position from unnest($3::text[]) with ordinality as s (number, position)`,
      [begun.id, staffId, scripts],
    );
    await tx.journal({
      aggregate: 'standardisation-try',
      id: begun.id,
      act: 'standardisation-try.begun',
      to: tryLifecycle.initial,
      facts: { roundId, staffId, no, scripts },
    });
    return begun.id;
  }
}

/** The tries of a person in a round, oldest first; their place is held, so that two beginnings follow each other. */
async function heldTries(
  tx: Transaction,
  roundId: string,
  staffId: string,
): Promise<{ state: TryState; verdict: QualificationVerdict | null }[]> {
  const held = await tx.query(`select from standardisation_place where round_id = $1 and staff_id = $2 for update`, [
    roundId,
    staffId,
  ]);
  if (held.length === 0) throw new Error(`${staffId} has no place in the round ${roundId}`);
  return tx.query(`select state, verdict from standardisation_try where round_id = $1 and staff_id = $2 order by no`, [
    roundId,
    staffId,
  ]);
}
