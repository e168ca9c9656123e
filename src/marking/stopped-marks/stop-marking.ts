import { Injectable } from '@nestjs/common';
import { sayCount } from '#libs/calendar';
import { staffById } from '../../people/index.js';
import { Database, type Transaction } from '../../platform/database/database.js';
import { writeLetter } from '../../platform/mail/mail.js';
import { holdAccreditation, type AccreditationHeld } from '../../standardisation/index.js';
import { lockAssignmentById, moveAssignment } from '../move-assignment.js';
import { askForSuccessor } from '../successor.js';

/**
 * What follows when somebody may not mark any more (domain, edge case 21): scripts that they have not locked are taken back
 * and get somebody else; those that they have locked are listed for a lead, as long as their outcome is not released.
 */
@Injectable()
export class StopMarking {
  constructor(private readonly database: Database) {}

  /** Safe to repeat. Does nothing where the person may mark again by the time the news is heard. */
  async run({ actor, accreditationId }: { readonly actor: string; readonly accreditationId: string }): Promise<void> {
    await this.database.transact(actor, async (tx) => {
      const held = await holdAccreditation(tx, accreditationId);
      if (!held || held.mayMark) return;
      await this.recall(tx, accreditationId, held);
      await this.list(tx, accreditationId, held);
    });
  }

  private async recall(tx: Transaction, accreditationId: string, held: AccreditationHeld): Promise<void> {
    const inHand = await tx.query<{ id: string }>(
      `select a.id from assignment a join script s on s.number = a.script_number
       where a.assessor_id = $1 and s.framework_version = $2 and a.state in ('assigned', 'marking') order by a.id`,
      [held.staffId, held.frameworkVersion],
    );
    let recalled = 0;
    for (const { id } of inHand) {
      const assignment = await lockAssignmentById(tx, id);
      // Locked in the same moment: what is locked is for the lead to decide about.
      if (!assignment || assignment.state === 'locked') continue;
      if (!(await moveAssignment(tx, assignment, 'recall', 'The accreditation was stopped'))) continue;
      await askForSuccessor(tx, assignment);
      recalled += 1;
    }
    if (recalled > 0) await write(tx, accreditationId, held, recalled);
  }

  private async list(
    tx: Transaction,
    accreditationId: string,
    { staffId, frameworkVersion, version }: AccreditationHeld,
  ): Promise<void> {
    const listed = await tx.query<{ id: string; number: string }>(
      `insert into stopped_marks as m (assignment_id, accreditation_id, stop, listed_at)
       select a.id, $3, $4, app_now() from assignment a join live_script s on s.number = a.script_number
       where a.assessor_id = $1 and s.framework_version = $2 and a.state = 'locked'
         and not exists (select from outcome o where o.script_number = s.number and o.state in ('released', 'superseded'))
       on conflict (assignment_id) do update
         set stop = excluded.stop, listed_at = excluded.listed_at, decision = null, reason = null, decided_by = null, decided_at = null
         where m.decision is not null and m.stop < excluded.stop
       returning assignment_id as id, (select script_number from assignment where id = assignment_id) as number`,
      [staffId, frameworkVersion, accreditationId, version],
    );
    await tx.journalAll(
      listed.map(({ id, number }) => ({
        aggregate: 'assignment',
        id,
        act: 'assignment.listed',
        facts: { script: number, accreditationId, stop: version },
      })),
    );
  }
}

/** One letter a stop: so many scripts are not theirs any more. It says no number: the scripts are not there for them now. */
async function write(
  tx: Transaction,
  accreditationId: string,
  { staffId, version }: AccreditationHeld,
  recalled: number,
): Promise<void> {
  const person = (await staffById(tx, [staffId])).get(staffId);
  if (!person) throw new Error(`There is no member of staff ${staffId}`);
  const scripts = sayCount(recalled, 'script');
  const paragraphs = [
    `Dear ${person.name}`,
    `You cannot mark live scripts at present, since your accreditation was stopped or has run out. ${scripts} that you had not locked ${recalled === 1 ? 'was' : 'were'} taken back and will be given to somebody else. What you have locked is not touched by this.`,
    'The assessment lead can tell you what happened and what comes next.',
    'The assessment team',
  ];
  await writeLetter(tx, {
    key: `marking-stopped:${accreditationId}:${version}`,
    to: person.email,
    subject: `${scripts} taken back`,
    body: `${paragraphs.join('\n\n')}\n`,
  });
}
