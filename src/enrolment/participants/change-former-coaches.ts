import { Injectable } from '@nestjs/common';
import { isRefusal, refuse, type Result } from '#libs/refusal';
import { StandingWork, type Effect } from '../../people/index.js';
import type { Transaction } from '../../platform/database/database.js';
import { checkCoach, tidyCoach, type Coach, type DetailsCode } from './details-rules.js';
import { tellOfFormerCoach } from './details-letters.js';
import { formerCoaches, recordedDetails } from './details.queries.js';

/** Who is noted as having coached a participant before, or, with `drop`, whose note was wrong. */
export interface FormerCoachCommand extends Coach {
  readonly participantId: string;
  /** The note that was wrong; '' where one is made. */
  readonly drop: string;
}

export type FormerCoachCode =
  DetailsCode | 'reason-missing' | 'coach-not-named' | 'coach-is-noted' | 'coach-note-is-gone' | 'effect-has-changed';

/** What became of the record: one of `was` and `is` is ''. */
export interface FormerCoachDone {
  readonly noteId: string;
  readonly was: string;
  readonly is: string;
}

type Asker = { readonly actor: string; readonly providerId: string };

/**
 * An administrator notes that somebody coached a participant before, who is barred from judging their work from then on, or
 * that this was recorded wrongly, and so lets them go (domain 5, dated conflicts). Both stay in the journal with the reason.
 */
@Injectable()
export class ChangeFormerCoaches {
  constructor(private readonly standing: StandingWork) {}

  /** What it would do; nothing is changed. */
  async preview(
    { actor, providerId }: Asker,
    command: FormerCoachCommand,
  ): Promise<Result<FormerCoachDone & { effect: Effect }, FormerCoachCode>> {
    return this.standing.rehearse(actor, providerId, (tx) => change(tx, command, ''));
  }

  /** `seenEffect` is the effect that the preview showed; refuses `effect-has-changed` where it would be another by now. */
  async run(
    { actor, providerId }: Asker,
    command: FormerCoachCommand & { readonly why: string; readonly seenEffect: string },
  ): Promise<Result<FormerCoachDone & { effect: Effect }, FormerCoachCode>> {
    const why = command.why.trim();
    if (why === '') return refuse('reason-missing', {}, 'why');
    return this.standing.decide(actor, providerId, command.seenEffect, (tx) => change(tx, command, why));
  }
}

async function change(
  tx: Transaction,
  command: FormerCoachCommand,
  why: string,
): Promise<Result<FormerCoachDone, FormerCoachCode>> {
  const { participantId } = command;
  const recorded = await recordedDetails(tx, participantId, 'for update of p');
  const done = command.drop === '' ? await note(tx, command) : await drop(tx, command);
  if (isRefusal(done)) return done;
  const { was, is } = done;
  const facts = { changes: { formerCoach: { was, is } } };
  await tx.journal({ aggregate: 'participant', id: participantId, act: 'participant.changed', why, facts });
  await tx.announce('ties.changed', { participantId });
  await tellOfFormerCoach(tx, { ...recorded, ...done });
  return done;
}

async function note(tx: Transaction, command: FormerCoachCommand): Promise<Result<FormerCoachDone, FormerCoachCode>> {
  const coach = tidyCoach(command);
  const wrong = checkCoach(coach);
  if (wrong) return wrong;
  const { coachName, coachEmail } = coach;
  if (coachName === '' && coachEmail === '') return refuse('coach-not-named', {}, 'coachName');
  const noted = await formerCoaches(tx, command.participantId);
  const isNoted = noted.some(({ name, email }) =>
    coachEmail === '' ? name === coachName : email?.toLowerCase() === coachEmail.toLowerCase(),
  );
  if (isNoted) return refuse('coach-is-noted', { coach: said(coachName, coachEmail) }, 'coachName');
  const [made] = await tx.query<{ id: string }>(
    `insert into former_coach (participant_id, name, email, noted_at)
     values ($1, nullif($2, ''), nullif($3, ''), app_now()) returning id`,
    [command.participantId, coachName, coachEmail],
  );
  return { noteId: made?.id ?? '', was: '', is: said(coachName, coachEmail) };
}

async function drop(tx: Transaction, command: FormerCoachCommand): Promise<Result<FormerCoachDone, FormerCoachCode>> {
  const noted = (await formerCoaches(tx, command.participantId)).find(({ id }) => id === command.drop);
  if (!noted) return refuse('coach-note-is-gone', {}, 'drop');
  await tx.query(`delete from former_coach where id = $1`, [noted.id]);
  return { noteId: noted.id, was: said(noted.name, noted.email), is: '' };
}

const said = (name: string | null, email: string | null): string => [name, email].filter(Boolean).join(', ');
