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

export interface DetailsCommand extends Omit<Details, 'coachName' | 'coachEmail'> {
  readonly participantId: string;
  /** Not said: the coach stays as recorded. */
  readonly coachName?: string | undefined;
  readonly coachEmail?: string | undefined;
  /** True where the coach who is recorded never was theirs, and so is not barred from judging their work. */
  readonly coachWasWrong?: boolean;
  /** First day at the school or trust, YYYY-MM-DD: only where that changes, or its day is mended. */
  readonly from: string;
}

export type ChangeDetailsCode =
  DetailsCode | ChangeEmailCode | EmployerCode | SpanCode | 'trn-belongs-to-another' | 'effect-has-changed';

/** What a change came to. */
export interface DetailsDone {
  readonly changes: DetailsChanged;
  /** Who does not coach them any more, by name or address; null where nobody else coached them. */
  readonly formerCoach: string | null;
}

type Asker = { readonly actor: string; readonly signInId: string; readonly providerId: string };

/**
 * An administrator changes what is recorded of a participant: name, e-mail, TRN, school or trust, coach. Both values stay in
 * the journal, the participant is told, and where their work is being judged it is looked at again who may (edge case 39).
 * Who coached them stays barred from judging them.
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
  ): Promise<Result<DetailsDone & { effect: Effect }, ChangeDetailsCode>> {
    return named(
      () => this.standing.rehearse(asker.actor, asker.providerId, (tx) => this.change(tx, asker, command, '')),
      command,
    );
  }

  /** `seenEffect` is the effect that the preview showed; refuses `effect-has-changed` where it would be another by now. */
  async run(
    asker: Asker,
    command: DetailsCommand & { readonly why: string; readonly seenEffect: string },
  ): Promise<Result<DetailsDone & { effect: Effect }, ChangeDetailsCode>> {
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
  ): Promise<Result<DetailsDone, ChangeDetailsCode>> {
    const { participantId, from } = command;
    const recorded = await recordedDetails(tx, participantId, 'for update of p');
    const { coachName = recorded.coachName, coachEmail = recorded.coachEmail } = command;
    const wanted = tidy({ ...command, coachName, coachEmail });
    const wrong = checkDetails(wanted);
    if (wrong) return wrong;
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
    const leaves = command.coachWasWrong ? null : coachWhoLeaves(recorded, wanted);
    if (leaves)
      await tx.query(
        `insert into former_coach (participant_id, name, email, noted_at) values ($1, $2, $3, app_now())`,
        [participantId, leaves.name || null, leaves.email || null],
      );
    await tx.query(
      `update participant set name = $2, trn = $3, coach_name = nullif($4, ''), coach_email = nullif($5, '') where id = $1`,
      [participantId, wanted.name, wanted.trn, wanted.coachName, wanted.coachEmail],
    );
    const facts = {
      changes,
      ...(moves ? { from } : {}),
      ...(leaves ? { formerCoach: leaves.email || leaves.name } : {}),
    };
    await tx.journal({ aggregate: 'participant', id: participantId, act: 'participant.changed', why, facts });
    await tx.announce('ties.changed', { participantId });
    await tellOfDetails(tx, { participantId, recorded, wanted, changes, from });
    return { changes, formerCoach: leaves && (leaves.name || leaves.email) };
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
  const fields = ['name', 'email', 'trn', 'urn', 'trustUid', 'coachName', 'coachEmail'] as const;
  return Object.fromEntries(
    fields
      .filter((field) => recorded[field] !== wanted[field])
      .map((field) => [field, { was: recorded[field], is: wanted[field] }]),
  );
}

/**
 * Who coached until now, where somebody else does then, or nobody: told by the address, and where none is recorded by the name.
 */
function coachWhoLeaves(was: Details, is: Details): { readonly name: string; readonly email: string } | null {
  const [name, email] = [was.coachName, was.coachEmail];
  const stays =
    email === '' ? name === is.coachName || name === '' : email.toLowerCase() === is.coachEmail.toLowerCase();
  return stays ? null : { name, email };
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
