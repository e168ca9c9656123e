import { Injectable } from '@nestjs/common';
import { londonDate, sayDate } from '#libs/calendar';
import { isRefusal, refuse, type Refusal, type Result } from '#libs/refusal';
import { Enrolments, ExtendClock, GrantDeferral, SetClosingTime, writeToParticipant } from '../enrolment/index.js';
import { Database, type Transaction } from '../platform/database/database.js';
import { instantOf } from '../platform/database/types.js';
import { fingerprintOf, RequestEffects, type RequestEffect } from './effects.js';
import type { Verdict } from './labels.js';
import { letters } from './letters.js';
import { lockRequest, moveRequest } from './move-request.js';
import type { RequestRow } from './request.entity.js';
import { requestEnrolment } from './requests.queries.js';
import { isSame, readTerms, type Terms, type TermsForm } from './terms.js';

export type DecideCode = 'request-is-decided' | 'request-effect-has-changed' | 'decision-reason-missing';

interface Decision {
  readonly actor: string;
  readonly signInId: string;
  readonly requestId: string;
  readonly reason: string;
}

/**
 * A lead decides what a participant asked for: grants it, grants other terms, or refuses, with a reason where it is not
 * granted whole. Two leads who decide at once: the locks let one through, and the database holds one decision a request.
 */
@Injectable()
export class DecideRequest {
  constructor(
    private readonly database: Database,
    private readonly enrolments: Enrolments,
    private readonly effects: RequestEffects,
    private readonly grantDeferral: GrantDeferral,
    private readonly extendClock: ExtendClock,
    private readonly setClosingTime: SetClosingTime,
  ) {}

  /** `seen` is the fingerprint of the effect that the lead looked at. */
  async grant(command: Decision & { readonly form: TermsForm; readonly seen: string }): Promise<Result<Verdict>> {
    const reason = command.reason.trim();
    return this.database.transact(command.actor, async (tx) => {
      const row = await this.lock(tx, command.requestId);
      if (row.state !== 'asked') return refuse('request-is-decided', { state: row.state });
      const terms = readTerms(row.kind, command.form);
      if (isRefusal(terms)) return terms;
      const verdict = isSame(terms, row.terms) ? 'granted' : 'granted-in-part';
      if (verdict === 'granted-in-part' && reason === '') return refuse('decision-reason-missing', {}, 'grantReason');
      const { enrolmentId, kind } = row;
      const effect = await this.effects.of(tx, { enrolmentId, kind, terms, askedAt: instantOf(row.askedAt) });
      if (isRefusal(effect)) return effect;
      if (fingerprintOf(effect) !== command.seen) return refuse('request-effect-has-changed');
      const refusal = await this.apply(tx, row, terms, effect, { ...command, reason });
      // Each of them refuses before it writes: an adjustment whose new closing lies in a deferral, for one.
      if (refusal) return refusal;
      await this.write(tx, row, { ...command, reason, verdict, terms, effect });
      if (verdict === 'granted-in-part' || effect.about === 'closing') {
        const words = letters.granted(kind, row.terms, terms, reason, effect);
        await writeToParticipant(tx, enrolmentId, `request-decided:${row.id}`, words);
      }
      return verdict;
    });
  }

  async refuse(command: Decision): Promise<Result<Verdict>> {
    const reason = command.reason.trim();
    if (reason === '') return refuse('decision-reason-missing', {}, 'reason');
    return this.database.transact(command.actor, async (tx) => {
      const row = await this.lock(tx, command.requestId);
      if (row.state !== 'asked') return refuse('request-is-decided', { state: row.state });
      await this.write(tx, row, { ...command, reason, verdict: 'refused', terms: null, effect: null });
      const words = letters.refused(row.kind, row.terms, reason);
      await writeToParticipant(tx, row.enrolmentId, `request-decided:${row.id}`, words);
      return 'refused';
    });
  }

  private async lock(tx: Transaction, requestId: string): Promise<RequestRow> {
    await this.enrolments.lockEnrolment(tx, await requestEnrolment(tx, requestId));
    const row = await lockRequest(tx, requestId);
    if (!row) throw new Error(`There is no request ${requestId}`);
    return row;
  }

  private async apply(
    tx: Transaction,
    row: RequestRow,
    terms: Terms,
    effect: RequestEffect,
    { signInId, reason }: Decision,
  ): Promise<Refusal | null> {
    const { enrolmentId } = row;
    const askedOn = londonDate(instantOf(row.askedAt));
    const why = `Asked for by the participant on ${sayDate(askedOn)}`;
    if (effect.about === 'closing') {
      const { bookingId, closesAt, closesAtBefore } = effect.closing;
      if (bookingId === null || closesAt === null || closesAt === closesAtBefore) return null;
      const at = Temporal.Instant.from(closesAt);
      return orNull(await this.setClosingTime.within(tx, { bookingId, closesAt: at, reason: why }));
    }
    const decided = { enrolmentId, signInId, seenPresentBy: effect.clock.presentBy };
    if (row.kind === 'extension')
      return orNull(await this.extendClock.within(tx, { ...decided, days: String(terms.days), reason: reason || why }));
    const { reason: code = '', from = '', until = '' } = terms;
    const wish = { reason: code, from, until, askedOn: askedOn.toString(), note: why };
    return orNull(await this.grantDeferral.within(tx, { ...decided, ...wish }));
  }

  private async write(
    tx: Transaction,
    row: RequestRow,
    decision: Decision & { verdict: Verdict; terms: Terms | null; effect: RequestEffect | null },
  ): Promise<void> {
    const { verdict, terms, effect, reason, signInId } = decision;
    await tx.query(
      `insert into request_decision (request_id, verdict, terms, effect, reason, decided_by, decided_at)
       values ($1, $2, $3, $4, $5, $6, app_now())`,
      [row.id, verdict, terms && JSON.stringify(terms), effect && JSON.stringify(effect), reason, signInId],
    );
    const event = verdict === 'refused' ? 'refuse' : 'grant';
    const act = verdict === 'refused' ? 'request.refused' : 'request.granted';
    const moved = await moveRequest(tx, row, event, { act, why: reason, facts: { verdict, kind: row.kind } });
    if (isRefusal(moved)) throw new Error(`A ${row.state} request got past its rule`);
  }
}

function orNull(result: unknown): Refusal | null {
  return isRefusal(result) ? result : null;
}
