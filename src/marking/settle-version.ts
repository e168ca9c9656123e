import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { isRefusal, refuse, type Result } from '#libs/refusal';
import { Database, type Transaction } from '../platform/database/database.js';
import { ScriptIntegrity } from '../submission/blind.js';
import type { MarkContent } from './mark.js';
import { recordMarks, type RecordRefusal } from './record-mark.js';

export interface SettleVersionCommand {
  readonly actor: string;
  readonly assessorId: string;
  readonly number: string;
  readonly markSetId: string;
  /** The change that waits on the side. */
  readonly eventId: string;
  /** The version that the person compared it with. */
  readonly seenVersion: number;
  /** What is to stand: null keeps what stands. */
  readonly content: MarkContent | null;
}

export type SettleRefusal = RecordRefusal | 'version-settled' | 'version-moved-on';

/** Says which of two versions of a criterion stands, the saved one or the one on the side, or a mend of both. */
@Injectable()
export class SettleVersion {
  constructor(
    private readonly database: Database,
    private readonly integrity: ScriptIntegrity,
  ) {}

  async run(command: SettleVersionCommand): Promise<Result<{ criterion: string }, SettleRefusal>> {
    const changed = await this.integrity.refusalToSave(command.actor, command.number);
    if (changed) return changed;
    return this.database.transact(command.actor, async (tx) => {
      const side = await lockSide(tx, command);
      if (!side) return refuse('version-settled');
      if (side.version !== command.seenVersion) return refuse('version-moved-on', { criterion: side.criterion });
      if (command.content) {
        const change = { id: randomUUID(), criterion: side.criterion, baseVersion: side.version, ...command.content };
        const recorded = await recordMarks(tx, { ...command, changes: [change] });
        if (isRefusal(recorded)) return recorded;
      }
      await tx.query(`update mark_event set settled_at = app_now() where id = $1`, [command.eventId]);
      await tx.journal({
        aggregate: 'mark-set',
        id: command.markSetId,
        act: 'version.settled',
        facts: { criterion: side.criterion, change: command.eventId, stands: command.content ? 'new' : 'saved' },
      });
      return { criterion: side.criterion };
    });
  }
}

/** The waiting change with the version that stands, both held; null where it waits no more or is not this person's. */
async function lockSide(
  tx: Transaction,
  { eventId, markSetId, number, assessorId }: SettleVersionCommand,
): Promise<{ criterion: string; version: number } | null> {
  const [row] = await tx.query<{ criterion: string; version: number }>(
    `select e.criterion, coalesce(m.version, 0) as version
     from mark_event e join mark_set s on s.id = e.mark_set_id join assignment a on a.id = s.assignment_id
     left join mark m on m.mark_set_id = e.mark_set_id and m.criterion = e.criterion
     where e.id = $1 and e.mark_set_id = $2 and s.script_number = $3 and a.assessor_id = $4 and s.state = 'open'
       and not e.applied and e.settled_at is null
     for update of e, s`,
    [eventId, markSetId, number, assessorId],
  );
  return row ?? null;
}
