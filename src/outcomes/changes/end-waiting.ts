import { Injectable } from '@nestjs/common';
import { isRefusal } from '#libs/refusal';
import { londonDate } from '#libs/calendar';
import { Enrolments, writeToParticipant } from '../../enrolment/index.js';
import { Database, type Transaction } from '../../platform/database/database.js';
import { sayOpening } from './change-letters.js';

interface Waiting {
  readonly enrolmentId: string;
  readonly attemptNo: number;
  readonly reason: string;
}

/** Whose only outcome of the attempt they are at was taken back: they wait for one that cannot come. */
const waiting = `
  select e.id as "enrolmentId", a.no as "attemptNo", coalesce(o.reason, 'The outcome was taken back') as reason
  from outcome o join attempt a on a.id = o.attempt_id join enrolment e on e.id = a.enrolment_id and e.attempt_no = a.no
  where o.state = 'voided' and o.released_at is not null and e.state in ('presented', 'resubmitting')
    and not exists (select from outcome n where n.attempt_id = a.id and n.state in ('scheduled', 'released'))
    and not exists (select from voided_attempt v where (v.enrolment_id, v.attempt_no) = (e.id, a.no))`;

/** Ends the attempts of those whose outcome was taken back before that ended an attempt by itself. Twice is once. */
@Injectable()
export class EndWaiting {
  constructor(
    private readonly database: Database,
    private readonly enrolments: Enrolments,
  ) {}

  async run(actor: string): Promise<void> {
    for (const { enrolmentId } of await this.database.query<Waiting>(waiting))
      await this.database.transact(actor, async (tx) => this.end(tx, enrolmentId));
  }

  private async end(tx: Transaction, enrolmentId: string): Promise<void> {
    await this.enrolments.lockEnrolment(tx, enrolmentId);
    const [still] = await tx.query<Waiting>(`${waiting} and e.id = $1`, [enrolmentId]);
    if (!still) return;
    const { attemptNo, reason } = still;
    const on = londonDate(await tx.now());
    const opens = await this.enrolments.voidAttempt(tx, enrolmentId, { attemptNo, because: 'taken-back', on, reason });
    if (isRefusal(opens)) throw new Error(`The attempt ${attemptNo} of ${enrolmentId} could not end: ${opens.code}`);
    await writeToParticipant(tx, enrolmentId, `attempt-over:${enrolmentId}:${attemptNo}`, {
      subject: 'What happens next with your NPQEL assessment',
      paragraphs: [
        `Your outcome of attempt ${attemptNo} was taken back. ${sayOpening({ opens, isFinal: opens === null }).join(' ')}`,
      ],
    });
  }
}
