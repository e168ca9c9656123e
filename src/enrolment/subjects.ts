import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database.js';
import { Subject } from '../platform/web/route.js';
import type { Visitor } from '../platform/web/visitor.js';

type Parameters = Readonly<Record<string, string>>;

const uuid = /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

/** Who may reach what in this room: a participant their own, staff what belongs to their provider. */
@Injectable()
export class EnrolmentSubjects {
  constructor(private readonly database: Database) {}

  @Subject('participant')
  async participant(visitor: Visitor, { id }: Parameters): Promise<boolean> {
    return this.asks(visitor, id, `select 1 from participant where id = $1 and provider_id = $2`);
  }

  @Subject('enrolment')
  async enrolment(visitor: Visitor, { id }: Parameters): Promise<boolean> {
    return this.asks(
      visitor,
      id,
      `select 1 from enrolment e join participant p on p.id = e.participant_id where e.id = $1 and p.provider_id = $2`,
    );
  }

  @Subject('charge')
  async charge(visitor: Visitor, { id }: Parameters): Promise<boolean> {
    return this.asks(
      visitor,
      id,
      `select 1 from charge c join enrolment e on e.id = c.enrolment_id join participant p on p.id = e.participant_id
       where c.id = $1 and p.provider_id = $2`,
    );
  }

  @Subject('window')
  async window(visitor: Visitor, { id }: Parameters): Promise<boolean> {
    return this.asks(visitor, id, `select 1 from assessment_window where id = $1 and provider_id = $2`);
  }

  @Subject('enrolment-import')
  async import(visitor: Visitor, { id }: Parameters): Promise<boolean> {
    return this.asks(visitor, id, `select 1 from enrolment_import where id = $1 and provider_id = $2`);
  }

  @Subject('booking')
  async booking(visitor: Visitor, { id }: Parameters): Promise<boolean> {
    const own = visitor.roles.includes('participant') ? visitor.signInId : null;
    return this.asks(
      visitor,
      id,
      `select 1 from booking b join enrolment e on e.id = b.enrolment_id join participant p on p.id = e.participant_id
       where b.id = $1 and p.provider_id = $2 and ($3::uuid is null or p.sign_in_id = $3)`,
      [own],
    );
  }

  private async asks(visitor: Visitor, id: string | undefined, sql: string, more: unknown[] = []): Promise<boolean> {
    if (id === undefined || !uuid.test(id) || visitor.providerId === null) return false;
    const rows = await this.database.query(sql, [id, visitor.providerId, ...more]);
    return rows.length > 0;
  }
}
