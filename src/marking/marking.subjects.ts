import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database.js';
import { Subject } from '../platform/web/route.js';
import type { Visitor } from '../platform/web/visitor.js';

type Parameters = Readonly<Record<string, string>>;

/** Whose a script is to judge. Everybody else finds nothing there, whatever their other roles are. */
@Injectable()
export class MarkingSubjects {
  constructor(private readonly database: Database) {}

  /** Assigned to this person, and neither declined nor recalled. */
  @Subject('own script')
  async isOwn({ staffId }: Visitor, { number }: Parameters): Promise<boolean> {
    return this.any(
      `select from assignment
       where script_number = $1 and assessor_id = $2 and state in ('assigned', 'marking', 'locked')`,
      [number, staffId],
    );
  }

  /** One of the two whose blind marks were found to differ too much. Until then neither knows of the other. */
  @Subject('own agreement')
  async isToAgree({ staffId }: Visitor, { number }: Parameters): Promise<boolean> {
    return this.any(
      `select from marking m join assignment a on a.script_number = m.script_number
       where m.script_number = $1 and a.assessor_id = $2 and a.state = 'locked' and a.role <> 'adjudicator'
         and m.state <> 'first-marking' and m.discrepancy ->> 'discrepant' = 'true'`,
      [number, staffId],
    );
  }

  /** A comment that this person keeps for themselves. */
  @Subject('own kept comment')
  async isOwnComment({ staffId }: Visitor, { id }: Parameters): Promise<boolean> {
    return this.any(`select from kept_comment where id::text = $1 and staff_id = $2`, [id, staffId]);
  }

  /** Staff of the provider whose window it is. */
  @Subject('marking of own window')
  async isOwnWindow({ providerId }: Visitor, { id }: Parameters): Promise<boolean> {
    return this.any(`select from assessment_window where id::text = $1 and provider_id = $2`, [id, providerId]);
  }

  /** An assignment on a script of a window of this person's provider. */
  @Subject('assignment in own window')
  async isOwnAssignment({ providerId }: Visitor, { id }: Parameters): Promise<boolean> {
    return this.any(
      `select from assignment a join script sc on sc.number = a.script_number join assessment_window w on w.id = sc.window_id
       where a.id::text = $1 and w.provider_id = $2`,
      [id, providerId],
    );
  }

  /** Locked marks that are listed, of a script of a window of this person's provider. */
  @Subject('stopped marks')
  async isOwnStopped({ providerId }: Visitor, { id }: Parameters): Promise<boolean> {
    return this.any(
      `select from stopped_marks m join assignment a on a.id = m.assignment_id join script sc on sc.number = a.script_number
       join assessment_window w on w.id = sc.window_id where m.assignment_id::text = $1 and w.provider_id = $2`,
      [id, providerId],
    );
  }

  /** A suspension by seed scripts of a window of this person's provider. */
  @Subject('seed failure')
  async isOwnSeedFailure({ providerId }: Visitor, { id }: Parameters): Promise<boolean> {
    return this.any(
      `select from seed_failure f join script s on s.number = f.script_number join assessment_window w on w.id = s.window_id
       where f.id::text = $1 and w.provider_id = $2`,
      [id, providerId],
    );
  }

  private async any(sql: string, parameters: readonly unknown[]): Promise<boolean> {
    return (await this.database.query(sql, parameters)).length > 0;
  }
}
