import { Body, Controller, NotFoundException, Param, Query } from '@nestjs/common';
import { z } from 'zod';
import { isRefusal } from '#libs/refusal';
import { Database } from '../../platform/database/database.js';
import { done, refused, type PageReply, type Reply } from '../../platform/web/reply.js';
import { Route } from '../../platform/web/route.js';
import { Visiting, type Visitor } from '../../platform/web/visitor.js';
import { outcomesMessages } from '../outcomes.messages.js';
import { RecentSignIn } from '../releases/recent-sign-in.js';
import { CancelChange } from './cancel-change.js';
import { ChangesPages, wishIn } from './changes.pages.js';
import { ConfirmChange } from './confirm-change.js';
import { gatherChange } from './gather-change.js';
import { ProposeChange } from './propose-change.js';

const Id = z.uuid();
const After = z.object({ after: z.uuid().optional() });
const Kind = z.enum(['supersede', 'void']).default('supersede');
const text = z.string().max(2_000);
const Asked = z.object({ kind: Kind, error: text.optional(), reason: text.optional() }).catchall(z.string().max(10));
const Proposal = z
  .object({ kind: Kind, error: text.default(''), reason: text.default(''), seen: text.default('') })
  .catchall(z.string().max(100))
  .meta({ id: 'OutcomeChangeProposal' });
const Confirmation = z.object({ seen: text.default('') }).meta({ id: 'OutcomeChangeConfirmation' });
const Cancellation = z.object({ reason: text.default('') }).meta({ id: 'OutcomeChangeCancellation' });

/** A lead proposes another outcome, or none, in the place of a released one; a second lead confirms it. */
@Controller()
export class ChangesController {
  constructor(
    private readonly database: Database,
    private readonly pages: ChangesPages,
    private readonly proposeChange: ProposeChange,
    private readonly confirmChange: ConfirmChange,
    private readonly cancelChange: CancelChange,
    private readonly recentSignIn: RecentSignIn,
  ) {}

  @Route({ get: '/outcome-changes', title: 'Changes of outcomes after their release', for: ['lead'] })
  async overview(
    @Visiting() visitor: Visitor,
    @Query({ schema: After }) { after }: z.infer<typeof After>,
  ): Promise<PageReply> {
    return this.pages.overview(visitor, after);
  }

  @Route({ get: '/released-outcomes/:id', title: 'A released outcome', for: ['lead'], of: 'released outcome' })
  async outcome(@Param('id', { schema: Id }) id: string): Promise<PageReply> {
    return this.pages.outcome(id);
  }

  @Route({
    get: '/released-outcomes/:id/look-back',
    title: 'Look back: what else those who marked this outcome have marked',
    for: ['lead'],
    of: 'released outcome',
  })
  async lookBack(@Param('id', { schema: Id }) id: string): Promise<PageReply> {
    return this.pages.lookBack(id);
  }

  @Route({
    get: '/released-outcomes/:id/change',
    title: 'Change a released outcome: the form, and when it is filled in what it does',
    for: ['lead'],
    of: 'released outcome',
  })
  async form(
    @Param('id', { schema: Id }) id: string,
    @Query({ schema: Asked }) fields: z.infer<typeof Asked>,
  ): Promise<PageReply> {
    return this.pages.form(id, fields);
  }

  @Route({
    post: '/released-outcomes/:id/changes',
    title: 'Propose a change of a released outcome',
    for: ['lead'],
    of: 'released outcome',
    journal: 'outcome-change.proposed',
  })
  async propose(
    @Visiting() visitor: Visitor,
    @Param('id', { schema: Id }) outcomeId: string,
    @Body({ schema: Proposal }) body: z.infer<typeof Proposal>,
  ): Promise<Reply> {
    const { actor, signInId } = visitor;
    const facts = await gatherChange(this.database, outcomeId);
    if (!facts) throw new NotFoundException();
    const wish = wishIn(body, facts.marks);
    const { reason, seen } = body;
    const id = await this.proposeChange.run({ actor, signInId, outcomeId, wish, reason, seen });
    if (isRefusal(id)) return refused(id, outcomesMessages, await this.pages.form(outcomeId, body));
    return done(`/outcome-changes/${id}`, { value: { id }, notice: 'Proposed. Another lead has to confirm it' });
  }

  @Route({ get: '/outcome-changes/:id', title: 'A change of an outcome', for: ['lead'], of: 'outcome change' })
  async show(@Visiting() visitor: Visitor, @Param('id', { schema: Id }) id: string): Promise<PageReply> {
    return this.pages.change(visitor, id);
  }

  @Route({
    post: '/outcome-changes/:id/confirmation',
    title: 'Confirm a change of an outcome as the second person',
    for: ['lead'],
    of: 'outcome change',
    journal: 'outcome-change.confirmed',
  })
  async confirm(
    @Visiting() visitor: Visitor,
    @Param('id', { schema: Id }) changeId: string,
    @Body({ schema: Confirmation }) { seen }: z.infer<typeof Confirmation>,
  ): Promise<Reply> {
    const { actor, signInId } = visitor;
    const stale = await this.recentSignIn.refuses(visitor);
    const confirmed = stale ?? (await this.confirmChange.run({ actor, signInId, changeId, seen }));
    if (isRefusal(confirmed)) return refused(confirmed, outcomesMessages, await this.pages.change(visitor, changeId));
    return done(`/outcome-changes/${changeId}`, {
      value: { id: changeId, outcomeId: confirmed.outcomeId },
      notice: 'Confirmed. The participant was told',
    });
  }

  @Route({
    post: '/outcome-changes/:id/cancellation',
    title: 'Take a proposed change back',
    for: ['lead'],
    of: 'outcome change',
    journal: 'outcome-change.cancelled',
  })
  async cancel(
    @Visiting() visitor: Visitor,
    @Param('id', { schema: Id }) changeId: string,
    @Body({ schema: Cancellation }) body: z.infer<typeof Cancellation>,
  ): Promise<Reply> {
    const { actor, signInId } = visitor;
    const cancelled = await this.cancelChange.run({ actor, signInId, changeId, ...body });
    if (isRefusal(cancelled))
      return refused(cancelled, outcomesMessages, await this.pages.change(visitor, changeId, body));
    return done(`/outcome-changes/${changeId}`, {
      value: { id: changeId },
      notice: 'Taken back. Nobody was told anything',
    });
  }

  /** A refusal of the act itself: the page as it stands now, with this said first. */
}
