import { Injectable } from '@nestjs/common';
import { isRefusal, refuse, type Result } from '#libs/refusal';
import type { Transaction } from '../../platform/database/database.js';
import type { Visitor } from '../../platform/web/visitor.js';
import { findEmployer, type EmployerCode } from '../staff/employer.js';
import { checkDay, daysOf, workFrom, type Span, type SpanCode } from './spans.js';
import { StandingWork, type Effect } from './standing-work.js';

export interface EmployerCommand {
  readonly staffId: string;
  /** Both empty: nothing is known of where they work. */
  readonly trustUid: string;
  readonly schoolUrn: string;
  /** First day, YYYY-MM-DD. */
  readonly from: string;
}

export type ChangeEmployerCode = SpanCode | EmployerCode | 'effect-has-changed';
type Changed = { before: Span[]; after: Span[]; effect: Effect };

/** Notes where a member of staff works from a day on. Where they worked before goes on counting against judging for the years that the framework says. */
@Injectable()
export class ChangeEmployer {
  constructor(private readonly standing: StandingWork) {}

  /** What it would do; nothing is changed. */
  async preview(visitor: Visitor, command: EmployerCommand): Promise<Result<Changed, ChangeEmployerCode>> {
    return this.standing.rehearse(visitor.actor, visitor.providerId ?? '', (tx) => change(tx, visitor, command, ''));
  }

  /** `seenEffect` is the effect that the preview showed; refuses `effect-has-changed` where it would be another by now. */
  async run(
    visitor: Visitor,
    command: EmployerCommand & { readonly why: string; readonly seenEffect: string },
  ): Promise<Result<Changed, ChangeEmployerCode>> {
    const why = command.why.trim();
    if (why === '') return refuse('reason-missing', {}, 'why');
    return this.standing.decide(visitor.actor, visitor.providerId ?? '', command.seenEffect, (tx) =>
      change(tx, visitor, command, why),
    );
  }
}

async function change(
  tx: Transaction,
  visitor: Visitor,
  command: EmployerCommand,
  why: string,
): Promise<Result<{ before: Span[]; after: Span[] }, ChangeEmployerCode>> {
  const day = await checkDay(tx, command.from);
  if (day) return day;
  const place = await findEmployer(tx, command);
  if (isRefusal(place)) return place;
  const [person] = await tx.query<{ signInId: string }>(
    `select sign_in_id as "signInId" from staff where id = $1 for update`,
    [command.staffId],
  );
  if (!person) throw new Error('The guard lets nobody through to staff who are not there');
  const changed = await workFrom(tx, person.signInId, { ...place, from: command.from, why, notedBy: visitor.signInId });
  if (isRefusal(changed)) return changed;
  const { staffId } = command;
  await tx.query(`update staff set employer_trust_id = $2, employer_school_id = $3 where id = $1`, [
    staffId,
    place.trustId,
    place.schoolId,
  ]);
  const facts = { before: daysOf(changed.before), after: daysOf(changed.after) };
  await tx.journal({ aggregate: 'staff', id: staffId, act: 'staff.employer-changed', why, facts });
  await tx.announce('ties.changed', { staffId });
  return changed;
}
