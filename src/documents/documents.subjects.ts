import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database.js';
import { Subject } from '../platform/web/route.js';
import type { Visitor } from '../platform/web/visitor.js';

/** Whose a file is. */
@Injectable()
export class DocumentsSubjects {
  constructor(private readonly database: Database) {}

  /** The participant whose enrolment it belongs to, as long as it was not taken away. */
  @Subject('own document')
  async isOwn(visitor: Visitor, parameters: Readonly<Record<string, string>>): Promise<boolean> {
    const rows = await this.database.query(
      `select from document d join enrolment e on e.id = d.enrolment_id join participant p on p.id = e.participant_id
       where d.id::text = $1 and p.sign_in_id = $2 and d.state <> 'removed'`,
      [parameters['id'], visitor.signInId],
    );
    return rows.length > 0;
  }

  /** Staff of the participant's provider. */
  @Subject('stuck document')
  async isOfOwnProvider(visitor: Visitor, parameters: Readonly<Record<string, string>>): Promise<boolean> {
    const rows = await this.database.query(
      `select from document d join enrolment e on e.id = d.enrolment_id join participant p on p.id = e.participant_id
       where d.id::text = $1 and p.provider_id = $2`,
      [parameters['id'], visitor.providerId],
    );
    return rows.length > 0;
  }
}
