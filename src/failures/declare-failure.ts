import { Injectable } from '@nestjs/common';
import { isRefusal, refuse, type Result } from '#libs/refusal';
import { Enrolments } from '../enrolment/index.js';
import { Database, type Transaction } from '../platform/database/database.js';
import { reinstateDrafts } from '../submission/index.js';
import { affectedBy, fingerprintOf, isGivenTime, type AffectedPerson, type FailureSpan } from './affected.js';
import { lettersOf } from './letters.js';
import { readSpan, type FailureForm, type SpanCode } from './read-span.js';

export type DeclareCode =
  | SpanCode
  | 'no-failure-on-record'
  | 'failure-is-declared'
  | 'nobody-was-hit'
  | 'nobody-can-be-given-time'
  | 'extension-over-already'
  | 'failure-effect-has-changed'
  | 'failure-reason-missing';

/** What a declaration would do. */
export interface FailureEffect {
  readonly span: FailureSpan;
  readonly people: readonly AffectedPerson[];
  readonly seen: string;
}

export interface DeclaredFailure {
  readonly id: string;
  /** All who were given time. */
  readonly extended: number;
  /** Those of them whose place was given back. */
  readonly reinstated: number;
}

/**
 * A lead declares a technical failure over a stretch that the system's own log holds, and gives everybody whom it hit the
 * same time on top of their own closing, in one transaction. Whose draft the closing job had made a no-show by then is given
 * place, draft and charge back in the same act. Outside of a declared failure, late by one second is late.
 */
@Injectable()
export class DeclareFailure {
  constructor(
    private readonly database: Database,
    private readonly enrolments: Enrolments,
  ) {}

  /** What it would do; nothing is changed. */
  async preview(form: FailureForm): Promise<Result<FailureEffect, DeclareCode>> {
    const span = readSpan(form);
    return isRefusal(span) ? span : decide(this.database, await this.database.now(), span);
  }

  /** `seen` is the fingerprint of the effect that was looked at. Gives the failure's id, how many it gave time, and how many of them their place back. */
  async run(command: {
    readonly actor: string;
    readonly signInId: string;
    readonly form: FailureForm;
    readonly reason: string;
    readonly seen: string;
  }): Promise<Result<DeclaredFailure, DeclareCode>> {
    const reason = command.reason.trim();
    const span = readSpan(command.form);
    if (isRefusal(span)) return span;
    if (reason === '') return refuse('failure-reason-missing', {}, 'reason');
    return this.database.transact(command.actor, async (tx) => {
      await this.enrolments.lockWindowAndItsEnrolments(tx, span.windowId);
      const effect = await decide(tx, await tx.now(), span);
      if (isRefusal(effect)) return effect;
      if (effect.seen !== command.seen) return refuse('failure-effect-has-changed');
      return this.record(tx, effect, { ...command, reason });
    });
  }

  private async record(
    tx: Transaction,
    { span, people }: FailureEffect,
    { signInId, reason }: { readonly signInId: string; readonly reason: string },
  ): Promise<DeclaredFailure> {
    const { windowId, from, until, minutes } = span;
    const hit = people.filter(isGivenTime);
    const [row] = await tx.query<{ id: string }>(
      `insert into technical_failure (window_id, from_at, until_at, minutes, reason, declared_by, declared_at)
       values ($1, $2, $3, $4, $5, $6, app_now()) returning id`,
      [windowId, from.toString(), until.toString(), minutes, reason, signInId],
    );
    if (!row) throw new Error('An insert that returns gives a row');
    const rows = hit.map(({ bookingId, closesAtBefore, closesAt, standing }) => ({
      bookingId,
      closesAtBefore,
      closesAt,
      reinstated: standing === 'reinstated',
    }));
    await tx.query(
      `insert into failure_extension (failure_id, booking_id, closes_before, closes_at, reinstated)
       select $1, "bookingId", "closesAtBefore", "closesAt", reinstated
       from jsonb_to_recordset($2::jsonb)
         as x ("bookingId" uuid, "closesAtBefore" timestamptz, "closesAt" timestamptz, reinstated boolean)`,
      [row.id, JSON.stringify(rows)],
    );
    const note = { why: reason, facts: { failureId: row.id } };
    await this.enrolments.extendClosings(tx, rows, note);
    const back = rows.filter(({ reinstated }) => reinstated).map(({ bookingId }) => bookingId);
    const givenBack = await this.enrolments.reinstateBookings(tx, windowId, back, note);
    await reinstateDrafts(tx, back);
    const done = { extended: rows.length, reinstated: back.length };
    await tx.journal({
      aggregate: 'failure',
      id: row.id,
      act: 'failure.declared',
      why: reason,
      facts: { windowId, from: from.toString(), until: until.toString(), minutes, ...done },
    });
    await lettersOf(tx, { failureId: row.id, span, hit, givenBack });
    return { id: row.id, ...done };
  }
}

async function decide(
  db: Pick<Transaction, 'query'>,
  now: Temporal.Instant,
  span: FailureSpan,
): Promise<Result<FailureEffect, DeclareCode>> {
  const stretch = [span.from.toString(), span.until.toString()];
  const [record] = await db.query<{ known: boolean; declared: boolean }>(
    `select exists (select from outage where began_at < $2::timestamptz and ended_at > $1::timestamptz)
         or exists (select from failed_request where at >= $1::timestamptz and at < $2::timestamptz) as known,
       exists (select from technical_failure where window_id = $3 and from_at < $2::timestamptz and until_at > $1::timestamptz) as declared`,
    [...stretch, span.windowId],
  );
  if (!record?.known) return refuse('no-failure-on-record', {}, 'fromDay');
  if (record.declared) return refuse('failure-is-declared', {}, 'fromDay');
  const people = await affectedBy(db, span);
  const hit = people.filter(isGivenTime);
  const barred = people.filter(({ standing }) => standing === 'barred');
  if (hit.length === 0 && barred.length > 0)
    return refuse('nobody-can-be-given-time', { people: barred.map(({ name, bar }) => ({ name, bar })) }, 'fromDay');
  if (hit.length === 0) return refuse('nobody-was-hit', {}, 'fromDay');
  if (hit.some(({ closesAt }) => Temporal.Instant.compare(Temporal.Instant.from(closesAt), now) <= 0))
    return refuse('extension-over-already', { minutes: span.minutes }, 'minutes');
  return { span, people, seen: fingerprintOf(people) };
}
