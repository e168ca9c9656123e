import { Injectable } from '@nestjs/common';
import { sayDate } from '#libs/calendar';
import { staffWithRole, type StaffMember } from '../people/index.js';
import { Database } from '../platform/database/database.js';
import { writeLetters, type Letter } from '../platform/mail/mail.js';
import { kindWords } from './labels.js';
import { maySeeAdjustments } from './may-see.js';
import type { RequestKind } from './terms.js';

interface Waiting {
  readonly id: string;
  readonly kind: RequestKind;
  readonly providerId: string;
  readonly decideBy: string;
  readonly isOver: boolean;
}

/**
 * Writes to the leads who may decide a request before its last day to be decided, and once more when that is over. Each
 * letter once, whatever the number of workers: its key says which request, which last day and which of the two it is. After
 * an outage the one that is true now is sent, and the one before it is not. Never after the decision.
 */
@Injectable()
export class RemindDeciders {
  constructor(private readonly database: Database) {}

  /** Gives how many requests are waiting that letters are due for. From eight in the morning in London, as reminders are. */
  async run(actor: string): Promise<number> {
    return this.database.transact(actor, async (tx) => {
      // Held until the letters are written: a decision of the same moment is before them or after them.
      const waiting = await tx.query<Waiting>(
        `select r.id, r.kind, p.provider_id as "providerId", r.decide_by as "decideBy", r.decide_by < today.date as "isOver"
         from circumstance_request r join enrolment e on e.id = r.enrolment_id join participant p on p.id = e.participant_id
         join provider v on v.id = p.provider_id, (select london_date(app_now()) as date,
           extract(hour from app_now() at time zone 'Europe/London') as hour) as today
         where r.state = 'asked' and r.decide_by - v.remind_deciders_days <= today.date and today.hour >= 8
         order by r.decide_by, r.id for share of r`,
      );
      const leads = new Map<string, StaffMember[]>();
      for (const providerId of new Set(waiting.map((one) => one.providerId)))
        leads.set(providerId, await staffWithRole(tx, 'lead', providerId));
      await writeLetters(
        tx,
        waiting.flatMap((request) => lettersAbout(request, leads.get(request.providerId) ?? [])),
      );
      return waiting.length;
    });
  }
}

function lettersAbout({ id, kind, decideBy, isOver }: Waiting, leads: readonly StaffMember[]): Letter[] {
  const day = sayDate(Temporal.PlainDate.from(decideBy));
  const subject = isOver ? `A request was to be decided by ${day}` : `A request is to be decided by ${day}`;
  // Nobody's name and no reason: a letter lies open on a desk.
  const said = isOver
    ? `A participant asked for ${kindWords[kind]}, and was told that it is decided by ${day}. That day is over.`
    : `A participant asked for ${kindWords[kind]}, and was told that it is decided by ${day}.`;
  return leads
    .filter((lead) => kind !== 'adjustment' || maySeeAdjustments(lead))
    .map(({ staffId, name, email }) => ({
      key: `request-waits:${id}:${decideBy}:${isOver ? 'over' : 'before'}:${staffId}`,
      to: email,
      subject,
      body: `${[`Dear ${name}`, said, 'It stands under “Requests” when you sign in.', 'Scriptorium'].join('\n\n')}\n`,
    }));
}
