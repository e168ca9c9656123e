import { Injectable } from '@nestjs/common';
import { isRefusal, refuse, type Result } from '#libs/refusal';
import type { Transaction } from '../../platform/database/database.js';
import type { Visitor } from '../../platform/web/visitor.js';
import { findOrAddTrust } from '../schools.js';
import { belongFrom, checkDay, daysOf, type Span, type SpanCode } from './spans.js';
import { StandingWork, type Effect } from './standing-work.js';

export interface TrustCommand {
  readonly schoolId: string;
  /** UID of the trust it belongs to from then on; empty: to none. */
  readonly trustUid: string;
  /** The name of a trust that is not known here yet. */
  readonly trustName: string;
  /** First day, YYYY-MM-DD. */
  readonly from: string;
}

export type ChangeTrustCode = SpanCode | 'trust-unknown' | 'effect-has-changed';
type Changed = { before: Span[]; after: Span[]; effect: Effect };

/**
 * Notes that a school belongs to another trust, or to none, from a day on. Who may judge whom hangs on it for everybody
 * at that school: the effect is shown first, and when it is done work that stands is looked at again ('ties.changed').
 */
@Injectable()
export class ChangeTrust {
  constructor(private readonly standing: StandingWork) {}

  /** What it would do; nothing is changed. */
  async preview(visitor: Visitor, command: TrustCommand): Promise<Result<Changed, ChangeTrustCode>> {
    return this.standing.rehearse(visitor.actor, visitor.providerId ?? '', (tx) => change(tx, visitor, command, ''));
  }

  /** `seenEffect` is the effect that the preview showed; refuses `effect-has-changed` where it would be another by now. */
  async run(
    visitor: Visitor,
    command: TrustCommand & { readonly why: string; readonly seenEffect: string },
  ): Promise<Result<Changed, ChangeTrustCode>> {
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
  { schoolId, trustUid, trustName, from }: TrustCommand,
  why: string,
): Promise<Result<{ before: Span[]; after: Span[] }, ChangeTrustCode>> {
  const day = await checkDay(tx, from);
  if (day) return day;
  await tx.query(`select from school where id = $1 for update`, [schoolId]);
  const trustId = await trustNamed(tx, trustUid.trim(), trustName.trim());
  if (isRefusal(trustId)) return trustId;
  const changed = await belongFrom(tx, schoolId, { schoolId: null, ...trustId, from, why, notedBy: visitor.signInId });
  if (isRefusal(changed)) return changed;
  const facts = { before: daysOf(changed.before), after: daysOf(changed.after) };
  await tx.journal({ aggregate: 'school', id: schoolId, act: 'school.trust-changed', why, facts });
  await tx.announce('ties.changed', { schoolId });
  return changed;
}

async function trustNamed(
  tx: Transaction,
  uid: string,
  name: string,
): Promise<Result<{ trustId: string | null }, 'trust-unknown'>> {
  if (uid === '') return { trustId: null };
  const [known] = await tx.query<{ id: string }>(`select id from trust where uid = $1`, [uid]);
  if (known) return { trustId: known.id };
  // As an import has it: letters and digits.
  if (name === '' || !/^[A-Za-z0-9]{1,12}$/.test(uid)) return refuse('trust-unknown', { uid }, 'trustUid');
  return { trustId: await findOrAddTrust(tx, uid, name) };
}
