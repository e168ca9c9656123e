import { Body, Controller, Param, Query } from '@nestjs/common';
import { z } from 'zod';
import { isRefusal } from '#libs/refusal';
import { sayEffect, workplacesOf } from '../../people/index.js';
import { Database } from '../../platform/database/database.js';
import { done, page, refused, type PageReply, type Reply } from '../../platform/web/reply.js';
import { Route } from '../../platform/web/route.js';
import { Visiting, type Visitor } from '../../platform/web/visitor.js';
import { enrolmentMessages } from '../enrolment.messages.js';
import { ChangeDetails, type DetailsCommand } from './change-details.js';
import { changeNames } from './details-letters.js';
import type { DetailsChanged } from './details-rules.js';
import { detailsChanges, formerCoaches, recordedDetails } from './details.queries.js';

const Id = z.uuid();
const text = z.string().max(500).default('');
const coach = z.string().max(500).optional();
const details = {
  name: text,
  email: text,
  trn: text,
  urn: text,
  trustUid: text,
  from: text,
  // Not said: as it is recorded.
  coachName: coach,
  coachEmail: coach,
  coachWas: z.enum(['theirs', 'wrong']).default('theirs'),
};
const Asked = z.object(details);
const Decided = z
  .strictObject({ ...details, why: z.string().max(2_000).default(''), seenEffect: text })
  .meta({ id: 'DetailsChange' });

/** What is recorded of a participant, how it changed, and what a change of it does before it is made. */
@Controller()
export class DetailsController {
  constructor(
    private readonly database: Database,
    private readonly changeDetails: ChangeDetails,
  ) {}

  @Route({
    get: '/participants/:id/details',
    title: 'What is recorded of a participant: over time, the form, and with a change its effect',
    for: ['administrator'],
    of: 'participant',
  })
  async form(
    @Visiting() visitor: Visitor,
    @Param('id', { schema: Id }) id: string,
    @Query({ schema: Asked }) asked: z.infer<typeof Asked>,
  ): Promise<PageReply> {
    if (asked.trn === '') return this.formPage(id, null, null);
    const seen = await this.changeDetails.preview(askerOf(visitor), commandOf(id, asked));
    if (isRefusal(seen)) return refused(seen, enrolmentMessages, await this.formPage(id, asked, null));
    const { formerCoach } = seen;
    return this.formPage(id, asked, { changes: linesOf(seen.changes), formerCoach, ...sayEffect(seen.effect) });
  }

  @Route({
    post: '/participants/:id/details',
    title: 'Change what is recorded of a participant',
    for: ['administrator'],
    of: 'participant',
    journal: 'participant.changed',
  })
  async change(
    @Visiting() visitor: Visitor,
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: Decided }) decided: z.infer<typeof Decided>,
  ): Promise<Reply> {
    const { why, seenEffect } = decided;
    const result = await this.changeDetails.run(askerOf(visitor), { ...commandOf(id, decided), why, seenEffect });
    if (isRefusal(result)) {
      const again = await this.form(visitor, id, decided);
      return refused(result, enrolmentMessages, again);
    }
    const { changes, formerCoach, effect } = result;
    const value = { changes, formerCoach, effect };
    return done(`/participants/${id}/details`, {
      value,
      notice: 'The change is recorded, and the participant is told.',
    });
  }

  private async formPage(
    id: string,
    form: Partial<z.infer<typeof Decided>> | null,
    effect: object | null,
  ): Promise<PageReply> {
    const recorded = await recordedDetails(this.database, id);
    const spans = await workplacesOf(this.database, recorded.signInId);
    const changes = await detailsChanges(this.database, id);
    const { name, email, trn, urn, trustUid, coachName, coachEmail } = recorded;
    const asRecorded = { name, email, trn, urn, trustUid, coachName, coachEmail, from: '', coachWas: 'theirs' };
    return page('enrolment/pages/details.njk', {
      title: `What is recorded of ${name}`,
      back: { href: `/participants/${id}`, text: name },
      participantId: id,
      form: form
        ? { ...form, coachName: form.coachName ?? coachName, coachEmail: form.coachEmail ?? coachEmail }
        : asRecorded,
      coach: coachName || coachEmail,
      formerCoaches: await formerCoaches(this.database, id),
      spans,
      changes: changes.map((line) => ({ ...line, lines: linesOf(line.changes) })),
      effect,
    });
  }
}

function commandOf(participantId: string, { coachWas, ...asked }: z.infer<typeof Asked>): DetailsCommand {
  return { ...asked, participantId, coachWasWrong: coachWas === 'wrong' };
}

export const askerOf = ({
  actor,
  signInId,
  providerId,
}: Visitor): { actor: string; signInId: string; providerId: string } => ({
  actor,
  signInId,
  providerId: providerId ?? '',
});

export function linesOf(changes: DetailsChanged | Readonly<Record<string, { was: string; is: string }>>): string[] {
  return Object.entries(changes).map(
    ([field, { was, is }]) => `${changeNames[field] ?? field}: ${was || 'none'} becomes ${is || 'none'}`,
  );
}
