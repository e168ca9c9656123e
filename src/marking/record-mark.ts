import { Injectable } from '@nestjs/common';
import { isRefusal, refuse, type Result } from '#libs/refusal';
import type { Mark } from '#libs/rubric';
import { Database, type Transaction } from '../platform/database/database.js';
import { ScriptIntegrity, type IntegrityCode } from '../submission/blind.js';
import { askedOf } from './move-assignment.js';
import { checkChange, type ChangeRefusal, type MarkChange, type Pointer } from './mark.js';

export interface RecordMarks {
  readonly actor: string;
  readonly assessorId: string;
  readonly number: string;
  readonly markSetId: string;
  readonly changes: readonly MarkChange[];
}

/** What became of one change. */
export interface RecordedMark {
  readonly id: string;
  readonly criterion: string;
  /** False: somebody (or another tab) had saved meanwhile, and the change is kept beside what stands. */
  readonly applied: boolean;
  /** The version that stands now. */
  readonly version: number;
  readonly savedAt: string;
}

export type RecordRefusal =
  | ChangeRefusal
  | IntegrityCode
  | 'form-of-another-script'
  | 'marks-handed-in'
  | 'marks-locked'
  | 'not-in-scope'
  | 'pointer-elsewhere';

/**
 * Saves changes of marks, each by its own version: what was changed meanwhile is never overwritten, and nothing that was
 * typed is dropped. Every change is kept in `mark_event`, applied or not; that is the record of marking, and locking
 * journals its digest. One statement a change, since it is done at every pause in typing.
 */
@Injectable()
export class RecordMark {
  constructor(
    private readonly database: Database,
    private readonly integrity: ScriptIntegrity,
  ) {}

  async run(command: RecordMarks): Promise<Result<RecordedMark[], RecordRefusal>> {
    const changed = await this.integrity.refusalToSave(command.actor, command.number);
    if (changed) return changed;
    return this.database.transact(command.actor, (tx) => recordMarks(tx, command));
  }
}

/** The same within a transaction: all of the changes or, where one is refused, none. */
export async function recordMarks(
  tx: Transaction,
  command: RecordMarks,
): Promise<Result<RecordedMark[], RecordRefusal>> {
  const recorded: RecordedMark[] = [];
  for (const sent of command.changes) {
    const change = withoutBrokenLetters(sent);
    const broken = checkChange(change);
    if (broken) return broken;
    const result = (await apply(tx, command, change)) ?? (await sayWhyNot(tx, command, change));
    if (isRefusal(result)) return result;
    recorded.push(result);
  }
  return recorded;
}

/** What no text of the database can hold, a NUL or half a letter, is left out: it says nothing to a reader. */
function withoutBrokenLetters(change: MarkChange): MarkChange {
  const mend = (text: string): string => text.replaceAll('\u0000', '').toWellFormed();
  return {
    ...change,
    comment: mend(change.comment),
    pointers: change.pointers.map(({ documentId, place }) => ({ documentId: mend(documentId), place: mend(place) })),
  };
}

interface AppliedRow {
  readonly applied: boolean;
  readonly version: number;
  readonly saved_at: Date;
}

/**
 * One statement. `for share` makes it wait for a lock or a recall that is under way, and then find the set closed. The
 * version is compared in ON CONFLICT, on the row as it is by then and not as it was when the statement began.
 */
async function apply(tx: Transaction, command: RecordMarks, change: MarkChange): Promise<RecordedMark | null> {
  const [row] = await tx.query<AppliedRow>(
    `with open_set as (
       select s.id from mark_set s join assignment a on a.id = s.assignment_id join script sc on sc.number = s.script_number
         left join marking m on m.script_number = s.script_number
       where s.id = $2 and s.script_number = $3 and a.assessor_id = $4 and a.state = 'marking' and s.state = 'open'
         and ${askedOf} ? $5 and not exists (select from mark_event where id = $1)
         and not exists (
           select from jsonb_array_elements($8::jsonb) p where not exists (
             select from script_document d where d.script_number = $3 and d.id::text = p ->> 'documentId'))
       for share of s, a),
     saved as (
       insert into mark as m (mark_set_id, criterion, level, comment, pointers, version, saved_at)
       select id, $5, $6::smallint, $7, $8::jsonb, 1, app_now() from open_set
       on conflict (mark_set_id, criterion) do update
         set level = excluded.level, comment = excluded.comment, pointers = excluded.pointers, version = m.version + 1,
             saved_at = excluded.saved_at
         where m.version = $9::integer
       returning version, saved_at)
     insert into mark_event (id, mark_set_id, criterion, base_version, level, comment, pointers, applied, result_version, at)
     select $1, open_set.id, $5, $9::integer, $6::smallint, $7, $8::jsonb, saved.version is not null, coalesce(saved.version, $9::integer),
            coalesce(saved.saved_at, app_now())
     from open_set left join saved on true on conflict (id) do nothing
     returning applied, result_version as version, at as saved_at`,
    parametersOf(command, change),
  );
  return row
    ? { ...recordedFrom(change, row), version: row.applied ? row.version : await versionNow(tx, command, change) }
    : null;
}

function parametersOf({ markSetId, number, assessorId }: RecordMarks, change: MarkChange): unknown[] {
  const { id, criterion, level, comment, pointers, baseVersion } = change;
  return [id, markSetId, number, assessorId, criterion, level, comment, JSON.stringify(pointers), baseVersion];
}

function recordedFrom({ id, criterion }: MarkChange, row: AppliedRow): RecordedMark {
  return { id, criterion, applied: row.applied, version: row.version, savedAt: row.saved_at.toISOString() };
}

async function versionNow(tx: Transaction, { markSetId }: RecordMarks, { criterion }: MarkChange): Promise<number> {
  const [row] = await tx.query<{ version: number }>(
    `select version from mark where mark_set_id = $1 and criterion = $2`,
    [markSetId, criterion],
  );
  return row?.version ?? 0;
}

/** The change had come before: its answer again. Otherwise the reason why it is not taken. */
async function sayWhyNot(
  tx: Transaction,
  command: RecordMarks,
  change: MarkChange,
): Promise<Result<RecordedMark, RecordRefusal>> {
  const [known] = await tx.query<AppliedRow & { set: string; criterion: string }>(
    `select applied, result_version as version, at as saved_at, mark_set_id as set, criterion from mark_event where id = $1`,
    [change.id],
  );
  if (known && known.set === command.markSetId && known.criterion === change.criterion)
    return { ...recordedFrom(change, known), version: await versionNow(tx, command, change) };
  const [set] = await tx.query<{ open: boolean; handedIn: boolean; inScope: boolean }>(
    `select a.state = 'marking' and s.state = 'open' as open, a.state = 'marking' and s.state = 'handed-in' as "handedIn", ${askedOf} ? $4 as "inScope"
     from mark_set s join assignment a on a.id = s.assignment_id join script sc on sc.number = s.script_number
     left join marking m on m.script_number = s.script_number
     where s.id = $1 and s.script_number = $2 and a.assessor_id = $3`,
    [command.markSetId, command.number, command.assessorId, change.criterion],
  );
  if (!set || known) return refuse('form-of-another-script', { number: command.number });
  if (set.handedIn) return refuse('marks-handed-in', { number: command.number });
  if (!set.open) return refuse('marks-locked', { number: command.number });
  if (!set.inScope) return refuse('not-in-scope', { criterion: change.criterion });
  return refuse('pointer-elsewhere', { criterion: change.criterion }, `place-${change.criterion}-0`);
}

/** A mark as it stands. */
export interface StandingMark {
  readonly criterion: string;
  readonly level: Mark | null;
  readonly comment: string;
  readonly pointers: readonly Pointer[];
  readonly version: number;
  readonly savedAt: Date;
}

/** The marks of a set as they stand, by criterion. One statement. */
export async function marksOfSet(reads: Pick<Transaction, 'query'>, markSetId: string): Promise<StandingMark[]> {
  return reads.query<StandingMark>(
    `select criterion, level, comment, pointers, version, saved_at as "savedAt" from mark where mark_set_id = $1 order by criterion`,
    [markSetId],
  );
}
