import { Body, Controller, Param } from '@nestjs/common';
import { z } from 'zod';
import { isRefusal } from '#libs/refusal';
import { Database } from '../platform/database/database.js';
import { done, page, refused, type PageReply, type Reply } from '../platform/web/reply.js';
import { Route } from '../platform/web/route.js';
import { Visiting, type Visitor } from '../platform/web/visitor.js';
import { AcceptSubmission } from './accept-submission.js';
import { submissionMessages } from './submission.messages.js';

const Reason = z.strictObject({ reason: z.string().max(1_000) }).meta({ id: 'AcceptanceReason' });

/** Submissions that could not be accepted by themselves: the lead looks and decides, with a reason on the record. */
@Controller()
export class HeldController {
  constructor(
    private readonly database: Database,
    private readonly acceptSubmission: AcceptSubmission,
  ) {}

  @Route({ get: '/held-submissions', title: 'Submissions that wait for a decision', for: ['lead'] })
  async list(@Visiting() visitor: Visitor): Promise<PageReply> {
    const submissions = await this.database.query(
      `select s.id, p.name as "participantName", w.name as "windowName", s.submitted_at as "submittedAt", s.held_reason as reason
       from submission s join attempt a on a.id = s.attempt_id join enrolment e on e.id = a.enrolment_id
       join participant p on p.id = e.participant_id join booking b on b.id = s.booking_id
       join assessment_window w on w.id = b.window_id
       where s.state = 'submitted' and s.held_reason is not null and p.provider_id = $1 order by s.submitted_at, s.id limit 200`,
      [visitor.providerId],
    );
    return page('submission/pages/held.njk', { title: 'Submissions that wait for a decision', submissions });
  }

  @Route({
    post: '/held-submissions/:id/acceptance',
    title: 'Accept a held submission',
    for: ['lead'],
    of: 'held submission',
    journal: 'submission.accept',
  })
  async accept(
    @Visiting() visitor: Visitor,
    @Param('id', { schema: z.uuid() }) id: string,
    @Body({ schema: Reason }) body: z.infer<typeof Reason>,
  ): Promise<Reply> {
    const accepted = await this.acceptSubmission.run(visitor.actor, id, body.reason);
    if (isRefusal(accepted)) return refused(accepted, submissionMessages, await this.list(visitor));
    const notice =
      accepted === 'accepted' ? 'Accepted for marking' : 'A check is still running: it is accepted when that is done';
    return done('/held-submissions', { notice });
  }
}
