import { Injectable } from '@nestjs/common';
import { refuse, type Result } from '#libs/refusal';
import { mergeSignIns } from '../../people/index.js';
import { Database } from '../../platform/database/database.js';
import { exchange, type MergeAsker } from './merge-records.js';

export type PartCode = 'reason-missing' | 'merge-is-undone' | 'changed-since-the-merge';

interface Merge {
  readonly survivorId: string;
  readonly duplicateId: string;
  readonly survivorSignIn: string;
  readonly duplicateSignIn: string;
  readonly enrolments: string[];
  readonly before: Readonly<Record<'survivor' | 'duplicate', { readonly name: string; readonly trn: string }>>;
  readonly names: readonly [string, string];
  readonly trns: readonly [string, string];
}

/**
 * Takes a merge back: what went over goes back, TRN and name are whose they were, and the other record signs in again.
 * Refuses `changed-since-the-merge` where TRN or name were changed meanwhile: nobody could tell whose they are.
 */
@Injectable()
export class PartRecords {
  constructor(private readonly database: Database) {}

  async run(
    asker: MergeAsker,
    command: { survivorId: string; mergeId: string; why: string },
  ): Promise<Result<{ duplicateId: string }, PartCode>> {
    const why = command.why.trim();
    if (why === '') return refuse('reason-missing', {}, 'why');
    return this.database.transact(asker.actor, async (tx) => {
      const [merge] = await tx.query<Merge>(
        `select m.survivor_id as "survivorId", m.duplicate_id as "duplicateId", s.sign_in_id as "survivorSignIn",
                d.sign_in_id as "duplicateSignIn", m.enrolments, m.before, array[s.name, d.name] as names,
                array[s.trn, d.trn] as trns
         from participant_merge m join participant s on s.id = m.survivor_id join participant d on d.id = m.duplicate_id
         where m.id = $1 and m.survivor_id = $2 and m.undone_at is null for update`,
        [command.mergeId, command.survivorId],
      );
      if (!merge) return refuse('merge-is-undone');
      const { survivorId, duplicateId, enrolments } = merge;
      const one = { participantId: survivorId };
      const other = { participantId: duplicateId };
      const exchanged = (['name', 'trn'] as const).filter((column) => howExchanged(merge, column) !== 'as they were');
      if (exchanged.some((column) => howExchanged(merge, column) === 'changed'))
        return refuse('changed-since-the-merge');
      for (const column of exchanged) await exchange(tx, column, one, other);
      await tx.query(`update enrolment set participant_id = $1, version = version + 1 where id = any($2)`, [
        duplicateId,
        enrolments,
      ]);
      await mergeSignIns(tx, { survivor: merge.survivorSignIn, duplicate: merge.duplicateSignIn }, false);
      await tx.query(
        `update participant_merge set undone_by = $2, undone_at = app_now(), undone_why = $3 where id = $1`,
        [command.mergeId, asker.signInId, why],
      );
      const facts = { survivor: survivorId, duplicate: duplicateId, enrolments };
      await tx.journal({ aggregate: 'participant', id: survivorId, act: 'participant.parted', why, facts });
      await tx.journal({ aggregate: 'participant', id: duplicateId, act: 'participant.parted', why, facts });
      const went = enrolments.map((id) => ({ aggregate: 'enrolment', id, act: 'enrolment.went-back', why, facts }));
      await tx.journalAll(went);
      await tx.announce('ties.changed', { participantId: survivorId });
      return { duplicateId };
    });
  }
}

/** Whether the two still have what the merge left them: their own, each the other's, or something else. */
function howExchanged(merge: Merge, column: 'name' | 'trn'): 'as they were' | 'exchanged' | 'changed' {
  const { survivor, duplicate } = merge.before;
  const [one, other] = column === 'name' ? merge.names : merge.trns;
  if (one === survivor[column] && other === duplicate[column]) return 'as they were';
  return one === duplicate[column] && other === survivor[column] ? 'exchanged' : 'changed';
}
