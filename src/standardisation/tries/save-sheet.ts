import { Injectable } from '@nestjs/common';
import { isRefusal, refuse, type Result } from '#libs/refusal';
import { Database, type Transaction } from '../../platform/database/database.js';
import { Frameworks } from '../../qualification/index.js';
import { holdTry } from './hold-try.js';
import {
  longestComment,
  readSheet,
  type SheetFields,
  type SheetLine,
  type StandardisationMark,
} from './standardisation-mark.js';
import { marksOfTry } from './tries.queries.js';

export type SaveCode = 'round-over' | 'try-over' | 'saved-elsewhere' | 'comment-too-long';

/** Saves a sheet of a try: all of what was changed or, where one line is refused, nothing. */
@Injectable()
export class SaveStandardisationSheet {
  constructor(
    private readonly database: Database,
    private readonly frameworks: Frameworks,
  ) {}

  /**
   * Gives how many criteria were changed. Refuses after the try was handed in or its round ended, and a change of what was
   * saved in another window meanwhile: that stands, and the page shows both.
   */
  async run(command: {
    readonly actor: string;
    readonly staffId: string;
    readonly tryId: string;
    readonly number: string;
    readonly fields: SheetFields;
  }): Promise<Result<number, SaveCode>> {
    const { actor, tryId, number, fields } = command;
    return this.database.transact(actor, async (tx) => {
      const held = await holdTry(tx, tryId, command.staffId);
      if (isRefusal(held)) return held;
      const { criteria } = await this.frameworks.framework(held.round.frameworkVersion, tx);
      const lines = readSheet(
        fields,
        criteria.map(({ code }) => code),
      );
      const standing = (await marksOfTry(tx, tryId)).filter((mark) => mark.number === number);
      const changed = lines.filter((line) => isChanged(line, standing));
      const long = changed.find(({ comment }) => comment.length > longestComment);
      if (long)
        return refuse(
          'comment-too-long',
          { criterion: long.criterion, limit: longestComment },
          `comment-${long.criterion}`,
        );
      const stale = changed.filter(({ criterion, baseVersion }) => versionOf(standing, criterion) !== baseVersion);
      if (stale[0])
        return refuse(
          'saved-elsewhere',
          { criteria: stale.map(({ criterion }) => criterion) },
          `comment-${stale[0].criterion}`,
        );
      await keep(tx, tryId, number, changed);
      return changed.length;
    });
  }
}

const versionOf = (standing: readonly StandardisationMark[], code: string): number =>
  standing.find(({ criterion }) => criterion === code)?.version ?? 0;

function isChanged({ criterion, level, comment }: SheetLine, standing: readonly StandardisationMark[]): boolean {
  const before = standing.find((mark) => mark.criterion === criterion) ?? { level: null, comment: '' };
  return before.level !== level || before.comment !== comment;
}

async function keep(tx: Transaction, tryId: string, number: string, lines: readonly SheetLine[]): Promise<void> {
  await tx.query(
    `insert into standardisation_mark as m (try_id, script_number, criterion, level, comment, saved_at)
     select $1, $2, criterion, level, comment, app_now()
     from jsonb_to_recordset($3::jsonb) as l (criterion text, level smallint, comment text)
     on conflict (try_id, script_number, criterion) do update
       set level = excluded.level, comment = excluded.comment, saved_at = excluded.saved_at, version = m.version + 1`,
    [tryId, number, JSON.stringify(lines)],
  );
}
