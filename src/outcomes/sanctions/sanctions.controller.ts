import { Body, Controller, Param, Query } from '@nestjs/common';
import { z } from 'zod';
import { isRefusal } from '#libs/refusal';
import { done, refused, type PageReply, type Reply } from '../../platform/web/reply.js';
import { Route } from '../../platform/web/route.js';
import { Visiting, type Visitor } from '../../platform/web/visitor.js';
import { outcomesMessages } from '../outcomes.messages.js';
import { RecentSignIn } from '../releases/recent-sign-in.js';
import { CancelSanction } from './cancel-sanction.js';
import { ConfirmSanction } from './confirm-sanction.js';
import { sanctionKinds } from './effect.js';
import { OverturnSanction } from './overturn-sanction.js';
import { ProposeSanction } from './propose-sanction.js';
import { SanctionsPages, sanctionWishIn } from './sanctions.pages.js';

const Id = z.uuid();
const Kind = z.enum([...sanctionKinds, '']);
const text = z.string().max(4_000);
const Asked = z
  .object({ kind: Kind.optional(), reason: text.optional(), told: text.optional() })
  .catchall(z.string().max(10));
const Proposal = z
  .object({ kind: Kind.default(''), reason: text.default(''), told: text.default(''), seen: text.default('') })
  .catchall(z.string().max(10))
  .meta({ id: 'SanctionProposal' });
const Confirmation = z.object({ seen: text.default('') }).meta({ id: 'SanctionConfirmation' });
const Cancellation = z.object({ reason: text.default('') }).meta({ id: 'SanctionCancellation' });
const Overturning = z.object({ reason: text.default(''), seen: text.default('') }).meta({ id: 'SanctionOverturning' });

/** A lead proposes what follows from a proven case; a second lead confirms it. No page of those who judge knows of it. */
@Controller()
export class SanctionsController {
  constructor(
    private readonly pages: SanctionsPages,
    private readonly proposeSanction: ProposeSanction,
    private readonly confirmSanction: ConfirmSanction,
    private readonly cancelSanction: CancelSanction,
    private readonly overturnSanction: OverturnSanction,
    private readonly recentSignIn: RecentSignIn,
  ) {}

  @Route({
    get: '/outcome-holds/:id/sanction',
    title: 'What follows from a proven case: the form, and when it is filled in what it does',
    for: ['lead'],
    of: 'outcome hold',
  })
  async form(
    @Param('id', { schema: Id }) id: string,
    @Query({ schema: Asked }) fields: z.infer<typeof Asked>,
  ): Promise<PageReply> {
    return this.pages.form(id, fields);
  }

  @Route({
    post: '/outcome-holds/:id/sanctions',
    title: 'Propose a sanction',
    for: ['lead'],
    of: 'outcome hold',
    journal: 'sanction.proposed',
  })
  async propose(
    @Visiting() { actor, signInId }: Visitor,
    @Param('id', { schema: Id }) holdId: string,
    @Body({ schema: Proposal }) body: z.infer<typeof Proposal>,
  ): Promise<Reply> {
    const { reason, told, seen } = body;
    const wish = sanctionWishIn(body);
    const id = await this.proposeSanction.run({ actor, signInId, holdId, wish, reason, told, seen });
    if (isRefusal(id)) return refused(id, outcomesMessages, await this.pages.form(holdId, body));
    return done(`/sanctions/${id}`, { value: { id }, notice: 'Proposed. Another lead has to confirm it' });
  }

  @Route({ get: '/sanctions/:id', title: 'A sanction', for: ['lead'], of: 'sanction' })
  async show(@Visiting() visitor: Visitor, @Param('id', { schema: Id }) id: string): Promise<PageReply> {
    return this.pages.sanction(visitor, id);
  }

  @Route({
    post: '/sanctions/:id/confirmation',
    title: 'Confirm a sanction as the second person',
    for: ['lead'],
    of: 'sanction',
    journal: 'sanction.confirmed',
  })
  async confirm(
    @Visiting() visitor: Visitor,
    @Param('id', { schema: Id }) sanctionId: string,
    @Body({ schema: Confirmation }) { seen }: z.infer<typeof Confirmation>,
  ): Promise<Reply> {
    const { actor, signInId } = visitor;
    const stale = await this.recentSignIn.refuses(visitor);
    const confirmed = stale ?? (await this.confirmSanction.run({ actor, signInId, sanctionId, seen }));
    if (isRefusal(confirmed))
      return refused(confirmed, outcomesMessages, await this.pages.sanction(visitor, sanctionId));
    return done(`/sanctions/${sanctionId}`, {
      value: { id: sanctionId },
      notice: 'Confirmed. The participant was told',
    });
  }

  @Route({
    post: '/sanctions/:id/cancellation',
    title: 'Take a proposed sanction back',
    for: ['lead'],
    of: 'sanction',
    journal: 'sanction.cancelled',
  })
  async cancel(
    @Visiting() visitor: Visitor,
    @Param('id', { schema: Id }) sanctionId: string,
    @Body({ schema: Cancellation }) body: z.infer<typeof Cancellation>,
  ): Promise<Reply> {
    const { actor, signInId } = visitor;
    const cancelled = await this.cancelSanction.run({ actor, signInId, sanctionId, ...body });
    if (isRefusal(cancelled))
      return refused(cancelled, outcomesMessages, await this.pages.sanction(visitor, sanctionId, body));
    return done(`/sanctions/${sanctionId}`, {
      value: { id: sanctionId },
      notice: 'Taken back. Nobody was told anything',
    });
  }

  @Route({
    post: '/sanctions/:id/overturning',
    title: 'Overturn a sanction as somebody who took no part',
    for: ['lead'],
    of: 'sanction',
    journal: 'sanction.overturned',
  })
  async overturn(
    @Visiting() visitor: Visitor,
    @Param('id', { schema: Id }) sanctionId: string,
    @Body({ schema: Overturning }) body: z.infer<typeof Overturning>,
  ): Promise<Reply> {
    const { actor, signInId } = visitor;
    const stale = await this.recentSignIn.refuses(visitor);
    const overturned = stale ?? (await this.overturnSanction.run({ actor, signInId, sanctionId, ...body }));
    if (isRefusal(overturned))
      return refused(overturned, outcomesMessages, await this.pages.sanction(visitor, sanctionId, body));
    return done(`/sanctions/${sanctionId}`, {
      value: { id: sanctionId },
      notice: 'Overturned. Plan the release of the outcome with its batch',
    });
  }
}
