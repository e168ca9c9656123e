import { Body, Controller, Param, Query } from '@nestjs/common';
import { z } from 'zod';
import { isRefusal } from '#libs/refusal';
import { changeWishIn, gatherChange } from '../outcomes/index.js';
import { Database } from '../platform/database/database.js';
import { done, refused, type PageReply, type Reply } from '../platform/web/reply.js';
import { Route } from '../platform/web/route.js';
import { Visiting, type Visitor } from '../platform/web/visitor.js';
import { AcknowledgeAppeal } from './acknowledge-appeal.js';
import { AppealsPages } from './appeals.pages.js';
import { decisionMessages } from './appeals.messages.js';
import { appealDetail } from './appeals.queries.js';
import { DecideAppeal } from './decide-appeal.js';

const Id = z.uuid();
const After = z.object({ after: z.uuid().optional() });
const text = z.string().max(2_000);
const Acknowledgement = z.object({ lateAllowed: text.default('') }).meta({ id: 'AppealAcknowledgement' });
const Asked = z.object({ error: text.optional(), reason: text.optional() }).catchall(z.string().max(10));
const Decision = z
  .object({
    decision: z.enum(['uphold', 'reject']),
    error: text.default(''),
    reason: text.default(''),
    seen: text.default(''),
  })
  .catchall(z.string().max(100))
  .meta({ id: 'AppealDecision' });

/** Leads take appeals up; one who took no part in the outcome decides, and a second lead confirms what follows. */
@Controller()
export class AppealsController {
  constructor(
    private readonly database: Database,
    private readonly pages: AppealsPages,
    private readonly acknowledgeAppeal: AcknowledgeAppeal,
    private readonly decideAppeal: DecideAppeal,
  ) {}

  @Route({ get: '/appeals', title: 'Appeals', for: ['lead'] })
  async list(
    @Visiting() visitor: Visitor,
    @Query({ schema: After }) { after }: z.infer<typeof After>,
  ): Promise<PageReply> {
    return this.pages.list(visitor, after);
  }

  @Route({ get: '/appeals/:id', title: 'An appeal', for: ['lead'], of: 'appeal' })
  async show(@Visiting() visitor: Visitor, @Param('id', { schema: Id }) id: string): Promise<PageReply> {
    return this.pages.appeal(visitor, id);
  }

  @Route({
    post: '/appeals/:id/acknowledgement',
    title: 'Take an appeal up',
    for: ['lead'],
    of: 'appeal',
    journal: 'appeal.acknowledge',
  })
  async acknowledge(
    @Visiting() visitor: Visitor,
    @Param('id', { schema: Id }) appealId: string,
    @Body({ schema: Acknowledgement }) body: z.infer<typeof Acknowledgement>,
  ): Promise<Reply> {
    const { actor, signInId } = visitor;
    const taken = await this.acknowledgeAppeal.run({ actor, signInId, appealId, ...body });
    if (isRefusal(taken)) return refused(taken, decisionMessages, await this.pages.appeal(visitor, appealId, body));
    return done(`/appeals/${appealId}`, {
      value: { id: appealId, ...taken },
      notice: 'Taken up. The participant was told',
    });
  }

  @Route({
    get: '/appeals/:id/decision',
    title: 'Decide an appeal: the form, and with marks what upholding it does',
    for: ['lead'],
    of: 'appeal',
  })
  async form(
    @Visiting() visitor: Visitor,
    @Param('id', { schema: Id }) id: string,
    @Query({ schema: Asked }) fields: z.infer<typeof Asked>,
  ): Promise<PageReply> {
    return this.pages.decision(visitor, id, fields);
  }

  @Route({
    post: '/appeals/:id/decision',
    title: 'Decide an appeal',
    for: ['lead'],
    of: 'appeal',
    journal: 'appeal.reject',
  })
  async decide(
    @Visiting() visitor: Visitor,
    @Param('id', { schema: Id }) appealId: string,
    @Body({ schema: Decision }) body: z.infer<typeof Decision>,
  ): Promise<Reply> {
    const { actor, signInId } = visitor;
    const { decision, reason, seen, ...fields } = body;
    if (decision === 'reject') {
      const rejected = await this.decideAppeal.reject({ actor, signInId, appealId, reason });
      if (isRefusal(rejected))
        return refused(rejected, decisionMessages, await this.pages.appeal(visitor, appealId, { reason }));
      return done(`/appeals/${appealId}`, { value: { id: appealId }, notice: 'Rejected. The participant was told' });
    }
    const about = await appealDetail(this.database, appealId);
    const facts = about && (await gatherChange(this.database, about.outcomeId));
    const wish = changeWishIn({ ...fields, kind: 'supersede' }, facts?.marks ?? {});
    const changeId = await this.decideAppeal.uphold({ actor, signInId, appealId, reason, wish, seen });
    if (isRefusal(changeId))
      return refused(changeId, decisionMessages, await this.pages.decision(visitor, appealId, { ...fields, reason }));
    return done(`/appeals/${appealId}`, {
      value: { id: appealId, changeId },
      notice: 'Decided. Another lead has to confirm what follows',
    });
  }

  /** A refusal of the act itself: the page as it stands now, with this said first. */
}
