import { Inject, Injectable } from '@nestjs/common';
import { isRefusal, refuse, type Refusal, type Result } from '#libs/refusal';
import {
  changeEmail,
  checkDay,
  findEmployer,
  StandingWork,
  workFrom,
  type ChangeEmailCode,
  type Effect,
  type EmployerCode,
  type SpanCode,
} from '../../people/index.js';
import type { Config } from '../../platform/config/config.js';
import { configToken } from '../../platform/config/config.token.js';
import type { Transaction } from '../../platform/database/database.js';
import { checkDetails, tidy, type Details, type DetailsChanged, type DetailsCode } from './details-rules.js';
import { tellOfDetails } from './details-letters.js';
import { recordedDetails, type Recorded } from './details.queries.js';

export interface DetailsCommand extends Details {
  readonly participantId: string;
  /** First day at the school or trust, YYYY-MM-DD: only where that changes, or its day is mended. */
  readonly from: string;
}

export type ChangeDetailsCode =
  DetailsCode | ChangeEmailCode | EmployerCode | SpanCode | 'trn-belongs-to-another' | 'effect-has-changed';

type Asker = { readonly actor: string; readonly signInId: string; readonly providerId: string };

/**
 * An administrator changes what is recorded of a participant: name, e-mail, TRN, school or trust. Both values stay in
 * the journal, the participant is told, and where their work is being judged it is looked at again who may (edge case 39).
 */
@Injectable()
export class ChangeDetails {
  constructor(
    private readonly standing: StandingWork,
    @Inject(configToken) private readonly config: Config,
  ) {}

  /** What it would do; nothing is changed. */
  async preview(
    asker: Asker,
    command: DetailsCommand,
  ): Promise<Result<{ changes: DetailsChanged; effect: Effect }, ChangeDetailsCode>> {
    return named(
      () => this.standing.rehearse(asker.actor, asker.providerId, (tx) => this.change(tx, asker, command, '')),
      command,
    );
  }

  /** `seenEffect` is the effect that the preview showed; refuses `effect-has-changed` where it would be another by now. */
  async run(
    asker: Asker,
    command: DetailsCommand & { readonly why: string; readonly seenEffect: string },
  ): Promise<Result<{ changes: DetailsChanged; effect: Effect }, ChangeDetailsCode>> {
    const why = command.why.trim();
    if (why === '') return refuse('reason-missing', {}, 'why');
    const { actor, providerId } = asker;
    return named(
      () => this.standing.decide(actor, providerId, command.seenEffect, (tx) => this.change(tx, asker, command, why)),
      command,
    );
  }

  private async change(
    tx: Transaction,
    asker: Asker,
    command: DetailsCommand,
    why: string,
  ): Promise<Result<{ changes: DetailsChanged }, ChangeDetailsCode>> {
    const { participantId, from } = command;
    const wanted = tidy(command);
    const wrong = checkDetails(wanted);
    if (wrong) return wrong;
    const recorded = await recordedDetails(tx, participantId, 'for update of p');
    const trnOf = await tx.query(`select from participant where trn = $1 and id <> $2`, [wanted.trn, participantId]);
    if (trnOf.length > 0) return refuse('trn-belongs-to-another', { given: wanted.trn }, 'trn');
    const changes = changesOf(recorded, wanted);
    const moves = changes.urn !== undefined || changes.trustUid !== undefined || from !== '';
    if (!moves && Object.keys(changes).length === 0) return refuse('nothing-changes', {}, 'name');
    if (moves) {
      const moved = await this.move(tx, { asker, recorded, wanted, from, why });
      // A day that changes nothing is no change of its own; beside another it is the day as it stands.
      if (moved && !(moved.code === 'nothing-changes' && Object.keys(changes).length > 0)) return moved;
    }
    if (changes.email) {
      const { signInId } = recorded;
      const { was: before, is: after } = changes.email;
      const changed = await changeEmail(tx, this.config, { signInId, name: wanted.name, before, after });
      if (changed) return changed;
    }
    await tx.query(`update participant set name = $2, trn = $3 where id = $1`, [
      participantId,
      wanted.name,
      wanted.trn,
    ]);
    const facts = { changes, ...(moves ? { from } : {}) };
    await tx.journal({ aggregate: 'participant', id: participantId, act: 'participant.changed', why, facts });
    await tx.announce('ties.changed', { participantId });
    await tellOfDetails(tx, { participantId, recorded, wanted, changes, from });
    return { changes };
  }

  private async move(
    tx: Transaction,
    {
      asker,
      recorded,
      wanted,
      from,
      why,
    }: { asker: Asker; recorded: Recorded; wanted: Details; from: string; why: string },
  ): Promise<Refusal<EmployerCode | SpanCode> | null> {
    const day = await checkDay(tx, from);
    if (day) return day;
    const place = await findEmployer(tx, { schoolUrn: wanted.urn, trustUid: wanted.trustUid });
    if (isRefusal(place)) return { ...place, field: place.code === 'school-unknown' ? 'urn' : 'trustUid' };
    const moved = await workFrom(tx, recorded.signInId, { ...place, from, why, notedBy: asker.signInId });
    if (isRefusal(moved)) return moved;
    await tx.query(`update participant set school_id = $2, trust_id = $3 where id = $1`, [
      recorded.participantId,
      place.schoolId,
      place.trustId,
    ]);
    return null;
  }
}

function changesOf(recorded: Details, wanted: Details): DetailsChanged {
  const fields = ['name', 'email', 'trn', 'urn', 'trustUid'] as const;
  return Object.fromEntries(
    fields
      .filter((field) => recorded[field] !== wanted[field])
      .map((field) => [field, { was: recorded[field], is: wanted[field] }]),
  );
}

/** Two who are given one TRN or one address at once meet at the database's index: the second is refused by name. */
async function named<T>(
  act: () => Promise<Result<T, ChangeDetailsCode>>,
  command: DetailsCommand,
): Promise<Result<T, ChangeDetailsCode>> {
  try {
    return await act();
  } catch (error) {
    const { constraint } = error as { constraint?: unknown };
    if (constraint === 'participant_trn_key')
      return refuse('trn-belongs-to-another', { given: command.trn.trim() }, 'trn');
    if (constraint === 'sign_in_email')
      return refuse('email-belongs-to-another', { given: command.email.trim() }, 'email');
    throw error;
  }
}
