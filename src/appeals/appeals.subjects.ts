import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database.js';
import { Subject } from '../platform/web/route.js';
import type { Visitor } from '../platform/web/visitor.js';

type Parameters = Readonly<Record<string, string>>;

const whose = `select from appeal a join outcome o on o.id = a.outcome_id join attempt t on t.id = o.attempt_id
  join enrolment e on e.id = t.enrolment_id join participant p on p.id = e.participant_id where a.id::text = $1`;

/** Whose appeals are: a participant reaches their own, leads those of their provider. */
@Injectable()
export class AppealsSubjects {
  constructor(private readonly database: Database) {}

  @Subject('appeal')
  async mayReach(visitor: Visitor, { id }: Parameters): Promise<boolean> {
    return (await this.database.query(`${whose} and p.provider_id = $2`, [id, visitor.providerId])).length > 0;
  }

  @Subject('own appeal')
  async mayReachOwn(visitor: Visitor, { id }: Parameters): Promise<boolean> {
    return (await this.database.query(`${whose} and p.sign_in_id = $2`, [id, visitor.signInId])).length > 0;
  }
}
