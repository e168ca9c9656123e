import { Injectable } from '@nestjs/common';
import { isRefusal, refuse, type Result } from '#libs/refusal';
import { Enrolments } from '../enrolment/index.js';
import { Database, type Transaction } from '../platform/database/database.js';
import { affectedBy, fingerprintOf, type AffectedPerson, type FailureSpan } from './affected.js';
import { lettersOf } from './letters.js';
import { readSpan, type FailureForm, type SpanCode } from './read-span.js';

export type DeclareCode =
  | SpanCode
  | 'no-failure-on-record'
  | 'failure-is-declared'
  | 'nobody-was-hit'
  | 'extension-over-already'
  | 'failure-effect-has-changed'
  | 'failure-reason-missing';

/** What a declaration would do. */
export interface FailureEffect {
  readonly span: FailureSpan;
  readonly people: readonly AffectedPerson[];
  readonly seen: string;
}

/**
 * A lead declares a technical failure over a stretch that the system's own log holds, and gives everybody whom it hit the
 * same time on top of their own closing, in one transaction. Outside of one, late by one second is late.
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

  /** `seen` is the fingerprint of the effect that was looked at. Gives the failure's id and whom it gave time. */
  async run(command: {
    readonly actor: string;
    readonly signInId: string;
    readonly form: FailureForm;
    readonly reason: string;
    readonly seen: string;
  }): Promise<Result<{ readonly id: string; readonly extended: number }, DeclareCode>> {
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
  ): Promise<{ id: string; extended: number }> {
    const { windowId, from, until, minutes } = span;
    const hit = people.filter(({ standing }) => standing === 'extended');
    const [row] = await tx.query<{ id: string }>(
      `insert into technical_failure (window_id, from_at, until_at, minutes, reason, declared_by, declared_at)
       values ($1, $2, $3, $4, $5, $6, app_now()) returning id`,
      [windowId, from.toString(), until.toString(), minutes, reason, signInId],
    );
    if (!row) throw new Error('An insert that returns gives a row');
    const rows = hit.map(({ bookingId, closesAtBefore, closesAt }) => ({ bookingId, closesAtBefore, closesAt }));
    await tx.query(
      `insert into failure_extension (failure_id, booking_id, closes_before, closes_at)
       select $1, "bookingId", "closesAtBefore", "closesAt"
       from jsonb_to_recordset($2::jsonb) as x ("bookingId" uuid, "closesAtBefore" timestamptz, "closesAt" timestamptz)`,
      [row.id, JSON.stringify(rows)],
    );
    await this.enrolments.extendClosings(tx, rows, { why: reason, facts: { failureId: row.id } });
    await tx.journal({
      aggregate: 'failure',
      id: row.id,
      act: 'failure.declared',
      why: reason,
      facts: { windowId, from: from.toString(), until: until.toString(), minutes, extended: hit.length },
    });
    await lettersOf(tx, row.id, windowId, span, hit);
    return { id: row.id, extended: hit.length };
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
  const hit = people.filter(({ standing }) => standing === 'extended');
  if (hit.length === 0) return refuse('nobody-was-hit', {}, 'fromDay');
  if (hit.some(({ closesAt }) => Temporal.Instant.compare(Temporal.Instant.from(closesAt), now) <= 0))
    return refuse('extension-over-already', { minutes: span.minutes }, 'minutes');
  return { span, people, seen: fingerprintOf(people) };
}
