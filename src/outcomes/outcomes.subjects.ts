import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database.js';
import { Subject } from '../platform/web/route.js';
import type { Visitor } from '../platform/web/visitor.js';

type Parameters = Readonly<Record<string, string>>;

/** Whose batches, releases, outcomes and returns are: leads and administrators reach those of their own provider. */
@Injectable()
export class OutcomesSubjects {
  constructor(private readonly database: Database) {}

  /** A cleared batch of the own provider. */
  @Subject('batch to release')
  async mayPlan(visitor: Visitor, { batchId }: Parameters): Promise<boolean> {
    return this.isThere(
      `select from moderation_batch b join assessment_window w on w.id = b.window_id
       where b.id::text = $1 and w.provider_id = $2 and b.state in ('cleared')`,
      [batchId, visitor.providerId],
    );
  }

  @Subject('release')
  async mayReachRelease(visitor: Visitor, { id }: Parameters): Promise<boolean> {
    return this.isThere(
      `select from release r join moderation_batch b on b.id = r.batch_id join assessment_window w on w.id = b.window_id
       where r.id::text = $1 and w.provider_id = $2`,
      [id, visitor.providerId],
    );
  }

  /** Released and one's own; before its instant it is missing, like one that never was. */
  @Subject('own outcome')
  async mayReachOutcome(visitor: Visitor, { id }: Parameters): Promise<boolean> {
    return this.isThere(
      `select from outcome o join attempt a on a.id = o.attempt_id join enrolment e on e.id = a.enrolment_id
       join participant p on p.id = e.participant_id
       where o.id::text = $1 and p.sign_in_id = $2 and o.released_at <= (select app_now())`,
      [id, visitor.signInId],
    );
  }

  @Subject('outcome hold')
  async mayReachHold(visitor: Visitor, { id }: Parameters): Promise<boolean> {
    return this.isThere(
      `select from outcome_hold h join attempt a on a.id = h.attempt_id join enrolment e on e.id = a.enrolment_id
       join participant p on p.id = e.participant_id where h.id::text = $1 and p.provider_id = $2`,
      [id, visitor.providerId],
    );
  }

  @Subject('sanction')
  async mayReachSanction(visitor: Visitor, { id }: Parameters): Promise<boolean> {
    return this.isThere(
      `select from sanction s join outcome_hold h on h.id = s.hold_id join attempt a on a.id = h.attempt_id
       join enrolment e on e.id = a.enrolment_id join participant p on p.id = e.participant_id
       where s.id::text = $1 and p.provider_id = $2`,
      [id, visitor.providerId],
    );
  }

  /** Released, whatever became of it since, and of the own provider. */
  @Subject('released outcome')
  async mayReachReleased(visitor: Visitor, { id }: Parameters): Promise<boolean> {
    return this.isThere(
      `select from outcome o join attempt a on a.id = o.attempt_id join enrolment e on e.id = a.enrolment_id
       join participant p on p.id = e.participant_id
       where o.id::text = $1 and p.provider_id = $2 and o.released_at <= (select app_now())`,
      [id, visitor.providerId],
    );
  }

  @Subject('outcome change')
  async mayReachChange(visitor: Visitor, { id }: Parameters): Promise<boolean> {
    return this.isThere(
      `select from outcome_change c join outcome o on o.id = c.outcome_id join attempt a on a.id = o.attempt_id
       join enrolment e on e.id = a.enrolment_id join participant p on p.id = e.participant_id
       where c.id::text = $1 and p.provider_id = $2`,
      [id, visitor.providerId],
    );
  }

  @Subject('outcome return')
  async mayReachReturn(visitor: Visitor, { id }: Parameters): Promise<boolean> {
    return this.isThere(`select from outcome_return where id::text = $1 and provider_id = $2`, [
      id,
      visitor.providerId,
    ]);
  }

  private async isThere(sql: string, parameters: readonly unknown[]): Promise<boolean> {
    return (await this.database.query(sql, parameters)).length > 0;
  }
}
