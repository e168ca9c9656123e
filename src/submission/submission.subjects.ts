import { Injectable } from '@nestjs/common';
import { overAtSql } from '../enrolment/index.js';
import { Database } from '../platform/database/database.js';
import { TellsNext, type NextThing } from '../platform/web/next-things.js';
import { Subject } from '../platform/web/route.js';
import type { Visitor } from '../platform/web/visitor.js';

type Parameters = Readonly<Record<string, string>>;

/** Whose a receipt or a held submission is, and what is next for those who hand in and those who decide. */
@Injectable()
export class SubmissionSubjects {
  constructor(private readonly database: Database) {}

  @Subject('own receipt')
  async isOwnReceipt(visitor: Visitor, { number }: Parameters): Promise<boolean> {
    const rows = await this.database.query(
      `select from receipt r join submission s on s.id = r.submission_id join attempt a on a.id = s.attempt_id
       join enrolment e on e.id = a.enrolment_id join participant p on p.id = e.participant_id
       where r.number = $1 and p.sign_in_id = $2`,
      [number, visitor.signInId],
    );
    return rows.length > 0;
  }

  @Subject('held submission')
  async isOfOwnProvider(visitor: Visitor, { id }: Parameters): Promise<boolean> {
    const rows = await this.database.query(
      `select from submission s join attempt a on a.id = s.attempt_id join enrolment e on e.id = a.enrolment_id
       join participant p on p.id = e.participant_id where s.id::text = $1 and p.provider_id = $2`,
      [id, visitor.providerId],
    );
    return rows.length > 0;
  }

  /** Staff of the provider of whoever handed it in, with a count that waited for a person. */
  @Subject('count to confirm')
  async isCountOfOwnProvider(visitor: Visitor, { id }: Parameters): Promise<boolean> {
    const rows = await this.database.query(
      `select from document d join enrolment e on e.id = d.enrolment_id join participant p on p.id = e.participant_id
       join attempt a on a.enrolment_id = d.enrolment_id and a.no = d.attempt_no
       join submission s on s.attempt_id = a.id and s.state in ('submitted', 'accepted')
       where d.id::text = $1 and p.provider_id = $2 and d.state = 'checked' and d.count_verdict = 'needs-person'`,
      [id, visitor.providerId],
    );
    return rows.length > 0;
  }

  /** Staff of the provider of whoever handed it in. */
  @Subject('submitted document')
  async isSubmittedToOwnProvider(visitor: Visitor, { id }: Parameters): Promise<boolean> {
    const rows = await this.database.query(
      `select from document d join enrolment e on e.id = d.enrolment_id join participant p on p.id = e.participant_id
       join attempt a on a.enrolment_id = d.enrolment_id and a.no = d.attempt_no
       join submission s on s.attempt_id = a.id and s.state in ('submitted', 'accepted')
       where d.id::text = $1 and p.provider_id = $2 and d.state = 'checked'`,
      [id, visitor.providerId],
    );
    return rows.length > 0;
  }

  /** A script that is not what was frozen, of a window of this person's provider. */
  @Subject('changed script')
  async isChangedScript(visitor: Visitor, { number }: Parameters): Promise<boolean> {
    const rows = await this.database.query(
      `select from script_fault f join script sc on sc.number = f.script_number
       join assessment_window w on w.id = sc.window_id where sc.number = $1 and w.provider_id = $2`,
      [number, visitor.providerId],
    );
    return rows.length > 0;
  }

  @TellsNext()
  async next(visitor: Visitor): Promise<NextThing[]> {
    if (visitor.roles.includes('participant')) return this.nextForParticipant(visitor);
    return visitor.roles.includes('lead') ? this.nextForLead(visitor) : [];
  }

  private async nextForParticipant(visitor: Visitor): Promise<NextThing[]> {
    const [booking] = await this.database.query<{ closesAt: Date; state: string | null }>(
      `select ${overAtSql} as "closesAt", s.state
       from participant p join enrolment e on e.participant_id = p.id
       join booking b on b.enrolment_id = e.id and b.attempt_no = e.attempt_no and b.state in ('booked', 'confirmed', 'used')
       join assessment_window w on w.id = b.window_id
       left join attempt a on a.enrolment_id = e.id and a.no = e.attempt_no
       left join submission s on s.attempt_id = a.id and s.state in ('draft', 'submitted', 'accepted')
       where p.sign_in_id = $1 and e.state in ('active', 'presented', 'resubmitting') limit 1`,
      [visitor.signInId],
    );
    if (!booking || booking.state === 'accepted' || booking.state === 'submitted') return [];
    const dueAt = Temporal.Instant.fromEpochMilliseconds(booking.closesAt.getTime());
    return [{ text: 'Finish and submit your two accounts and your evidence', href: '/submission', dueAt }];
  }

  private async nextForLead(visitor: Visitor): Promise<NextThing[]> {
    const { held, counts, changed } = await this.database.one<{ held: number; counts: number; changed: number }>(
      `select count(distinct s.id) filter (where s.held_reason is not null)::int as held,
              count(d.id) filter (where c.document_id is null)::int as counts,
              (select count(*)::int from script_fault f join script sc on sc.number = f.script_number
               join assessment_window w on w.id = sc.window_id
               where f.cleared_at is null and w.provider_id = $1) as changed
       from submission s join attempt a on a.id = s.attempt_id
       join enrolment e on e.id = a.enrolment_id join participant p on p.id = e.participant_id
       left join document d on d.enrolment_id = a.enrolment_id and d.attempt_no = a.no and d.state = 'checked'
         and d.count_verdict = 'needs-person'
       left join count_decision c on c.document_id = d.id and c.document_version = d.version
       where s.state = 'submitted' and p.provider_id = $1`,
      [visitor.providerId],
    );
    const countsText =
      counts === 1 ? 'Confirm the word count of an account' : `Confirm the word counts of ${counts} accounts`;
    const heldText =
      held === 1 ? 'Decide about a submission that is held' : `Decide about ${held} submissions that are held`;
    const changedThing = {
      text: `See to ${changed === 1 ? 'a script that is' : `${changed} scripts that are`} not what was handed in`,
      href: '/changed-scripts',
      dueAt: null,
      detail: `Nobody can judge ${changed === 1 ? 'it until its' : 'them until their'} files are put back.`,
    };
    return [
      ...(changed > 0 ? [changedThing] : []),
      ...(counts > 0 ? [{ text: countsText, href: '/counts-to-confirm', dueAt: null }] : []),
      ...(held > 0 ? [{ text: heldText, href: '/held-submissions', dueAt: null }] : []),
    ];
  }
}
