import type { Transaction } from '../platform/database/database.js';
import type { Series } from './timetable.js';

type Reads = Pick<Transaction, 'query'>;

/** A reminder on record, as its pages show it. */
export interface NoticeLine {
  readonly series: Series;
  readonly deadline: string;
  readonly daysBefore: number;
  /** The nearer reminder that stood for this one; null: it was sent. */
  readonly overtakenBy: number | null;
  readonly why: string;
  readonly at: Date;
  /** Subject of the letter and what became of it; null where it was overtaken. */
  readonly subject: string | null;
  readonly letterState: 'waiting' | 'sent' | 'failed' | null;
}

/** The newest 100 reminders of a participant, by their sign-in or by their id. One statement. */
export async function noticesOf(
  db: Reads,
  by: { readonly signInId: string } | { readonly participantId: string },
): Promise<NoticeLine[]> {
  const [column, id] = 'signInId' in by ? ['sign_in_id', by.signInId] : ['id', by.participantId];
  return db.query<NoticeLine>(
    `select n.series, n.deadline::text as deadline, n.days_before as "daysBefore", n.overtaken_by as "overtakenBy",
            n.why, n.at, m.subject, m.state as "letterState"
     from notice n join enrolment e on e.id = n.enrolment_id join participant p on p.id = e.participant_id
     left join mail_message m on m.key
       = concat_ws('/', 'reminder', n.series, n.enrolment_id, n.about, n.deadline, n.days_before)
     where p.${column} = $1 order by n.at desc, n.days_before limit 100`,
    [id],
  );
}
