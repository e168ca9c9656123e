import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database.js';
import { instantOf } from '../platform/database/types.js';
import { TellsNext, type NextThing } from '../platform/web/next-things.js';
import type { Visitor } from '../platform/web/visitor.js';
import { changesToConfirm } from './changes/changes.queries.js';
import { toReturn } from './returns/returns.queries.js';

interface Release {
  readonly batchId: string;
  readonly windowName: string;
  readonly releaseId: string | null;
  readonly releaseAt: Date | null;
}

/** What is next for participants, leads and administrators, as far as outcomes go. */
@Injectable()
export class OutcomesNext {
  constructor(private readonly database: Database) {}

  @TellsNext()
  async next(visitor: Visitor): Promise<NextThing[]> {
    if (visitor.roles.includes('participant')) return this.forParticipant(visitor);
    if (visitor.roles.includes('lead')) return this.forLead(visitor);
    return visitor.roles.includes('administrator') ? this.forAdministrator(visitor) : [];
  }

  /** Only what is released: before its instant there is nothing, whatever the result will be. */
  private async forParticipant({ signInId }: Visitor): Promise<NextThing[]> {
    const rows = await this.database.query(
      `select from outcome o join attempt a on a.id = o.attempt_id join enrolment e on e.id = a.enrolment_id
       join participant p on p.id = e.participant_id
       where p.sign_in_id = $1 and o.state in ('released') and o.released_at <= (select app_now()) and a.no >= e.attempt_no - 1
       limit 1`,
      [signInId],
    );
    return rows.length > 0 ? [{ text: 'Read your outcome', href: '/outcome', dueAt: null }] : [];
  }

  private async forLead({ signInId, providerId }: Visitor): Promise<NextThing[]> {
    const rows = await this.database.query<Release>(
      `select b.id as "batchId", w.name as "windowName", r.id as "releaseId", r.release_at as "releaseAt"
       from moderation_batch b join assessment_window w on w.id = b.window_id
       left join release r on r.batch_id = b.id and r.state <> 'cancelled'
       where w.provider_id = $1 and b.state in ('cleared')
         and (r.id is null or (r.state in ('planned') and r.planned_by <> $2))
       order by b.cleared_at limit 20`,
      [providerId, signInId],
    );
    const changes = await changesToConfirm(this.database, providerId ?? '', signInId);
    const toConfirm = changes.map(({ id, name }): NextThing => ({
      text: `Confirm the change of ${name}’s outcome`,
      href: `/outcome-changes/${id}`,
      dueAt: null,
      detail: 'Another lead proposed it. Without a second person nothing changes.',
    }));
    const releases = rows.map(({ batchId, windowName, releaseId, releaseAt }): NextThing =>
      releaseId
        ? {
            text: `Approve the release of ${windowName}`,
            href: `/releases/${releaseId}`,
            dueAt: releaseAt && instantOf(releaseAt),
            detail: 'Another lead planned it. Without a second person nothing is released.',
          }
        : { text: `Plan the release of ${windowName}`, href: `/batches/${batchId}/release`, dueAt: null },
    );
    return [...toConfirm, ...releases];
  }

  private async forAdministrator({ providerId }: Visitor): Promise<NextThing[]> {
    const many = await toReturn(this.database, providerId ?? '');
    const text = `Return ${many === 1 ? 'an outcome' : `${many} outcomes`} to the Department`;
    return many > 0 ? [{ text, href: '/returns', dueAt: null }] : [];
  }
}
