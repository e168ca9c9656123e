import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database.js';
import { Subject } from '../platform/web/route.js';
import type { Visitor } from '../platform/web/visitor.js';

/** Which windows and rounds a lead reaches: those of their own provider. */
@Injectable()
export class AllocationSubjects {
  constructor(private readonly database: Database) {}

  @Subject('allocation window')
  async mayReachWindow(visitor: Visitor, { windowId }: Readonly<Record<string, string>>): Promise<boolean> {
    return this.isThere(`select from assessment_window where id::text = $1 and provider_id = $2`, windowId, visitor);
  }

  @Subject('allocation round')
  async mayReachRound(visitor: Visitor, { id }: Readonly<Record<string, string>>): Promise<boolean> {
    return this.isThere(
      `select from allocation_round r join assessment_window w on w.id = r.window_id
       where r.id::text = $1 and w.provider_id = $2`,
      id,
      visitor,
    );
  }

  @Subject('barred assignment')
  async mayReachBar(visitor: Visitor, { id }: Readonly<Record<string, string>>): Promise<boolean> {
    return this.isThere(
      `select from barred_assignment b join assignment a on a.id = b.assignment_id join script s on s.number = a.script_number
       join assessment_window w on w.id = s.window_id where b.id::text = $1 and w.provider_id = $2`,
      id,
      visitor,
    );
  }

  private async isThere(sql: string, id: string | undefined, { providerId }: Visitor): Promise<boolean> {
    return (await this.database.query(sql, [id ?? '', providerId])).length > 0;
  }
}
