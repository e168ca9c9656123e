import { Injectable } from '@nestjs/common';
import { sayCount } from '#libs/calendar';
import { staffWithRole } from '../../people/index.js';
import { Database, type Transaction } from '../../platform/database/database.js';
import type { JournalEntry } from '../../platform/journal/write-entry.js';
import { writeLetters } from '../../platform/mail/mail.js';
import { barredAssignments, type BarredAssignment } from './barred-work.js';

interface Noted {
  readonly assignmentId: string;
  readonly reason: string;
}

/**
 * Looks at everything that is held, after a tie changed and once an hour: what is barred now and was not is noted and
 * told to the leads by letter; what no longer is, is noted as ended. Nothing is moved: a lead decides (edge cases 20, 22, 39).
 */
@Injectable()
export class ReviewBars {
  constructor(private readonly database: Database) {}

  async run(actor: string): Promise<void> {
    await this.database.transact(actor, async (tx) => {
      // One at a time: two that look at once would both tell the leads.
      await tx.query(`select pg_advisory_xact_lock(hashtextextended('allocation.review-bars', 0))`);
      const found = await barredAssignments(tx, null);
      const ended = await noteEnded(tx, found);
      const fresh = await noteFresh(tx, found);
      await tx.journalAll(entries(ended, 'assignment.bar-ended'));
      await tx.journalAll(entries(fresh, 'assignment.barred'));
      for (const providerId of new Set(fresh.map(({ providerId: id }) => id)))
        await tellLeads(
          tx,
          providerId,
          fresh.filter((one) => one.providerId === providerId),
        );
    });
  }
}

async function noteEnded(tx: Transaction, found: readonly BarredAssignment[]): Promise<Noted[]> {
  return tx.query<Noted>(
    `update barred_assignment b set ended_at = app_now()
     where b.ended_at is null and not exists (
       select from jsonb_to_recordset($1::jsonb) as f ("assignmentId" uuid, reason text)
       where f."assignmentId" = b.assignment_id and f.reason = b.reason)
     returning b.assignment_id as "assignmentId", b.reason`,
    [JSON.stringify(found)],
  );
}

async function noteFresh(tx: Transaction, found: readonly BarredAssignment[]): Promise<BarredAssignment[]> {
  const rows = await tx.query<Noted>(
    `insert into barred_assignment (assignment_id, reason, found_at)
     select "assignmentId", reason, app_now() from jsonb_to_recordset($1::jsonb) as f ("assignmentId" uuid, reason text)
     on conflict (assignment_id, reason) where ended_at is null do nothing
     returning assignment_id as "assignmentId", reason`,
    [JSON.stringify(found)],
  );
  const keys = new Set(rows.map(({ assignmentId, reason }) => `${assignmentId} ${reason}`));
  return found.filter(({ assignmentId, reason }) => keys.has(`${assignmentId} ${reason}`));
}

function entries(noted: readonly Noted[], act: string): JournalEntry[] {
  const reasons = new Map<string, string[]>();
  for (const { assignmentId, reason } of noted)
    reasons.set(assignmentId, [...(reasons.get(assignmentId) ?? []), reason].sort());
  return [...reasons].map(([id, each]) => ({ aggregate: 'assignment', id, act, facts: { reasons: each } }));
}

/** One letter a lead for all that was found at once. It names neither scripts nor people: it lies in a mailbox. */
async function tellLeads(tx: Transaction, providerId: string, fresh: readonly BarredAssignment[]): Promise<void> {
  const leads = await staffWithRole(tx, 'lead', providerId);
  const scripts = sayCount(new Set(fresh.map(({ scriptNumber }) => scriptNumber)).size, 'script');
  const [first] = fresh.map(({ assignmentId, reason }) => `${assignmentId}:${reason}`).sort();
  const [row] = await tx.query<{ at: string }>(`select extract(epoch from app_now())::bigint::text as at`);
  await writeLetters(
    tx,
    leads.map(({ staffId, name, email }) => ({
      key: `bars:${staffId}:${first}:${row?.at}`,
      to: email,
      subject: `${scripts} held by somebody who may not judge them`,
      body: [
        `Dear ${name}`,
        `By what was noted since they were allocated, ${scripts} ${fresh.length === 1 ? 'is' : 'are'} held by somebody who is tied to the participant. Nothing was moved.`,
        'Sign in to Scriptorium, look under Allocation at what is barred, and take each back or, where the marks are locked, decide whether they stand.',
        'The assessment team',
      ]
        .join('\n\n')
        .concat('\n'),
    })),
  );
}
