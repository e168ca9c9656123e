import { Injectable } from '@nestjs/common';
import type { Role } from '#libs/allocator';
import { addWorkingDays, londonDate } from '#libs/calendar';
import type { Transaction } from '../../platform/database/database.js';
import { bankHolidays, Frameworks } from '../../qualification/index.js';

/** Who is to mark what. */
export interface Wanted {
  readonly script: string;
  readonly role: Role;
  readonly assessor: string;
  readonly frameworkVersion: string;
  /** Null for a seed script: no plan has it. */
  readonly roundId: string | null;
}

/** The same as an assignment. */
export interface Assigned extends Omit<Wanted, 'frameworkVersion'> {
  readonly id: string;
  /** YYYY-MM-DD. */
  readonly dueOn: string;
}

/** Makes assignments, due after the framework's working days of marking. In one statement, in no order that says anything. */
@Injectable()
export class MakeAssignments {
  constructor(private readonly frameworks: Frameworks) {}

  async run(tx: Transaction, wanted: readonly Wanted[]): Promise<Assigned[]> {
    const today = londonDate(await tx.now());
    const dueOn = new Map<string, string>();
    const holidays = await bankHolidays(tx);
    for (const version of new Set(wanted.map(({ frameworkVersion }) => frameworkVersion))) {
      const { marking } = await this.frameworks.framework(version, tx);
      dueOn.set(version, addWorkingDays(today, marking.markDays, holidays).date.toString());
    }
    const rows = wanted.map(({ frameworkVersion, ...one }) => ({ ...one, dueOn: dueOn.get(frameworkVersion) ?? '' }));
    const assigned = await tx.query<Assigned>(
      `insert into assignment (script_number, role, assessor_id, round_id, state, due_on, assigned_at)
       select script, role, assessor, "roundId", 'assigned', "dueOn", app_now()
       from jsonb_to_recordset($1::jsonb) as p (script text, role text, assessor uuid, "roundId" uuid, "dueOn" date)
       order by script
       returning id, script_number as script, role, assessor_id as assessor, round_id as "roundId", due_on as "dueOn"`,
      [JSON.stringify(rows)],
    );
    await tx.journalFirst(
      assigned.map(({ id, ...facts }) => ({
        aggregate: 'assignment',
        id,
        act: 'assignment.made',
        to: 'assigned',
        facts,
      })),
    );
    return assigned;
  }
}
