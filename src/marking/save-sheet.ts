import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Result } from '#libs/refusal';
import { Database, type Transaction } from '../platform/database/database.js';
import { ScriptIntegrity, scriptOf } from '../submission/blind.js';
import type { MarkContent } from './mark.js';
import { marksOfSet, recordMarks, type RecordedMark, type RecordRefusal } from './record-mark.js';
import { changedLines, readSheet, type SheetFields, type SheetLine } from './sheet.js';

export interface SaveSheetCommand {
  readonly actor: string;
  readonly assessorId: string;
  readonly number: string;
  readonly markSetId: string;
  readonly fields: SheetFields;
}

/** Saves a whole marking page sent as one form, by a browser without script: only what the person changed. */
@Injectable()
export class SaveSheet {
  constructor(
    private readonly database: Database,
    private readonly integrity: ScriptIntegrity,
  ) {}

  async run({ fields, ...command }: SaveSheetCommand): Promise<Result<RecordedMark[], RecordRefusal>> {
    const changed = await this.integrity.refusalToSave(command.actor, command.number);
    if (changed) return changed;
    return this.database.transact(command.actor, async (tx) => {
      const script = await scriptOf(tx, command.number);
      const lines = readSheet(fields, script?.scope ?? []);
      const standing = await marksOfSet(tx, command.markSetId);
      const seen = await contentsSeen(tx, command.markSetId, lines);
      const now = new Map(standing.map((mark) => [mark.criterion, mark]));
      return recordMarks(tx, { ...command, changes: changedLines(lines, now, seen, randomUUID) });
    });
  }
}

/** What stood on the page when it was made, from the record of changes. */
async function contentsSeen(
  tx: Transaction,
  markSetId: string,
  lines: readonly SheetLine[],
): Promise<Map<string, MarkContent>> {
  const rows = await tx.query<MarkContent & { criterion: string }>(
    `select e.criterion, e.level, e.comment, e.pointers from mark_event e
     join jsonb_to_recordset($2::jsonb) as l (criterion text, base integer)
       on l.criterion = e.criterion and l.base = e.result_version
     where e.mark_set_id = $1 and e.applied`,
    [markSetId, JSON.stringify(lines.map(({ criterion, baseVersion }) => ({ criterion, base: baseVersion })))],
  );
  return new Map(rows.map(({ criterion, ...content }) => [criterion, content]));
}
