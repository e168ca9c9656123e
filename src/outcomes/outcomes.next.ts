import { Injectable } from '@nestjs/common';
import { sayCount } from '#libs/calendar';
import { Database } from '../platform/database/database.js';
import { instantOf } from '../platform/database/types.js';
import { TellsNext, type NextThing } from '../platform/web/next-things.js';
import type { Visitor } from '../platform/web/visitor.js';
import { changesToConfirm } from './changes/changes.queries.js';
import { holdsToDecide } from './holds/holds.queries.js';
import { batchesToRelease } from './releases/releases.queries.js';
import { casesToSanction, sanctionsToConfirm } from './sanctions/sanctions.queries.js';
import { toReturn } from './returns/returns.queries.js';

interface Release {
  readonly id: string;
  readonly windowName: string;
  readonly releaseAt: Date;
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
      `select r.id, w.name as "windowName", r.release_at as "releaseAt"
       from release r join moderation_batch b on b.id = r.batch_id join assessment_window w on w.id = b.window_id
       where w.provider_id = $1 and r.state in ('planned') and r.planned_by <> $2 order by r.release_at, r.id limit 20`,
      [providerId, signInId],
    );
    const toPlan = (await batchesToRelease(this.database, providerId ?? '')).slice(0, 20);
    const holds = await holdsToDecide(this.database, providerId ?? '', signInId);
    const changes = await changesToConfirm(this.database, providerId ?? '', signInId);
    const toConfirm = changes.map(({ id, name }): NextThing => ({
      text: `Confirm the change of ${name}’s outcome`,
      href: `/outcome-changes/${id}`,
      dueAt: null,
      detail: 'Another lead proposed it. Without a second person nothing changes.',
    }));
    const toApprove = rows.map(({ id, windowName, releaseAt }): NextThing => ({
      text: `Approve the release of ${windowName}`,
      href: `/releases/${id}`,
      dueAt: instantOf(releaseAt),
      detail: 'Another lead planned it. Without a second person nothing is released.',
    }));
    const plans = toPlan.map(({ batchId, windowName }): NextThing => ({
      text: `Plan the release of ${windowName}`,
      href: `/batches/${batchId}/release`,
      dueAt: null,
    }));
    const held = {
      text: `Decide about ${sayCount(holds, 'held outcome')}`,
      href: '/outcome-holds',
      dueAt: null,
      detail: 'Another lead placed the hold. Nothing is released before somebody else decides.',
    };
    const sanctions = (await sanctionsToConfirm(this.database, providerId ?? '', signInId)).map(({ id, name }) => ({
      text: `Confirm what follows for ${name}`,
      href: `/sanctions/${id}`,
      dueAt: null,
      detail: 'Misconduct is proven, and another lead proposed a sanction. Without a second person nothing happens.',
    }));
    const cases = await casesToSanction(this.database, providerId ?? '');
    const proven = {
      text: `Propose what follows from ${sayCount(cases, 'proven case')}`,
      href: '/outcome-holds',
      dueAt: null,
      detail: 'The participant waits for it, and no outcome is released before.',
    };
    return [
      ...toConfirm,
      ...sanctions,
      ...toApprove,
      ...plans,
      ...(holds > 0 ? [held] : []),
      ...(cases > 0 ? [proven] : []),
    ];
  }

  private async forAdministrator({ providerId }: Visitor): Promise<NextThing[]> {
    const many = await toReturn(this.database, providerId ?? '');
    const text = `Return ${many === 1 ? 'an outcome' : `${many} outcomes`} to the Department`;
    return many > 0 ? [{ text, href: '/returns', dueAt: null }] : [];
  }
}
