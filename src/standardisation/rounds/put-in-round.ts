import { Injectable } from '@nestjs/common';
import { sayDate } from '#libs/calendar';
import { isRefusal, refuse, type Result } from '#libs/refusal';
import { Database, type Transaction } from '../../platform/database/database.js';
import { writeLetter } from '../../platform/mail/mail.js';
import { staffById } from '../../people/index.js';
import { Frameworks } from '../../qualification/index.js';
import { accreditationLifecycle } from '../accreditation.lifecycle.js';
import { readCapacity } from '../accreditation-terms.js';
import { knowsDefinitiveMarks, mayBeAccredited } from '../standardisation.queries.js';
import { scriptsFor } from '../tries/scripts-for.js';
import { holdRound, type OpenedRound } from './hold-round.js';

export type PutCode =
  | 'round-over'
  | 'not-an-assessor'
  | 'knows-the-marks'
  | 'capacity-not-a-number'
  | 'in-round-before'
  | 'too-few-for-person';

/** A lead asks somebody to standardise: whoever has no accreditation for the version gets one that does not let them mark yet. */
@Injectable()
export class PutInRound {
  constructor(
    private readonly database: Database,
    private readonly frameworks: Frameworks,
  ) {}

  /**
   * Refuses who is no active assessor of the provider, who leads and so sees definitive marks, who is in the round, and for whom too few scripts are left: those
   * that they marked, agreed on, or may not judge because of a tie are none for them.
   */
  async run(command: {
    readonly actor: string;
    readonly roundId: string;
    readonly staffId: string;
    /** Scripts a window, for whoever has no accreditation yet. */
    readonly capacity: string;
  }): Promise<Result<string, PutCode>> {
    const { actor, roundId, staffId } = command;
    return this.database.transact(actor, async (tx) => {
      const round = await holdRound(tx, roundId);
      if (isRefusal(round)) return round;
      if (!(await mayBeAccredited(tx, staffId, round.providerId))) return refuse('not-an-assessor', {}, 'staffId');
      if (await knowsDefinitiveMarks(tx, staffId)) return refuse('knows-the-marks', {}, 'staffId');
      const capacity = readCapacity(command.capacity);
      if (isRefusal(capacity)) return capacity;
      const { accreditation } = await this.frameworks.framework(round.frameworkVersion, tx);
      const left = await scriptsFor(tx, round.id, staffId);
      if (left.open.length < accreditation.standardisationScripts)
        return refuse('too-few-for-person', { needed: accreditation.standardisationScripts, ...left }, 'staffId');
      const [place] = await tx.query(
        `insert into standardisation_place (round_id, staff_id, added_at) values ($1, $2, app_now())
         on conflict do nothing returning staff_id`,
        [round.id, staffId],
      );
      if (!place) return refuse('in-round-before', {}, 'staffId');
      await this.begin(tx, round, staffId, capacity);
      const facts = { staffId };
      await tx.journal({ aggregate: 'standardisation-round', id: round.id, act: 'standardisation.asked', facts });
      await write(tx, round, staffId);
      return staffId;
    });
  }

  /** Somebody whom the lead accredited before, or who was in a round before, keeps what they have. */
  private async begin(tx: Transaction, round: OpenedRound, staffId: string, capacity: number): Promise<void> {
    const { frameworkVersion, closesOn } = round;
    const [begun] = await tx.query<{ id: string }>(
      `insert into accreditation (staff_id, framework_version, state, valid_to, capacity) values ($1, $2, $3, $4, $5)
       on conflict (staff_id, framework_version) do nothing returning id`,
      [staffId, frameworkVersion, accreditationLifecycle.initial, closesOn, capacity],
    );
    if (begun)
      await tx.journal({
        aggregate: 'accreditation',
        id: begun.id,
        act: 'accreditation.standardising',
        to: accreditationLifecycle.initial,
        facts: { staffId, frameworkVersion, capacity, roundId: round.id },
      });
  }
}

async function write(tx: Transaction, round: OpenedRound, staffId: string): Promise<void> {
  const person = (await staffById(tx, [staffId])).get(staffId);
  if (!person) throw new Error(`There is no member of staff ${staffId}`);
  const by = sayDate(Temporal.PlainDate.from(round.closesOn));
  const paragraphs = [
    `Dear ${person.name}`,
    `Please mark the scripts of “${round.name}” by the end of ${by}. Their marks are settled already by a panel, and are shown to you with reasons when you have handed in yours.`,
    'Sign in to Scriptorium and choose “Your standardisation”. Mark them as you would mark any script: whether you may mark live scripts follows from it.',
    'The assessment team',
  ];
  await writeLetter(tx, {
    key: `standardisation:${round.id}:${staffId}`,
    to: person.email,
    subject: `Please standardise by ${by}`,
    body: `${paragraphs.join('\n\n')}\n`,
  });
}
