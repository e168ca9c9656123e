import { Injectable } from '@nestjs/common';
import { endOfLondonDay, sayCount } from '#libs/calendar';
import { Database } from '../platform/database/database.js';
import { TellsNext, type NextThing } from '../platform/web/next-things.js';
import type { Visitor } from '../platform/web/visitor.js';
import { maySeeAdjustments } from './may-see.js';

/** Leads are told what waits for a decision, and by when the first of it does. */
@Injectable()
export class CircumstancesNext {
  constructor(private readonly database: Database) {}

  @TellsNext()
  async next(visitor: Visitor): Promise<NextThing[]> {
    if (!visitor.roles.includes('lead')) return [];
    const { count, first } = await this.database.one<{ count: number; first: string | null }>(
      `select count(*)::int as count, min(r.decide_by) as first from circumstance_request r
       join enrolment e on e.id = r.enrolment_id join participant p on p.id = e.participant_id
       where r.state = 'asked' and p.provider_id = $1 and ($2 or r.kind <> 'adjustment')`,
      [visitor.providerId, maySeeAdjustments(visitor)],
    );
    if (count === 0 || first === null) return [];
    return [
      {
        text: `Decide ${sayCount(count, 'request')} of participants`,
        href: '/requests-to-decide',
        dueAt: endOfLondonDay(Temporal.PlainDate.from(first)),
      },
    ];
  }
}
